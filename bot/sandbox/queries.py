"""Questions Telegram asks the bot and waits for: button presses and inline queries."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import count

from bot.sandbox.errors import bad_request
from bot.sandbox.limits import QUERY_LIFETIME_SECONDS
from bot.sandbox.model import JsonObject

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True)
class PendingQuery:
    """A query that waits for the bot's answer.

    Attributes:
        answer: Set by the bot's answer.
        payload: What the bot was sent.
        expires_at: When the answer comes too late, on the monotonic clock.
    """

    id: str
    payload: JsonObject
    expires_at: float
    answer: asyncio.Future[JsonObject] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Queries:
    """Queries by id, each answered at most once and not too late.

    Args:
        lifetime_seconds: How long a query may be answered.
    """

    def __init__(self, lifetime_seconds: float = QUERY_LIFETIME_SECONDS) -> None:
        self.lifetime_seconds = lifetime_seconds
        self._ids = count(4_000_000_000_000_001)
        self._pending: dict[str, PendingQuery] = {}

    def ask(self, payload: JsonObject, *, age_seconds: float = 0.0) -> PendingQuery:
        """Open a query; ``payload`` gets its ``id``.

        Args:
            payload: What the bot will be sent.
            age_seconds: How old the query already is.
        """
        query_id = str(next(self._ids))
        payload["id"] = query_id
        expires_at = time.monotonic() + self.lifetime_seconds - age_seconds
        query = PendingQuery(query_id, payload, expires_at)
        self._pending[query_id] = query
        return query

    def answer(self, query_id: str, answer: JsonObject) -> PendingQuery:
        """Take the bot's answer.

        Raises:
            BotApiError: 400, if the query is unknown, already answered, or too old.
        """
        query = self._pending.pop(query_id, None)
        if query is None or time.monotonic() > query.expires_at:
            raise bad_request(TOO_OLD)
        if not query.answer.done():  # whoever asked may have stopped waiting
            query.answer.set_result(answer)
        return query

    def check(self, query_id: str) -> PendingQuery:
        """Return a query that can still be answered.

        Raises:
            BotApiError: 400, as ``answer`` does.
        """
        query = self._pending.get(query_id)
        if query is None or time.monotonic() > query.expires_at:
            raise bad_request(TOO_OLD)
        return query


@dataclass(slots=True, frozen=True)
class InlineAnswer:
    """What the bot answered to an inline query.

    Attributes:
        expires_at: Until when Telegram gives it without asking the bot, on the monotonic clock.
    """

    query: str
    results: list[JsonObject]
    next_offset: str
    button: JsonObject | None
    is_cached: bool
    expires_at: float

    def as_json(self) -> JsonObject:
        """Return it as the control interface shows it."""
        return {
            "results": self.results,
            "next_offset": self.next_offset,
            "button": self.button,
            "is_cached": self.is_cached,
        }


class InlineAnswers:
    """Answers to inline queries: to choose from, and Telegram's cache of them."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._shown: dict[str, InlineAnswer] = {}
        self._cache: dict[tuple[str, str, int | None], InlineAnswer] = {}

    def show(self, answer: InlineAnswer) -> str:
        """Remember what a person sees; return the id to choose from it by."""
        key = str(next(self._ids))
        self._shown[key] = answer
        return key

    def shown(self, key: str) -> InlineAnswer | None:
        """Return what a person sees under this id."""
        return self._shown.get(key)

    def store(self, answer: InlineAnswer, offset: str, user_id: int | None) -> None:
        """Cache an answer for one person, or for everyone when ``user_id`` is missing."""
        self._cache[answer.query, offset, user_id] = answer

    def cached(self, query: str, offset: str, user_id: int) -> InlineAnswer | None:
        """Return an answer that is still good for this person."""
        for owner in (user_id, None):
            answer = self._cache.get((query, offset, owner))
            if answer is not None and answer.expires_at > time.monotonic():
                return answer
        return None

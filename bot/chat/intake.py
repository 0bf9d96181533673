"""Taking updates: into the store first, and then to be processed."""

import asyncio
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Update

from bot.chat.memory import MOST_REMEMBERED
from bot.chat.updates import is_update, lane_of, read_update
from bot.chat.work import Task, Work
from bot.store import StoredUpdate, Updates

UNREADABLE = "it cannot be read"

_PATIENCE_SECONDS = 0.5
"""People wait no longer than that for the database."""


class Intake:
    """Takes what Telegram sends, in whatever way it comes.

    Args:
        bot: What the updates are for.
        updates: Where they are written down.
        work: Where they go then.
    """

    def __init__(self, bot: Bot, updates: Updates, work: Work) -> None:
        self._bot = bot
        self._updates = updates
        self._work = work

    async def accept(self, batch: Iterable[Any]) -> None:
        """Write updates down and have them processed; then Telegram need not keep them any more.

        One that came before is not processed again. One that cannot be read is set aside; what
        is no update at all is passed over. Where the database keeps them waiting, they are
        processed all the same, but Telegram keeps them as long.

        Args:
            batch: What Telegram sent, as parsed JSON.

        Raises:
            StoreError: If they could not be written down.
        """
        now = datetime.now(UTC)
        arrived = [(data, read_update(data, self._bot)) for data in filter(is_update, batch)]
        writing = asyncio.create_task(
            self._updates.accept([stored_form(*one, now) for one in arrived])
        )
        # First of all, or else one that kills the process might never be counted.
        await asyncio.wait([writing], timeout=_PATIENCE_SECONDS)
        for _, update in arrived:
            if update:
                self._work.put(Task(update, now))
        await writing

    async def room(self) -> None:
        """Wait until not too much is waiting to be processed."""
        await self._work.room()

    async def resume(self) -> int:
        """Go on with what was not done when the bot stopped; return how much that is."""
        stored = await self._updates.waiting()
        for one in stored:
            update = read_update(json.loads(one.payload), self._bot)
            if update:
                begun = max(one.begun, 1)  # it may have been in hand when the process ended
                self._work.put(Task(update, one.received_at, one.attempts, begun))
            else:  # by this version of the bot
                self._updates.failed(one.update_id, one.attempts, UNREADABLE)
        for number in await self._updates.known(MOST_REMEMBERED):
            self._work.pass_over(number)
        return len(stored)


def stored_form(data: dict[str, Any], update: Update | None, now: datetime) -> StoredUpdate:
    """Return how an update is written down; one that could not be read as set aside."""
    user = update.effective_user if update else None
    return StoredUpdate(
        data["update_id"],
        lane_of(update) if update else 0,
        user.id if user else None,
        json.dumps(data),
        now,
        error=None if update else UNREADABLE,
    )

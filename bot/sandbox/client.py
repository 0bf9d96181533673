"""Plays people from Python, over the control interface; for end-to-end tests.

It uses aiohttp, not httpx as the bot does: a thousand people asking at once is a thousand requests
in flight, and httpx walks through all of them for each one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.errors import ControlError
from bot.sandbox.faults import FaultKind
from bot.sandbox.model import JsonObject
from bot.sandbox.seen import SeenMessage

# The server waits up to the caller's own timeout; this only guards against a dead server.
_GRACE_SECONDS = 10.0
# More wait their turn: each takes two of the files a process may open, here and in the server.
_CONNECTIONS = 200


@dataclass(slots=True, frozen=True)
class Person:
    """Somebody who talks with the bot.

    Attributes:
        id: The user's id, and that of their private chat with the bot.
    """

    id: int
    first_name: str
    control: "ControlClient"

    async def send(
        self,
        text: str = "",
        *,
        chat_id: int | None = None,
        media: str = "",
        reply_to: int | None = None,
        thread_id: int | None = None,
        date: int | None = None,
    ) -> SeenMessage:
        """Send a message, in private unless a group is named.

        Args:
            text: What to write.
            chat_id: The group; their private chat, when missing.
            media: ``photo``, ``voice`` or ``sticker``.
            reply_to: The number of the message to reply to.
            thread_id: The topic of a forum.
            date: When it claims to be written, in seconds since 1970.
        """
        body = {
            "user_id": self.id,
            "text": text,
            "media": media,
            "reply_to": reply_to,
            "thread_id": thread_id,
            "date": date,
        }
        path = f"/control/chats/{chat_id or self.id}/messages"
        return SeenMessage.from_json(await self.control.request("POST", path, body))

    async def ask(
        self, text: str, *, chat_id: int | None = None, timeout_seconds: float = 5.0
    ) -> SeenMessage:
        """Send a message and return the bot's first message after it.

        Raises:
            TimeoutError: If the bot says nothing in time.
        """
        sent = await self.send(text, chat_id=chat_id)
        replies = await self.control.replies(
            sent.chat_id, after=sent.id, timeout_seconds=timeout_seconds
        )
        return replies[0]

    async def edit(self, message: SeenMessage, text: str) -> SeenMessage:
        """Change one's own message."""
        path = f"/control/chats/{message.chat_id}/messages/{message.id}"
        body = {"user_id": self.id, "text": text}
        return SeenMessage.from_json(await self.control.request("PATCH", path, body))

    async def press(
        self,
        message: SeenMessage,
        data: str,
        *,
        timeout_seconds: float = 5.0,
        age_seconds: float = 0.0,
    ) -> JsonObject | None:
        """Press a button and return the bot's answer: ``text``, ``show_alert``, ``url``.

        Args:
            message: The message with the button.
            data: The button's text or its ``callback_data``.
            timeout_seconds: How long to wait for the answer.
            age_seconds: How long ago it was pressed.

        Returns:
            The answer; ``None`` if there was none in time.
        """
        body = {
            "user_id": self.id,
            "data": data,
            "timeout": timeout_seconds,
            "age_seconds": age_seconds,
        }
        path = f"/control/chats/{message.chat_id}/messages/{message.id}/press"
        answer: JsonObject | None = (
            await self.control.request("POST", path, body, timeout_seconds=timeout_seconds)
        )["answer"]
        return answer

    async def inline(
        self, query: str, *, offset: str = "", timeout_seconds: float = 5.0
    ) -> JsonObject:
        """Ask inline; return ``id``, ``results``, ``next_offset``, ``button``, ``is_cached``.

        Raises:
            ControlError: If the bot gives no answer in time.
        """
        body = {"user_id": self.id, "query": query, "offset": offset, "timeout": timeout_seconds}
        answer: JsonObject = await self.control.request(
            "POST", "/control/inline", body, timeout_seconds=timeout_seconds
        )
        return answer

    async def choose(
        self, answer: JsonObject, result_id: str, *, chat_id: int | None = None
    ) -> SeenMessage:
        """Send one of the results of an inline query."""
        body = {"user_id": self.id, "chat_id": chat_id or self.id, "result_id": result_id}
        path = f"/control/inline/{answer['id']}/choose"
        return SeenMessage.from_json(await self.control.request("POST", path, body))

    async def block(self, *, has_blocked: bool = True) -> None:
        """Block the bot, or let it in again."""
        body = {"has_blocked": has_blocked}
        await self.control.request("PATCH", f"/control/users/{self.id}", body)


class ControlClient:
    """The control interface of one stand-in, to be used with ``async with``.

    Args:
        url: Where the stand-in listens, such as ``sandbox.api_url``.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
        self._http = aiohttp.ClientSession(self._url, connector=connector)
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def request(
        self, verb: str, path: str, body: JsonObject | None = None, *, timeout_seconds: float = 0.0
    ) -> Any:
        """Ask the control interface directly; see ``control`` for the routes.

        Raises:
            ControlError: If it says no.
        """
        if self._http is None:
            raise RuntimeError("use the client with async with")
        # Time spent waiting for a free connection does not count.
        timeout = aiohttp.ClientTimeout(total=None, sock_read=timeout_seconds + _GRACE_SECONDS)
        async with self._http.request(verb, path, json=body, timeout=timeout) as response:
            answer = await response.json()
            if not response.ok:
                raise ControlError(answer["error"], status=response.status)
            return answer

    async def person(self, user_id: int) -> Person:
        """Return somebody who is there already.

        Raises:
            ControlError: 404, if nobody has this id.
        """
        for user in await self.request("GET", "/control/users"):
            if user["id"] == user_id:
                return Person(user_id, user["first_name"], self)
        raise ControlError(f"no user {user_id}", status=404)

    async def add_person(
        self, first_name: str, *, language_code: str | None = None, username: str = ""
    ) -> Person:
        """Add somebody."""
        body = {"first_name": first_name, "language_code": language_code, "username": username}
        user = await self.request("POST", "/control/users", body)
        return Person(user["id"], first_name, self)

    async def add_group(
        self,
        title: str,
        members: Sequence[Person],
        *,
        kind: str = "supergroup",
        is_forum: bool = False,
        bot_status: str = "member",
    ) -> int:
        """Add a group that its first member created; return its id."""
        body = {
            "title": title,
            "member_ids": [person.id for person in members],
            "kind": kind,
            "is_forum": is_forum,
            "bot_status": bot_status,
        }
        chat_id: int = (await self.request("POST", "/control/chats", body))["id"]
        return chat_id

    async def messages(
        self, chat_id: int, *, after: int = 0, since: int = 0, sender: str = ""
    ) -> list[SeenMessage]:
        """Return the messages of a chat, oldest first.

        Args:
            chat_id: The chat.
            after: Only those with a higher number.
            since: Only those that changed after this revision.
            sender: ``bot``, or a user's id.
        """
        return await self._messages(chat_id, after=after, since=since, sender=sender)

    async def replies(
        self,
        chat_id: int,
        *,
        after: int = 0,
        since: int = 0,
        count: int = 1,
        timeout_seconds: float = 5.0,
    ) -> list[SeenMessage]:
        """Wait for messages of the bot, new ones or with ``since`` also edited ones.

        Raises:
            TimeoutError: If there are fewer than ``count`` in time.
        """
        found = await self._messages(
            chat_id,
            after=after,
            since=since,
            sender="bot",
            count=count,
            timeout=timeout_seconds,
        )
        if len(found) < count:
            raise TimeoutError(f"{len(found)} of {count} messages within {timeout_seconds} s")
        return found

    async def calls(
        self, method: str | None = None, *, chat_id: int | None = None, after: int = 0
    ) -> list[JsonObject]:
        """Return the bot's calls: ``id``, ``method``, ``params``, ``at``, and how they ended."""
        query = {"method": method, "chat_id": chat_id, "after": after}
        given = {key: value for key, value in query.items() if value is not None}
        calls: list[JsonObject] = await self.request("GET", f"/control/calls?{_encoded(given)}")
        return calls

    async def inject(
        self,
        kind: FaultKind,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        count: int = 1,
        retry_after: int = 1,
        seconds: float = 30.0,
    ) -> None:
        """Let something go wrong; see ``faults.Fault`` for the arguments."""
        body = {
            "kind": kind.value,
            "method": method,
            "chat_id": chat_id,
            "count": count,
            "retry_after": retry_after,
            "seconds": seconds,
        }
        await self.request("POST", "/control/faults", body)

    async def reset(self) -> None:
        """Start anew; what the bot set up of itself stays."""
        await self.request("POST", "/control/reset")

    async def _messages(self, chat_id: int, **query: Any) -> list[SeenMessage]:
        answer = await self.request(
            "GET",
            f"/control/chats/{chat_id}/messages?{_encoded(query)}",
            timeout_seconds=query.get("timeout", 0.0),
        )
        return [SeenMessage.from_json(message) for message in answer["messages"]]


def _encoded(query: JsonObject) -> str:
    return urlencode(query)

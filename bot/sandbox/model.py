"""What the stand-in remembers of people, chats and messages."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

JsonObject: TypeAlias = dict[str, Any]

PRESENT: Final = ("member", "administrator", "restricted")
"""How one belongs to a group one is in."""


@dataclass(slots=True)
class User:
    """A person, or the bot itself.

    Attributes:
        language_code: As the person's app reports it, such as ``zh-hans``; may be missing.
        has_started: They wrote to the bot in private, so it may write to them.
        has_blocked: They blocked the bot.
        is_met: The bot has seen them somewhere, in a group or inline.
    """

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str | None = None
    is_bot: bool = False
    has_started: bool = False
    has_blocked: bool = False
    is_met: bool = False

    def as_json(self) -> JsonObject:
        """Return Telegram's ``User``."""
        user: JsonObject = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(slots=True)
class StoredMessage:
    """One message with what Telegram does not show of it.

    Attributes:
        data: Telegram's ``Message``.
        sent_at: When it was sent, in seconds since 1970, whatever ``date`` it claims.
        edits: How often it was edited.
        revision: Rises with every change in its chat; the highest changed last.
        is_deleted: It is gone from the chat.
        inline_id: The ``inline_message_id`` of a message chosen inline.
    """

    data: JsonObject
    sent_at: float
    edits: int = 0
    revision: int = 0
    is_deleted: bool = False
    inline_id: str = ""

    @property
    def id(self) -> int:
        """The message's number in its chat."""
        number: int = self.data["message_id"]
        return number

    @property
    def sender_id(self) -> int:
        """Who sent it."""
        number: int = self.data["from"]["id"]
        return number

    def as_json(self) -> JsonObject:
        """Return it as the control interface shows it."""
        return {
            "message": self.data,
            "sent_at": self.sent_at,
            "edits": self.edits,
            "revision": self.revision,
            "is_deleted": self.is_deleted,
        }


@dataclass(slots=True)
class Chat:
    """A private chat, a group or a supergroup.

    Attributes:
        type: ``private``, ``group`` or ``supergroup``.
        person: Who talks with the bot, in a private chat.
        members: The status of every person by id, such as ``creator`` or ``member``.
        bot_status: ``member``, ``administrator``, ``restricted`` (it may read and not write),
            ``left`` or ``kicked``.
        topics: The names of a forum's topics by ``message_thread_id``.
        closed_topics: Those in which only administrators write.
        migrated_to: The supergroup this group became.
    """

    id: int
    type: str
    title: str = ""
    person: User | None = None
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    bot_status: str = "member"
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    migrated_to: int | None = None
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    last_message_id: int = 0
    revision: int = 0
    waiters: set[asyncio.Future[None]] = field(default_factory=set)

    @property
    def has_bot(self) -> bool:
        """Whether the bot is in the group."""
        return self.bot_status in PRESENT

    def as_json(self) -> JsonObject:
        """Return Telegram's ``Chat``."""
        chat: JsonObject = {"id": self.id, "type": self.type}
        if self.person is not None:
            chat["first_name"] = self.person.first_name
            if self.person.username:
                chat["username"] = self.person.username
            return chat
        chat["title"] = self.title
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def touch(self, message: StoredMessage) -> None:
        """Mark the message as the newest change and wake everyone who waits for one."""
        self.revision += 1
        message.revision = self.revision
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(None)
        self.waiters.clear()


@dataclass(slots=True, frozen=True)
class StoredFile:
    """A file the bot uploaded.

    Attributes:
        photo: Telegram's ``PhotoSize`` of it.
    """

    content: bytes
    mime_type: str
    photo: JsonObject

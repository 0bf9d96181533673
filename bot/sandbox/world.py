"""The stand-in's state: who is there, what was said, and what the bot has yet to hear.

Nothing here knows HTTP. Time is the real clock, except where a message is given its own date.
"""

import asyncio
import time
from collections import deque
from itertools import count
from typing import Final

from bot.sandbox.errors import ControlError, bad_request, forbidden
from bot.sandbox.events import EventStream
from bot.sandbox.faults import Fault, FaultKind, Faults
from bot.sandbox.model import Chat, JsonObject, StoredFile, StoredMessage, User
from bot.sandbox.profile import BotProfile
from bot.sandbox.queries import InlineAnswers, Queries
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.webhook import Webhook

REMEMBERED_CALLS: Final = 100_000
FIRST_USER_ID: Final = 5_000_001
FIRST_GROUP_ID: Final = 4_000_001
SUPERGROUP_BASE: Final = -1_000_000_000_000
CHANNEL_ID: Final = SUPERGROUP_BASE - 3_000_001


class World:
    """Everything between the people and one bot.

    Args:
        token: The bot's token; the number before the colon is its id.
        username: The bot's username, without ``@``.
    """

    def __init__(self, token: str, username: str) -> None:
        bot_id = int(token.partition(":")[0])
        self.token = token
        self.bot = BotProfile(User(bot_id, "会议问答 Q&A", username=username, is_bot=True))
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.inline_messages: dict[str, StoredMessage] = {}
        self.updates = UpdateQueue()
        self.webhook = Webhook()
        self.presses = Queries()
        self.inline_queries = Queries()
        self.inline_answers = InlineAnswers()
        self.events = EventStream()
        self.faults = Faults()
        self.calls: deque[JsonObject] = deque(maxlen=REMEMBERED_CALLS)
        self._user_ids = count(FIRST_USER_ID)
        self._group_ids = count(FIRST_GROUP_ID)
        self._call_ids = count(1)

    def reset(self) -> None:
        """Forget people, chats, updates, faults and calls.

        What the bot set up stays, as it would not set it up again: its profile, its webhook, the
        updates it asked for. Update ids go on rising, or its offset would hide the new ones.
        """
        self.users.clear()
        self.chats.clear()
        self.files.clear()
        self.inline_messages.clear()
        self.clear_faults()
        self.updates.clear()
        self.presses = Queries()
        self.inline_queries = Queries()
        self.inline_answers = InlineAnswers()
        self.calls.clear()
        self.events.publish("reset")

    def add_user(
        self,
        first_name: str,
        *,
        user_id: int | None = None,
        last_name: str = "",
        username: str = "",
        language_code: str | None = None,
    ) -> User:
        """Add a person and their private chat with the bot, which has the same id.

        Raises:
            ControlError: If the id is taken.
        """
        number = next(self._user_ids) if user_id is None else user_id
        if number in self.chats or number <= 0:
            raise ControlError(f"user {number} exists or is not positive")
        user = User(number, first_name, last_name, username, language_code)
        self.users[number] = user
        self.chats[number] = Chat(number, "private", person=user)
        return user

    def add_group(
        self,
        title: str,
        member_ids: list[int],
        *,
        kind: str = "supergroup",
        is_forum: bool = False,
        bot_status: str = "member",
    ) -> Chat:
        """Add a group; its first member created it.

        Raises:
            ControlError: If a member is unknown or the kind is neither ``group`` nor
                ``supergroup``.
        """
        if kind not in ("group", "supergroup") or (is_forum and kind == "group"):
            raise ControlError("a group's type is group or supergroup; only the latter has topics")
        number = -next(self._group_ids)
        chat = Chat(
            number if kind == "group" else SUPERGROUP_BASE + number,
            kind,
            title=title,
            is_forum=is_forum,
            bot_status=bot_status,
        )
        for user_id in member_ids:
            chat.members[self.user(user_id).id] = "member" if chat.members else "creator"
            self.users[user_id].is_met |= chat.has_bot
        self.chats[chat.id] = chat
        return chat

    def user(self, user_id: int) -> User:
        """Return a person.

        Raises:
            ControlError: 404, if nobody has this id.
        """
        user = self.users.get(user_id)
        if user is None:
            raise ControlError(f"no user {user_id}", status=404)
        return user

    def chat(self, chat_id: int) -> Chat:
        """Return a chat.

        Raises:
            ControlError: 404, if there is none.
        """
        chat = self.chats.get(chat_id)
        if chat is None:
            raise ControlError(f"no chat {chat_id}", status=404)
        return chat

    def known_chat(self, chat_id: int | None) -> Chat:
        """Return a chat the bot may know of.

        Raises:
            BotApiError: 400 ``chat not found``.
        """
        chat = self.chats.get(chat_id) if chat_id is not None else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.person is not None and not (chat.person.has_started or chat.person.is_met):
            raise bad_request("chat not found")
        return chat

    def open_chat(self, chat_id: int | None) -> Chat:
        """Return a chat the bot may write to.

        Raises:
            BotApiError: 400 or 403, in Telegram's words, if it may not.
        """
        chat = self.known_chat(chat_id)
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if chat.person is not None:
            if not chat.person.has_started:
                raise forbidden("bot can't initiate conversation with a user")
            if chat.person.has_blocked:
                raise forbidden("bot was blocked by the user")
        elif chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        elif chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def post(
        self, chat: Chat, sender: User, content: JsonObject, *, date: int | None = None
    ) -> StoredMessage:
        """Put a message into a chat.

        Args:
            chat: Where.
            sender: Who sends it.
            content: The fields of ``Message`` beside number, sender, chat and date.
            date: When it claims to have been sent; now, when missing.
        """
        now = time.time()
        chat.last_message_id += 1
        data = {
            "message_id": chat.last_message_id,
            "from": sender.as_json(),
            "chat": chat.as_json(),
            "date": int(now) if date is None else date,
            **content,
        }
        message = StoredMessage(data, now)
        chat.messages[chat.last_message_id] = message
        self.changed("message", chat, message)
        return message

    def changed(self, event: str, chat: Chat, message: StoredMessage) -> None:
        """Tell everyone who watches the chat that a message is new or different."""
        chat.touch(message)
        self.events.publish(event, chat_id=chat.id, **message.as_json())

    def deliver(self, kind: str, payload: JsonObject, chat_id: int | None = None) -> None:
        """Queue an update for the bot."""
        twice = self.faults.take_repeat(chat_id)
        self.updates.put(kind, payload, twice=twice)

    def inject(self, fault: Fault) -> Fault:
        """Let a fault happen."""
        if fault.kind is FaultKind.REVERSE_UPDATES:
            self.updates.hold(fault.count)
            return fault
        return self.faults.add(fault)

    def clear_faults(self) -> None:
        """Let no fault happen any more, and deliver what was kept back."""
        self.faults.clear()
        self.updates.release()

    def log_call(self, method: str, params: JsonObject) -> JsonObject:
        """Remember a call of the bot; the caller adds how it ended."""
        call: JsonObject = {
            "id": next(self._call_ids),
            "method": method,
            "params": params,
            "at": time.time(),
        }
        self.calls.append(call)
        return call


async def next_change(chat: Chat, timeout_seconds: float) -> bool:
    """Wait until something changes in a chat; ``False`` if nothing did in time."""
    waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    chat.waiters.add(waiter)
    try:
        async with asyncio.timeout(timeout_seconds):
            await waiter
    except TimeoutError:
        return False
    finally:
        chat.waiters.discard(waiter)
    return True

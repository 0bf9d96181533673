"""What the control interface answers: views of the world, and the waits for the bot."""

import asyncio
from collections.abc import Mapping
from itertools import takewhile

from bot.sandbox import people
from bot.sandbox.errors import ControlError
from bot.sandbox.model import Chat, JsonObject, StoredMessage, User
from bot.sandbox.profile import two_letters
from bot.sandbox.queries import InlineAnswer, PendingQuery
from bot.sandbox.world import World, next_change


def state_json(world: World) -> JsonObject:
    """Return everything the chat page starts from."""
    return {
        "bot": world.bot.as_json(),
        "users": [user_json(world, user) for user in world.users.values()],
        "chats": [chat_json(chat) for chat in world.chats.values()],
    }


def user_json(world: World, user: User) -> JsonObject:
    """Return a person, with what the bot tells them about itself."""
    language = two_letters(user.language_code)
    return user.as_json() | {
        "has_started": user.has_started,
        "has_blocked": user.has_blocked,
        "bot_name": world.bot.text("name", language) or world.bot.user.first_name,
        "bot_description": world.bot.text("description", language),
        "bot_short_description": world.bot.text("short_description", language),
    }


def chat_json(chat: Chat) -> JsonObject:
    """Return a chat with its people."""
    return chat.as_json() | {
        "members": {str(user_id): status for user_id, status in chat.members.items()},
        "bot_status": chat.bot_status,
        "topics": {str(thread_id): name for thread_id, name in chat.topics.items()},
        "migrated_to": chat.migrated_to,
        "last_message_id": chat.last_message_id,
        "revision": chat.revision,
    }


def calls_json(world: World, query: Mapping[str, str]) -> list[JsonObject]:
    """Return what the bot called: those of a ``method``, for a ``chat_id``, ``after`` a call."""
    method, chat_id, after = query.get("method"), query.get("chat_id"), int(query.get("after", 0))
    return [
        call
        for call in world.calls
        if call["id"] > after
        and method in (None, call["method"])
        and chat_id in (None, str(call["params"].get("chat_id")))
    ]


async def changed_messages(world: World, chat: Chat, query: Mapping[str, str]) -> JsonObject:
    """Return messages that are new or changed, waiting until there are enough.

    Args:
        world: The world.
        chat: The chat.
        query: ``after``, ``since``, ``sender``, ``count`` and ``timeout``, all optional.

    Returns:
        The messages, oldest first, fewer than ``count`` if the time ran out; and the chat's
        revision, to be given as ``since`` the next time.

    Raises:
        ValueError: If one of the numbers is none.
    """
    after, since = int(query.get("after", 0)), int(query.get("since", 0))
    wanted, seconds = int(query.get("count", 0)), float(query.get("timeout", 0))
    sender = query.get("sender", "")
    sender_id = world.bot.user.id if sender == "bot" else int(sender or 0)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        found = _matching(chat, after, since, sender_id)
        left = deadline - loop.time()
        if len(found) >= wanted or left <= 0 or not await next_change(chat, left):
            break
    return {"messages": [m.as_json() for m in found], "revision": chat.revision}


async def press_answer(query: PendingQuery, timeout_seconds: float) -> JsonObject:
    """Wait for the bot's answer to a press; ``null`` when it gave none in time."""
    answer: JsonObject | None = None
    done, _ = await asyncio.wait([query.answer], timeout=timeout_seconds)
    if done:
        answer = query.answer.result()
    return {"query_id": query.id, "answer": answer}


async def inline_answer(
    world: World,
    *,
    user_id: int,
    query: str,
    offset: str = "",
    chat_type: str = "sender",
    timeout: float = 5.0,
) -> JsonObject:
    """Ask inline and wait for the results, from Telegram's cache where it has them.

    Raises:
        ControlError: 504, if the bot gave no answer in time.
    """
    user = world.user(user_id)
    cached = world.inline_answers.cached(query, offset, user_id)
    if cached is not None:
        shown = {**cached.as_json(), "is_cached": True}
        return {"id": world.inline_answers.show(cached), **shown}
    pending = people.ask_inline(world, user, query, offset=offset, chat_type=chat_type)
    done, _ = await asyncio.wait([pending.answer], timeout=timeout)
    if not done:
        raise ControlError("the bot did not answer the inline query", status=504)
    answer: InlineAnswer = pending.answer.result()["answer"]
    return {"id": world.inline_answers.show(answer), **answer.as_json()}


def choose(
    world: World,
    answer_id: str,
    *,
    user_id: int,
    chat_id: int,
    result_id: str,
    thread_id: int | None = None,
) -> StoredMessage:
    """Send one of the results a person sees.

    Raises:
        ControlError: 404, if there is no such answer or no such result in it.
    """
    shown = world.inline_answers.shown(answer_id)
    if shown is None:
        raise ControlError("no such inline answer", status=404)
    result = next((r for r in shown.results if r["id"] == result_id), None)
    if result is None:
        raise ControlError(f"no inline result {result_id!r}", status=404)
    user, chat = world.user(user_id), world.chat(chat_id)
    return people.choose_result(world, user, chat, shown.query, result, thread_id)


def _matching(chat: Chat, after: int, since: int, sender_id: int) -> list[StoredMessage]:
    newest_first = takewhile(lambda m: m.id > after, reversed(chat.messages.values()))
    found = [
        message
        for message in newest_first
        if message.revision > since
        and (since or not message.is_deleted)
        and sender_id in (0, message.sender_id)
    ]
    return found[::-1]

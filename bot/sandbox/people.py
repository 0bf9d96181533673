"""What people do: write, edit, press, ask inline, and change groups.

Each function changes the world as Telegram would and queues the update the bot is then sent, or
none where Telegram would keep it from the bot.
"""

import time
from typing import Any

from bot.sandbox import limits
from bot.sandbox.errors import ControlError
from bot.sandbox.members import change_bot_status
from bot.sandbox.model import Chat, JsonObject, StoredMessage, User
from bot.sandbox.queries import PendingQuery
from bot.sandbox.text import format_text, slice_utf16
from bot.sandbox.topics import in_topic, with_replies
from bot.sandbox.world import CHANNEL_ID, SUPERGROUP_BASE, World

_FILE = {"file_id": "from-person", "file_unique_id": "person", "file_size": 1000}
# In whose name Telegram forwards a channel's posts.
_TELEGRAM = User(777000, "Telegram")
MEDIA: dict[str, Any] = {
    "photo": [{**_FILE, "width": 800, "height": 600}],
    "voice": {**_FILE, "duration": 3, "mime_type": "audio/ogg"},
    "sticker": {
        **_FILE,
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
}


def write(
    world: World,
    user: User,
    chat: Chat,
    *,
    text: str = "",
    media: str = "",
    reply_to: int | None = None,
    thread_id: int | None = None,
    date: int | None = None,
) -> StoredMessage:
    """Send a message as a person.

    Args:
        world: The world.
        user: Who writes.
        chat: Where: their own chat with the bot, or a group they belong to.
        text: What they write; the caption, if they send a photo or a voice message.
        media: ``photo``, ``voice`` or ``sticker``; nothing for plain text.
        reply_to: The message they reply to.
        thread_id: The topic, in a forum.
        date: When they wrote, in seconds since 1970; now, when missing.

    Raises:
        ControlError: If they cannot write there, or there is nothing to send.
    """
    _enter(world, user, chat)
    content = _content(text, media)
    if reply_to is not None:
        target = _message(chat, reply_to)
        content["reply_to_message"] = {
            key: value for key, value in target.data.items() if key != "reply_to_message"
        }
        content |= with_replies(chat, target)
    content |= in_topic(chat, thread_id)
    message = world.post(chat, user, content, date=date)
    if hears(world, chat, message.data):
        world.deliver("message", message.data, chat.id)
    return message


def forward_post(world: World, chat: Chat, title: str, text: str) -> StoredMessage:
    """Put a channel's post into its discussion group, as Telegram does by itself.

    Args:
        world: The world.
        chat: The group.
        title: The channel's name.
        text: The post.

    Raises:
        ControlError: If it is no supergroup, or the post is empty or too long.
    """
    if chat.type != "supergroup":
        raise ControlError("only a supergroup is a channel's discussion group")
    channel = {"id": CHANNEL_ID, "type": "channel", "title": title}
    origin = {"type": "channel", "chat": channel, "message_id": 1, "date": int(time.time())}
    forwarded = {"sender_chat": channel, "is_automatic_forward": True, "forward_origin": origin}
    message = world.post(chat, _TELEGRAM, forwarded | _content(text, ""))
    if hears(world, chat, message.data):
        world.deliver("message", message.data, chat.id)
    return message


def edit(world: World, user: User, chat: Chat, message_id: int, text: str) -> StoredMessage:
    """Change the text of a person's own message.

    Raises:
        ControlError: If it is not theirs, or the text is empty.
    """
    message = _message(chat, message_id)
    if message.sender_id != user.id:
        raise ControlError("that is somebody else's message")
    kept = {k: v for k, v in message.data.items() if k not in ("text", "entities")}
    message.data = kept | _content(text, "") | {"edit_date": int(time.time())}
    message.edits += 1
    world.changed("edited", chat, message)
    if hears(world, chat, message.data):
        world.deliver("edited_message", message.data, chat.id)
    return message


def press(
    world: World, user: User, chat: Chat, message_id: int, data: str, *, age_seconds: float = 0.0
) -> PendingQuery:
    """Press the button of a message that carries ``data``.

    Args:
        world: The world.
        user: Who presses.
        chat: Where the message is.
        message_id: The message with the button.
        data: The button's ``callback_data``, or its text.
        age_seconds: How long ago they pressed; too long, and the bot cannot answer any more.

    Raises:
        ControlError: 404, if there is no such button.
    """
    message = _message(chat, message_id)
    rows = message.data.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row if "callback_data" in button]
    for button in buttons:
        if data in (button["callback_data"], button["text"]):
            break
    else:
        shown = [button["text"] for button in buttons]
        raise ControlError(f"message {message_id} has no such button, only {shown}", status=404)
    payload: JsonObject = {
        "id": "",
        "from": user.as_json(),
        "chat_instance": str(abs(chat.id)),
        "data": button["callback_data"],
    }
    if message.inline_id:
        payload["inline_message_id"] = message.inline_id
    else:
        payload["message"] = message.data
    query = world.presses.ask(payload, age_seconds=age_seconds)
    world.deliver("callback_query", payload, chat.id)
    return query


def ask_inline(
    world: World, user: User, text: str, *, offset: str = "", chat_type: str = "sender"
) -> PendingQuery:
    """Type ``@bot text`` in any chat.

    Raises:
        ControlError: If the bot has no inline mode.
    """
    if not world.bot.has_inline:
        raise ControlError("inline mode is off")
    user.is_met = True
    payload: JsonObject = {
        "id": "",
        "from": user.as_json(),
        "query": text[: limits.INLINE_QUERY_LENGTH],
        "offset": offset,
        "chat_type": chat_type,
    }
    query = world.inline_queries.ask(payload)
    world.deliver("inline_query", payload)
    return query


def choose_result(
    world: World,
    user: User,
    chat: Chat,
    query: str,
    result: JsonObject,
    thread_id: int | None = None,
) -> StoredMessage:
    """Send an inline result to a chat, in a forum to a topic of it.

    Raises:
        ControlError: If they cannot write there.
    """
    _enter(world, user, chat)
    content = result["message"] | {"via_bot": world.bot.user.as_json()} | in_topic(chat, thread_id)
    message = world.post(chat, user, content)
    chosen: JsonObject = {"result_id": result["id"], "from": user.as_json(), "query": query}
    if "reply_markup" in content:
        message.inline_id = f"inline-{chat.id}-{message.id}"
        world.inline_messages[message.inline_id] = message
        chosen["inline_message_id"] = message.inline_id
    if world.bot.has_inline_feedback:
        world.deliver("chosen_inline_result", chosen)
    if hears(world, chat, message.data):
        world.deliver("message", message.data, chat.id)
    return message


def migrate(world: World, user: User, chat: Chat) -> Chat:
    """Let a group become a supergroup, with another id and its messages left behind.

    Raises:
        ControlError: If it is no group, or was migrated before.
    """
    if chat.type != "group" or chat.migrated_to is not None:
        raise ControlError(f"chat {chat.id} cannot be migrated")
    new = Chat(
        SUPERGROUP_BASE + chat.id,
        "supergroup",
        title=chat.title,
        members=dict(chat.members),
        bot_status=chat.bot_status,
    )
    world.chats[new.id] = new
    left = world.post(chat, user, {"migrate_to_chat_id": new.id})
    came = world.post(new, user, {"migrate_from_chat_id": chat.id})
    chat.migrated_to = new.id
    if chat.has_bot:
        world.deliver("message", left.data, chat.id)
        world.deliver("message", came.data, new.id)
    world.events.publish("chat", chat_id=new.id)
    return new


def hears(world: World, chat: Chat, message: JsonObject) -> bool:
    """Whether Telegram tells the bot of a person's message.

    In private it does. In a group with privacy mode on, and the bot no administrator, only of
    commands, mentions of the bot, replies to it, and what was sent through it.
    """
    if chat.person is not None:
        return True
    if not chat.has_bot:
        return False
    bot = world.bot
    if bot.reads_groups or chat.bot_status == "administrator":
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == bot.user.id:
        return True
    return message.get("via_bot", {}).get("id") == bot.user.id or _is_addressed(world, message)


def _is_addressed(world: World, message: JsonObject) -> bool:
    name = f"@{world.bot.user.username}".lower()
    text = message.get("text") or message.get("caption", "")
    entities = message.get("entities") or message.get("caption_entities", [])
    for entity in entities:
        part = slice_utf16(text, entity["offset"], entity["length"]).lower()
        if entity["type"] == "mention" and part == name:
            return True
        if entity["type"] == "bot_command" and ("@" not in part or part.endswith(name)):
            return True
    return False


def _enter(world: World, user: User, chat: Chat) -> None:
    """Check that a person may write in a chat; whoever writes to the bot unblocks it."""
    if chat.migrated_to is not None:
        raise ControlError(f"chat {chat.id} was migrated to {chat.migrated_to}")
    if chat.person is None:
        if user.id not in chat.members:
            raise ControlError(f"user {user.id} is not a member of chat {chat.id}", status=403)
        return
    if chat.person is not user:
        raise ControlError("that is somebody else's private chat", status=403)
    if user.has_blocked:
        change_bot_status(world, chat, user, "member")
    user.has_started = True


def _content(text: str, media: str) -> JsonObject:
    formatted = format_text(text)
    if not media:
        if not formatted.text:
            raise ControlError("the message is empty")
        if len(formatted.text) > limits.TEXT_LENGTH:
            raise ControlError("the message is too long")
        return formatted.fields()
    if media not in MEDIA:
        raise ControlError(f"media is one of {', '.join(MEDIA)}")
    content: JsonObject = {media: MEDIA[media]}
    if formatted.text and media != "sticker":
        content |= formatted.fields("caption")
    return content


def _message(chat: Chat, message_id: int) -> StoredMessage:
    message = chat.messages.get(message_id)
    if message is None or message.is_deleted:
        raise ControlError(f"no message {message_id} in chat {chat.id}", status=404)
    return message

"""What the bot changes or takes back."""

import time

from bot.sandbox import limits
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import check_markup
from bot.sandbox.methods.access import chat_for
from bot.sandbox.methods.sending import link_preview, read_text
from bot.sandbox.model import Chat, JsonObject, StoredMessage
from bot.sandbox.params import Params
from bot.sandbox.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_TEXT_FIELDS = ("text", "entities", "reply_markup", "link_preview_options")


async def edit_message_text(world: World, params: Params) -> JsonObject | bool:
    """Give a message of the bot a new text and keyboard; without one the keyboard goes.

    Returns:
        The message, or ``True`` if it was sent inline.

    Raises:
        BotApiError: 400, if the message is not there, not the bot's, has no text, or would stay
            the same.
    """
    formatted = read_text(params)
    markup = check_markup(params.json("reply_markup"))
    chat, message = _find(world, params)
    if "text" not in message.data:
        raise bad_request("there is no text in the message to edit")
    content = formatted.fields()
    if markup:
        content["reply_markup"] = markup
    preview = link_preview(params)
    if preview:
        content["link_preview_options"] = preview
    if _picked(message.data, _TEXT_FIELDS) == content:
        raise bad_request(NOT_MODIFIED)
    content["edit_date"] = int(time.time())
    return _replace(world, chat, message, _TEXT_FIELDS, content)


async def edit_message_reply_markup(world: World, params: Params) -> JsonObject | bool:
    """Give a message of the bot a new keyboard, or none.

    Returns:
        The message, or ``True`` if it was sent inline.

    Raises:
        BotApiError: 400, if the message is not there, not the bot's, or would stay the same.
    """
    markup = check_markup(params.json("reply_markup"))
    chat, message = _find(world, params)
    if message.data.get("reply_markup") == markup:
        raise bad_request(NOT_MODIFIED)
    # Telegram does not mark a message as edited for its keyboard.
    content = {"reply_markup": markup} if markup else {}
    return _replace(world, chat, message, ("reply_markup",), content)


async def delete_message(world: World, params: Params) -> bool:
    """Take a message out of a chat.

    Raises:
        BotApiError: 400, if it is not there, older than 48 hours, or somebody else's in a group
            where the bot is no administrator.
    """
    chat = chat_for(world, params)
    message = _stored(chat, params, "message to delete not found")
    is_own = message.sender_id == world.bot.user.id
    may_delete = is_own or chat.person is not None or chat.bot_status == "administrator"
    if not may_delete or time.time() - message.data["date"] > limits.DELETABLE_SECONDS:
        raise bad_request("message can't be deleted")
    message.is_deleted = True
    world.changed("deleted", chat, message)
    return True


def _find(world: World, params: Params) -> tuple[Chat, StoredMessage]:
    inline_id = params.text("inline_message_id")
    if inline_id:
        message = world.inline_messages.get(inline_id)
        if message is None or message.is_deleted:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.chats[message.data["chat"]["id"]], message
    chat = chat_for(world, params)
    message = _stored(chat, params, "message to edit not found")
    if message.sender_id != world.bot.user.id:
        raise bad_request("message can't be edited")
    return chat, message


def _stored(chat: Chat, params: Params, missing: str) -> StoredMessage:
    message_id = params.optional_integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None or message.is_deleted:
        raise bad_request(missing)
    return message


def _picked(data: JsonObject, names: tuple[str, ...]) -> JsonObject:
    return {name: data[name] for name in names if name in data}


def _replace(
    world: World, chat: Chat, message: StoredMessage, names: tuple[str, ...], content: JsonObject
) -> JsonObject | bool:
    # A new object: the old one may still be on its way to the bot inside an update.
    kept = {name: value for name, value in message.data.items() if name not in names}
    message.data = kept | content
    message.edits += 1
    world.changed("edited", chat, message)
    return True if message.inline_id else message.data

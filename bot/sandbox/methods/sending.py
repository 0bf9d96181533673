"""What the bot sends."""

from bot.sandbox import limits
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import check_markup
from bot.sandbox.methods.access import chat_for
from bot.sandbox.model import Chat, JsonObject, StoredFile
from bot.sandbox.params import Params
from bot.sandbox.photos import read_photo
from bot.sandbox.text import FormattedText, format_text
from bot.sandbox.topics import in_topic, with_replies
from bot.sandbox.world import World


async def send_message(world: World, params: Params) -> JsonObject:
    """Send text.

    Raises:
        BotApiError: In Telegram's words, if the text, the keyboard, the chat or the message
            replied to is wrong.
    """
    formatted = read_text(params)
    content = _common(world, params, formatted.fields())
    preview = link_preview(params)
    if preview:
        content["link_preview_options"] = preview
    return _post(world, params, content)


async def send_photo(world: World, params: Params) -> JsonObject:
    """Send a picture, uploaded or known by its ``file_id``.

    Raises:
        BotApiError: In Telegram's words, as for text; also if there is no picture.
    """
    caption = format_text(
        params.text("caption"), params.text("parse_mode"), params.array("caption_entities")
    )
    if len(caption.text) > limits.CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    fields = caption.fields("caption") if caption.text else {}
    content = _common(world, params, fields)
    chat_for(world, params)
    content["photo"] = [_photo(world, params).photo]
    return _post(world, params, content)


async def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is busy, such as ``typing``.

    Raises:
        BotApiError: 400, if there is no such action.
    """
    action = params.text("action")
    if action not in limits.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_for(world, params)
    _thread(chat, params)
    world.events.publish("action", chat_id=chat.id, action=action)
    return True


def read_text(params: Params) -> FormattedText:
    """Return the text to send, 1 to 4,096 characters.

    Raises:
        BotApiError: 400, if it is empty, too long, or its tags are wrong.
    """
    formatted = format_text(
        params.text("text"), params.text("parse_mode"), params.array("entities")
    )
    if not formatted.text:
        raise bad_request("message text is empty")
    if len(formatted.text) > limits.TEXT_LENGTH:
        raise bad_request("message is too long")
    return formatted


def link_preview(params: Params) -> JsonObject | None:
    """Return the choice about link previews, also in its older spelling."""
    if params.boolean("disable_web_page_preview"):
        return {"is_disabled": True}
    return params.object("link_preview_options")


def _common(world: World, params: Params, content: JsonObject) -> JsonObject:
    """Return the content with what every kind of message may have: keyboard, reply, topic."""
    raw_markup = params.json("reply_markup")
    markup = check_markup(raw_markup)
    chat = chat_for(world, params)
    content = {**content, **_reply(chat, params), **_thread(chat, params)}
    _check_open(chat, content)
    if markup:
        content["reply_markup"] = markup
    if params.boolean("protect_content"):
        content["has_protected_content"] = True
    return content


def _post(world: World, params: Params, content: JsonObject) -> JsonObject:
    chat = chat_for(world, params)
    message = world.post(chat, world.bot.user, content)
    markup = params.json("reply_markup")
    if isinstance(markup, dict) and markup.get("force_reply"):
        world.events.publish("force_reply", chat_id=chat.id, message_id=message.id, markup=markup)
    return message.data


def _thread(chat: Chat, params: Params) -> JsonObject:
    thread_id = params.optional_integer("message_thread_id")
    if thread_id is None:
        return {}
    if not chat.is_forum or thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return in_topic(chat, thread_id)


def _check_open(chat: Chat, content: JsonObject) -> None:
    if chat.bot_status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    is_closed = content.get("message_thread_id") in chat.closed_topics
    if is_closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")


def _reply(chat: Chat, params: Params) -> JsonObject:
    reply = params.object("reply_parameters") or {}
    if unread := reply.keys() - {"message_id", "allow_sending_without_reply"}:
        raise bad_request(f"the stand-in does not read {min(unread)} of reply_parameters")
    message_id = reply.get("message_id") or params.optional_integer("reply_to_message_id")
    if not message_id:
        return {}
    target = chat.messages.get(int(message_id))
    if target is not None and not target.is_deleted:
        return {"reply_to_message": without_reply(target.data), **with_replies(chat, target)}
    if reply.get("allow_sending_without_reply") or params.boolean("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def without_reply(message: JsonObject) -> JsonObject:
    """Return a message as it appears inside a reply: only one level deep."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _photo(world: World, params: Params) -> StoredFile:
    value = params.text("photo")
    upload = params.files.get(value.removeprefix("attach://") if value else "photo")
    if upload is not None:
        file = read_photo(upload)
        world.files[file.photo["file_id"]] = file
        return file
    if value in world.files:
        return world.files[value]
    if value.startswith(("http://", "https://")):
        # The stand-in fetches nothing; Telegram says the same of an address it cannot reach.
        raise bad_request("failed to get HTTP URL content")
    if value:
        raise bad_request("wrong file identifier/HTTP URL specified")
    raise bad_request("there is no photo in the request")

"""Whether a message is meant for the bot, and what it asks."""

import re

from telegram import Message, Update, User
from telegram.constants import ChatType, MessageEntityType


def question_in(message: Message, bot: User) -> str | None:
    """Return what a message asks the bot; ``None`` if it is not meant for the bot.

    In private every text is. In a group, only what mentions the bot or replies to it; a mention
    alone, in reply to somebody's message, asks what that message says.
    """
    text = message.text or message.caption
    if text is None or (message.via_bot and message.via_bot.id == bot.id):
        return None
    if message.chat.type == ChatType.PRIVATE:
        return text
    if _mentions(message, bot):
        return without_mention(text, bot) or quoted_text(message, bot)
    return text if _replies_to(message, bot) else None


def is_addressed(update: Update, bot: User) -> bool:
    """Whether an update is meant for the bot: not so what people say to each other in a group."""
    message = update.message or update.edited_message
    if message is None:
        return True
    is_command = next(iter(message.parse_entities([MessageEntityType.BOT_COMMAND])), None)
    return (
        message.chat.type == ChatType.PRIVATE
        or is_command is not None
        or question_in(message, bot) is not None
    )


def quoted_text(message: Message, bot: User) -> str:
    """Return the text of somebody else's message that a message replies to, or nothing."""
    target = message.reply_to_message
    if target is None or _replies_to(message, bot):
        return ""
    return target.text or target.caption or ""


def without_mention(text: str, bot: User) -> str:
    """Return a text without the bot's name.

    Example:
        >>> without_mention("@News_Bot 谁主持？", User(1, "News", True, username="news_bot"))
        '谁主持？'
    """
    return re.sub(rf"@{re.escape(bot.username or '')}\b", "", text, flags=re.IGNORECASE).strip()


def _mentions(message: Message, bot: User) -> bool:
    kinds: list[str | None] = [MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION]
    parse = message.parse_entities if message.text else message.parse_caption_entities
    name = f"@{bot.username}".lower()
    return any(
        text.lower() == name or (entity.user is not None and entity.user.id == bot.id)
        for entity, text in parse(kinds).items()
    )


def _replies_to(message: Message, bot: User) -> bool:
    target = message.reply_to_message
    return bool(target and target.from_user and target.from_user.id == bot.id)

"""What a fault is, and what is said of it."""

import logging

from telegram import Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.chat.context import Context
from bot.errors import StoreError

logger = logging.getLogger(__name__)

_CLOSED = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "group chat was deactivated",
    "user is deactivated",
    "peer_id_invalid",
)


def is_closed(error: Exception | None) -> bool:
    """Whether the bot may no longer write to a chat, which is nobody's fault."""
    if isinstance(error, Forbidden | ChatMigrated):
        return True
    return isinstance(error, BadRequest) and any(
        words in error.message.lower() for words in _CLOSED
    )


def log_receiving_error(error: Exception) -> None:
    """Log in one line why no updates could be taken; it is tried again by itself."""
    if isinstance(error, Conflict):
        logger.error("another program fetches updates with this token; stop one of the two")
    elif type(error) is NetworkError or isinstance(error, RetryAfter):
        logger.warning("Telegram cannot be reached, trying again: %s", error)
    elif isinstance(error, TelegramError | StoreError):
        logger.error("no updates can be taken, trying again: %s", error)
    else:
        logger.error("no updates can be taken, trying again", exc_info=error)


async def tell(update: Update, context: Context) -> None:
    """Tell the person that something went wrong, if there is one to tell."""
    text = context.view(context.language(update)).text("failed")
    try:
        if update.callback_query:
            await update.callback_query.answer(text, show_alert=True)
        elif update.effective_message:
            await update.effective_message.reply_text(text)
    except TelegramError as failure:
        logger.warning("the person could not be told: %s", failure)

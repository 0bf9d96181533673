"""What happens when a handler fails: it is logged first, then the person is told."""

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
    TimedOut,
)

from bot.chat.context import Context
from bot.chat.sending import StoppingError

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


async def handle_error(update: object, context: Context) -> None:
    """Log an error, and tell the person that something went wrong if there is one to tell."""
    error = context.error
    number = update.update_id if isinstance(update, Update) else None
    if is_closed(error):
        logger.info("update %s: the chat is closed to the bot: %s", number, error)
        return
    if isinstance(error, StoppingError):
        logger.info("update %s: not answered before the bot stopped", number)
        return
    if isinstance(error, TimedOut | RetryAfter):
        # The answer may have arrived, or more words would only make it worse.
        logger.warning("update %s: the answer may not have arrived: %s", number, error)
        return
    logger.error("update %s failed", number, exc_info=error)
    context.services.metrics.errors.labels(type(error).__name__).inc()
    if isinstance(update, Update):
        await _tell(update, context)


def is_closed(error: Exception | None) -> bool:
    """Whether the bot may no longer write to a chat, which is nobody's fault."""
    if isinstance(error, Forbidden | ChatMigrated):
        return True
    return isinstance(error, BadRequest) and any(
        words in error.message.lower() for words in _CLOSED
    )


def log_polling_error(error: TelegramError) -> None:
    """Log in one line why no updates could be fetched; it is tried again by itself."""
    if isinstance(error, Conflict):
        logger.error("another program fetches updates with this token; stop one of the two")
    elif isinstance(error, NetworkError | RetryAfter):
        logger.warning("Telegram cannot be reached, trying again: %s", error)
    else:
        logger.error("fetching updates failed, trying again: %s", error)


async def _tell(update: Update, context: Context) -> None:
    text = context.view(context.language(update)).text("failed")
    try:
        if update.callback_query:
            await update.callback_query.answer(text, show_alert=True)
        elif update.effective_message:
            await update.effective_message.reply_text(text)
    except TelegramError as failure:
        logger.warning("the person could not be told: %s", failure)

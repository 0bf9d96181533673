"""What happens when a handler fails: it is logged first, then the person is told."""

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.chat.context import Context, language_of

logger = logging.getLogger(__name__)


async def handle_error(update: object, context: Context) -> None:
    """Log an error, and tell the person that something went wrong if there is one to tell."""
    error = context.error
    if isinstance(error, Forbidden):
        logger.info("a chat is closed to the bot: %s", error)
        return
    if isinstance(error, BadRequest) and "not modified" in str(error):
        return
    if update is None and isinstance(error, NetworkError | RetryAfter):
        logger.warning("Telegram cannot be reached, trying again: %s", error)
        return
    number = update.update_id if isinstance(update, Update) else None
    logger.error("update %s failed", number, exc_info=error)
    if isinstance(update, Update) and update.effective_message:
        try:
            await update.effective_message.reply_text(
                context.text("failed", language_of(update, context))
            )
        except TelegramError as failure:
            logger.warning("the person could not be told: %s", failure)

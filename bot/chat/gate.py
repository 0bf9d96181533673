"""What is seen of every update before any handler answers it."""

import time
from contextlib import suppress

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop

from bot.chat.addressing import is_addressed
from bot.chat.context import Context
from bot.chat.floods import Verdict


async def hold_back_floods(update: Update, context: Context) -> None:
    """Let no handler see what a person sends far too fast; say so once.

    Raises:
        ApplicationHandlerStop: If the update goes no further.
    """
    user = update.effective_user
    if user is None or not is_addressed(update, context.bot.bot):
        return
    verdict = context.services.floods.judge(user.id, _sent_at(update))
    if verdict is Verdict.WARN:
        await _ask_to_slow_down(update, context)
    if verdict is not Verdict.ANSWER:
        raise ApplicationHandlerStop


def _sent_at(update: Update) -> float:
    """Return when something was sent, in seconds; of a press only that it is now is known."""
    message = update.message or update.edited_message
    if message is None:
        return time.time()
    return (message.edit_date or message.date).timestamp()


async def _ask_to_slow_down(update: Update, context: Context) -> None:
    text = context.view(context.language(update)).text("slow_down")
    if update.callback_query:
        with suppress(BadRequest):  # too late to be answered
            await update.callback_query.answer(text, show_alert=True)
    elif update.effective_message:
        await update.effective_message.reply_text(text)

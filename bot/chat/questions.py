"""Free text: a question goes in, a card goes out."""

from dataclasses import replace
from datetime import UTC, datetime

from telegram import Message, Update

from bot.chat.addressing import question_in, quoted_text
from bot.chat.cards import reply_card
from bot.chat.context import Context
from bot.chat.filing import file_reply
from bot.chat.lateness import is_late
from bot.chat.memory import place_of
from bot.chat.messages import replace_reply, send
from bot.qa.reply import Kind, Reply
from bot.store import Asked


async def answer_message(update: Update, context: Context) -> None:
    """Answer a message if it is meant for the bot."""
    message = update.effective_message
    if message is None:
        return
    question = question_in(message, context.bot.bot)
    if question is not None:
        await answer(question, message, update, context)


async def answer_command(update: Update, context: Context) -> None:
    """Answer ``/ask``: the question behind it, or that of the message it replies to."""
    message = update.effective_message
    if message is None:
        return
    question = " ".join(context.args or ()) or quoted_text(message, context.bot.bot)
    if question:
        await answer(question, message, update, context)
    else:
        view = context.view(context.language(update))
        await message.reply_text(view.text("ask_how"))


async def answer(question: str, message: Message, update: Update, context: Context) -> None:
    """Answer a question; if its message was answered before it was edited, in the same place."""
    earlier = None
    if update.edited_message:
        earlier = await context.memory.answered(message.chat_id, message.id)
    before = earlier.before if earlier else await context.conversation(message, update)
    before = replace(before, language=context.chosen_language(message.chat_id))
    reply = context.live.reply(question, before)
    user = update.effective_user.id if update.effective_user else None
    asked = _record(question, reply, message, user, context)
    view = context.view(reply.language)
    card = reply_card(reply, view, message.id)
    if is_late(message):
        card = replace(card, html=f"{view.html('late')}\n\n{card.html}")
    with context.services.typing.while_answering(message):
        if earlier:
            sent = await replace_reply(card, message, earlier.reply)
        else:
            sent = (await send(card, message)).id
    place = place_of(message, user)
    context.memory.remember(place, sent, before, before.after(reply), message.id)
    if asked:
        await file_reply(asked, reply, context, is_corrected=earlier is not None)


def _record(
    question: str, reply: Reply, message: Message, user: int | None, context: Context
) -> Asked | None:
    if reply.kind is Kind.SMALLTALK:
        return None
    entry_id = reply.answers[0].entry.id if reply.answers else None
    now = datetime.now(UTC)
    asked = Asked(question, reply.kind.value, entry_id, message.chat_id, message.id, user, now)
    context.store.record(asked)
    return asked

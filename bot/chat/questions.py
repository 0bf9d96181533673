"""Free text: a question goes in, a card goes out."""

from collections.abc import Set
from dataclasses import replace
from datetime import UTC, datetime

from telegram import Message, Update

from bot.chat.addressing import question_in, quoted_text
from bot.chat.cards import reply_card
from bot.chat.context import Context
from bot.chat.filing import file_reply
from bot.chat.lateness import is_late
from bot.chat.memory import Place, Spot, place_of
from bot.chat.messages import replace_reply, send
from bot.qa.knowledge import KnowledgeBase
from bot.qa.reply import Conversation, Kind, Reply
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
    spot = Spot(message.chat_id, message.id)
    if update.edited_message:
        context.memory.corrected[spot] = True
        earlier = await context.memory.answered(spot)
    elif spot in context.memory.corrected:
        return  # what it was corrected to came first, and was answered
    before = earlier.before if earlier else await context.conversation(message, update)
    before = replace(before, language=context.chosen_language(message.chat_id))
    user = update.effective_user.id if update.effective_user else None
    place = place_of(message, user)
    reply = _reply(question, before, place, context)
    asked = _record(question, reply, message, user, context)
    context.services.metrics.replies.labels(reply.kind.value).inc()
    view = context.view(reply.language)
    card = reply_card(reply, view, message.id)
    if is_late(message):
        card = replace(card, html=f"{view.html('late')}\n\n{card.html}")
    with context.services.typing.while_answering(message):
        if earlier:
            sent = await replace_reply(card, message, earlier.reply)
        else:
            sent = (await send(card, message)).id
    context.memory.remember(place, sent, before, before.after(reply), message.id)
    if asked:
        await file_reply(asked, reply, context, is_corrected=earlier is not None)


def _reply(question: str, before: Conversation, place: Place, context: Context) -> Reply:
    """Find the reply; until there is an answer, what was not meant is not offered again."""
    with context.services.metrics.answer_seconds.time():
        reply = context.live.reply(question, before)
    if reply.answers:
        context.memory.rejected.discard(place)
    rejected = context.memory.rejected.get(place)
    return _without(rejected, reply, context.knowledge) if rejected else reply


def _without(rejected: Set[str], reply: Reply, knowledge: KnowledgeBase) -> Reply:
    texts = knowledge.messages.texts
    left = tuple(entry for entry in reply.suggestions if entry.id not in rejected)
    if reply.message != texts["suggest"] or left == reply.suggestions:
        return reply
    if left:
        return replace(reply, suggestions=left)
    return replace(reply, kind=Kind.DECLINE, suggestions=(), message=texts["decline"])


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

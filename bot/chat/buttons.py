"""Pressed buttons."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram import CallbackQuery, Message, Update
from telegram.constants import CallbackQueryLimit
from telegram.error import BadRequest

from bot.chat import cards, curators, keyboards
from bot.chat.context import Context
from bot.chat.filing import file_choice, file_vote
from bot.chat.keyboards import LANGUAGES
from bot.chat.memory import place_of
from bot.chat.messages import send, show
from bot.chat.pressed import OutdatedError, Pressed
from bot.chat.presses import Action, Press

_LONGEST_TOAST = 60
"""Characters that pop up without having to be closed."""

_LONGEST_ANSWER = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH


async def press_button(update: Update, context: Context) -> None:
    """Do what a button says; a button of an older version or a removed entry says so kindly."""
    query = update.callback_query
    if query is None:
        return
    press = Press.unpack(query.data or "")
    message = query.message
    try:
        if press is None or not isinstance(message, Message):
            raise OutdatedError
        chosen = context.chosen_language(message.chat_id)
        view = context.view(chosen or press.language)
        pressed = Pressed(query.id, press, message, query.from_user.id, update, context, view)
        do = curators.press if press.action in curators.ACTIONS else _DO[press.action]
        toast = await do(pressed)
    except OutdatedError:
        toast = context.view(context.language(update)).text("old_button")
    await _answer(query, toast)


async def _answer(query: CallbackQuery, toast: str | None) -> None:
    is_long = toast is not None and len(toast) > _LONGEST_TOAST
    # Telegram takes an answer for a few seconds only; too late, and nobody waits for it.
    with suppress(BadRequest):
        await query.answer(toast and toast[:_LONGEST_ANSWER], show_alert=is_long)


async def _answer_entry(pressed: Pressed) -> None:
    press, context, message = pressed.press, pressed.context, pressed.message
    reply = context.assistant.answer_entry(press.target, pressed.view.language)
    if reply is None:
        raise OutdatedError
    if press.number:
        await context.store.settle(message.chat_id, press.number, "chosen", press.target)
    before = await context.conversation(message, pressed.update)
    sent = await send(cards.reply_card(reply, pressed.view, press.number), message)
    place = place_of(message, pressed.user)
    context.memory.remember(place, sent.id, before, before.after(reply), None)


async def _open_entry(pressed: Pressed) -> None:
    reply = pressed.context.assistant.answer_entry(pressed.press.target, pressed.view.language)
    if pressed.entry is None or reply is None:
        raise OutdatedError
    context, message = pressed.context, pressed.message
    await show(cards.entry_card(pressed.entry, pressed.view), message)
    before = await context.conversation(message, pressed.update)
    place = place_of(message, pressed.user)
    context.memory.remember(place, message.id, before, before.after(reply), None)


async def _open_item(pressed: Pressed) -> None:
    entry, number = pressed.entry, pressed.press.number
    if entry is None or number >= len(entry.items):
        raise OutdatedError
    await show(cards.item_card(entry, number, pressed.view), pressed.message)


async def _open_topics(pressed: Pressed) -> None:
    await show(cards.topics_card(pressed.view), pressed.message)


async def _open_topic(pressed: Pressed) -> None:
    topics = {topic.topic: topic for topic in pressed.view.knowledge.topics}
    topic = topics.get(pressed.press.target)
    if topic is None:
        raise OutdatedError
    await show(cards.topic_card(topic, pressed.press.number, pressed.view), pressed.message)


async def _open_paragraph(pressed: Pressed) -> None:
    await show(cards.article_card(pressed.press.number, pressed.view), pressed.message)


async def _vote(pressed: Pressed) -> str:
    if pressed.entry is None:
        raise OutdatedError
    is_good = pressed.press.number == 1
    vote = pressed.context.store.vote
    opinion = await vote(pressed.user, pressed.entry.id, pressed.id, is_good=is_good)
    if opinion is None:
        return pressed.view.text("vote_withdrawn")
    if not opinion:
        language = pressed.view.language
        await file_vote(pressed.message, pressed.user, pressed.entry, language, pressed.context)
    return pressed.view.text("vote_good" if opinion else "vote_bad")


async def _none_of_these(pressed: Pressed) -> str:
    context, message, number = pressed.context, pressed.message, pressed.press.number
    await context.store.settle(message.chat_id, number, "none")
    await file_choice(message, number, pressed.view.language, context)
    place = place_of(message, pressed.user)
    context.memory.reject(place, keyboards.offered_entries(message.reply_markup))
    await show(cards.topics_card(pressed.view, "none_meant"), pressed.message)
    return pressed.view.text("noted")


async def _set_language(pressed: Pressed) -> str:
    if pressed.press.number >= len(LANGUAGES):
        raise OutdatedError
    chosen = LANGUAGES[pressed.press.number]
    await pressed.context.store.set_language(pressed.message.chat_id, chosen)
    view = pressed.context.view(chosen or pressed.press.language)
    await show(cards.language_card(chosen, view, "language_set"), pressed.message)
    return view.text("noted")


_DO: dict[Action, Callable[[Pressed], Awaitable[str | None]]] = {
    Action.ANSWER: _answer_entry,
    Action.OPEN: _open_entry,
    Action.ITEM: _open_item,
    Action.TOPICS: _open_topics,
    Action.TOPIC: _open_topic,
    Action.ARTICLE: _open_paragraph,
    Action.VOTE: _vote,
    Action.NONE: _none_of_these,
    Action.LANGUAGE: _set_language,
}

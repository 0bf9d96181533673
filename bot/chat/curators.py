"""What curators do in their chat: press the buttons of cards, and reply to them."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Row
from telegram import ForceReply, Message, Update, User
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, Forbidden
from telegram.ext import filters

from bot.chat import inbox_cards
from bot.chat.cards import Card
from bot.chat.context import Context, Services
from bot.chat.messages import put, send, show
from bot.chat.pressed import OutdatedError, Pressed
from bot.chat.presses import Action
from bot.chat.view import View
from bot.qa.check import unsourced
from bot.qa.drafts import as_reported, not_in_report, read_draft
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.lessons import (
    EntryLesson,
    Lesson,
    RefusedError,
    WordingLesson,
    read_lesson,
)
from bot.qa.matcher import Matcher
from bot.qa.models import Entry
from bot.qa.text import fold
from bot.store import Curator
from bot.store.curating import OPEN

logger = logging.getLogger(__name__)

_NUMBER = re.compile(r"#(\d{1,9})\b")
_SEARCH = "=＝"
_NEAREST, _MOST_FOUND = 3, 8
_PRESENT = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


async def is_curator(user: User, context: Context) -> bool:
    """Ask Telegram whether somebody is in the curators' chat at this moment."""
    chat = context.services.curator_chat
    if chat is None or chat == user.id:
        return chat is not None
    try:
        member = await context.bot.get_chat_member(chat, user.id)
    except (BadRequest, Forbidden) as error:
        logger.warning("nobody can be let in as a curator: %s", error)
        return False
    return member.status in _PRESENT or bool(getattr(member, "is_member", False))


async def press(pressed: Pressed) -> str | None:
    """Do what a button for curators says, if a curator pressed it in their chat."""
    user, context = pressed.update.effective_user, pressed.context
    is_here = pressed.message.chat_id == context.services.curator_chat
    if user is None or not is_here or not await is_curator(user, context):
        logger.warning("%s pressed a button for curators and is none", user and user.id)
        return pressed.view.text("curators_only")
    try:
        return await _DO[pressed.press.action](pressed)
    except RefusedError as error:
        return inbox_cards.refusal_text(error, pressed.view)


class ToCard(filters.MessageFilter):
    """Replies to what the bot wrote about an item of the inbox, in the curators' chat."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    def filter(self, message: Message) -> bool:
        """Whether the message replied to begins with an item's number."""
        if message.chat_id != self._services.curator_chat:
            return False
        target = message.reply_to_message
        is_own = bool(target and target.from_user and target.from_user.is_bot)
        return is_own and _number(message) is not None


async def take_reply(update: Update, context: Context) -> None:
    """Take an answer that a curator wrote, or look for entries behind a ``=``."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    if not await is_curator(user, context):
        logger.warning("%s wrote an answer for the inbox and is no curator", user.id)
        return
    view = curators_view(context)
    item = await context.store.inbox.item(_number(message) or 0)
    if item is None or item.state != OPEN:
        await send(Card(view.html("inbox_settled")), message)
        return
    text = (message.text or "").strip()  # never empty: only texts come here
    try:
        if text[:1] in _SEARCH:
            found = _found(text.lstrip(_SEARCH), context)
            await send(inbox_cards.found_card(item, found, view), message)
        else:
            await _preview(text, item, message, user, context)
    except RefusedError as error:
        await message.reply_text(inbox_cards.refusal_text(error, view))


def curators_view(context: Context) -> View:
    """Return how the curators' chat sees the bot; in Chinese if no language was chosen there."""
    chat = context.services.curator_chat or 0
    return context.view(context.chosen_language(chat) or Language.HANS)


def near(item: Row[Any], matcher: Matcher) -> list[Entry]:
    """Return the three entries nearest to an item, but not the one that was disliked."""
    entries = [candidate.entry for candidate in matcher.candidates(item.text)]
    return [entry for entry in entries if entry.id != item.entry_id][:_NEAREST]


async def _preview(
    text: str, item: Row[Any], message: Message, user: User, context: Context
) -> None:
    entry = read_draft(text, item.text)
    lesson = EntryLesson(entry=entry)
    await context.services.knowledge.check(lesson)
    source = context.assistant.source_of(entry.answer.zh)
    if source and list(unsourced(as_reported(entry, source), context.knowledge)):
        source = None
    keep = context.store.inbox.keep_draft
    draft = await keep(item.id, user.id, message.id, lesson.model_dump_json())
    card = inbox_cards.draft_card(item, entry, draft, source, curators_view(context))
    await send(card, message)


def _found(words: str, context: Context) -> list[Entry]:
    knowledge = context.knowledge
    candidates = [candidate.entry for candidate in context.assistant.matcher.candidates(words)]
    ordered = {entry.id: entry for entry in [*_holding(words, knowledge), *candidates]}
    return list(ordered.values())[:_MOST_FOUND]


def _holding(words: str, knowledge: KnowledgeBase) -> list[Entry]:
    folded = fold(words)
    entries = knowledge.entries.values() if folded else ()
    return [e for e in entries if folded == e.id.replace("-", " ") or folded in fold(e.question.zh)]


def _number(message: Message) -> int | None:
    target = message.reply_to_message
    match = _NUMBER.match((target and target.text) or "")
    return int(match[1]) if match else None


async def _item(number: int, pressed: Pressed) -> Row[Any]:
    item = await pressed.context.store.inbox.item(number)
    if item is None:
        raise OutdatedError
    return item


async def _same(pressed: Pressed) -> str:
    item = await _item(pressed.press.number, pressed)
    lesson = WordingLesson(entry_id=pressed.press.target, wording=item.text)
    return await _teach(item, lesson, pressed)


async def _write(pressed: Pressed) -> str | None:
    item = await _item(pressed.press.number, pressed)
    if item.state != OPEN:
        return await _redraw(item, pressed, "inbox_settled")
    await pressed.message.reply_text(
        inbox_cards.prompt_html(item, pressed.view),
        ParseMode.HTML,
        reply_markup=ForceReply(selective=True),
    )
    return None


async def _unreported(pressed: Pressed) -> str:
    item = await _item(pressed.press.number, pressed)
    entry = not_in_report(item.text, pressed.context.knowledge)
    return await _teach(item, EntryLesson(entry=entry), pressed)


async def _dismiss(pressed: Pressed) -> str:
    item = await _item(pressed.press.number, pressed)
    changed = await pressed.context.store.changes.settle(item.id, _curator(pressed), None)
    return await _redraw(item, pressed, "inbox_dismissed" if changed else "inbox_settled")


async def _publish(pressed: Pressed) -> str:
    inbox = pressed.context.store.inbox
    draft = await inbox.draft(pressed.press.number)
    if draft is None:
        raise OutdatedError
    item = await _item(draft.item_id, pressed)
    lesson = read_lesson(draft.lesson)
    sentence = pressed.context.knowledge.article.sentences.get(pressed.press.target)
    if sentence and isinstance(lesson, EntryLesson):
        lesson = EntryLesson(entry=as_reported(lesson.entry, sentence))
    toast = await _teach(item, lesson, pressed)
    await inbox.drop_draft(pressed.press.number)  # not before, or else a crash would lose it
    return toast


async def _cancel(pressed: Pressed) -> str:
    await pressed.context.store.inbox.drop_draft(pressed.press.number)
    await show(Card(pressed.view.html("inbox_cancelled")), pressed.message)
    return pressed.view.text("inbox_cancelled")


async def _undo(pressed: Pressed) -> str:
    context = pressed.context
    change = await context.store.changes.change(pressed.press.number)
    if change is None:
        raise OutdatedError
    knowledge = context.services.knowledge
    if change.lesson and knowledge.is_committed(read_lesson(change.lesson)):
        raise RefusedError("refused_committed")
    undone = await context.store.changes.undo(change.id, _curator(pressed))
    await knowledge.refresh()
    item = await _item(change.item_id, pressed)
    return await _redraw(item, pressed, "inbox_undone" if undone else "inbox_settled")


async def _teach(item: Row[Any], lesson: Lesson, pressed: Pressed) -> str:
    """Teach a lesson unless the item is settled; it is live when this returns.

    Raises:
        RefusedError: If it cannot be taught.
    """
    services = pressed.context.services
    if item.state != OPEN:
        return await _redraw(item, pressed, "inbox_settled")
    await services.knowledge.check(lesson)
    settle = services.store.changes.settle
    changed = await settle(item.id, _curator(pressed), lesson.model_dump_json())
    await services.knowledge.refresh()
    services.news.set()
    return await _redraw(item, pressed, "inbox_taught" if changed else "inbox_settled")


async def _redraw(item: Row[Any], pressed: Pressed, toast: str) -> str:
    """Show an item as it is now, on its card and where the button was; return a toast."""
    context = pressed.context
    item = await _item(item.id, pressed)
    change = await context.store.changes.change(item.change_id) if item.change_id else None
    matcher = context.services.knowledge.live.assistant.matcher
    view = curators_view(context)
    if change is None:
        card = inbox_cards.open_card(item, near(item, matcher), view)
    else:
        card = inbox_cards.settled_card(item, change, view)
    if _NUMBER.match(pressed.message.text or ""):  # not on the log
        await show(card, pressed.message)
    if item.card and item.card != pressed.message.id:
        await put(card, pressed.message.chat_id, item.card, context.bot)
    return view.text(toast)


def _curator(pressed: Pressed) -> Curator:
    user = pressed.update.effective_user
    return Curator(pressed.user, user.full_name if user else "")


_DO: dict[Action, Callable[[Pressed], Awaitable[str | None]]] = {
    Action.SAME: _same,
    Action.WRITE: _write,
    Action.UNREPORTED: _unreported,
    Action.DISMISS: _dismiss,
    Action.PUBLISH: _publish,
    Action.CANCEL: _cancel,
    Action.UNDO: _undo,
}

ACTIONS = frozenset(_DO)
"""What only curators may do."""

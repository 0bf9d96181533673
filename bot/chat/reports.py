"""What curators can look up: ``/stats`` and ``/log``."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from sqlalchemy import Row
from telegram import InlineKeyboardMarkup, Update, User
from telegram.constants import ChatType

from bot.chat.cards import Card
from bot.chat.context import Context
from bot.chat.curators import is_curator
from bot.chat.inbox_cards import done_text
from bot.chat.keyboards import button
from bot.chat.media import hint_at_commands
from bot.chat.messages import send
from bot.chat.presses import Action
from bot.chat.rendering import cut, label
from bot.chat.view import View
from bot.curation.figures import ANSWERED, NOT_REPORTED, SUGGESTED, Figures, first_day, make_figures
from bot.curation.picture import draw
from bot.qa.lessons import read_lesson
from bot.store.curating import OPEN

logger = logging.getLogger(__name__)

_MOST_ENTRIES = 5
_MOST_CHANGES = 10
_LONGEST_QUESTION = 60


async def show_stats(update: Update, context: Context) -> None:
    """Show curators a picture of the last thirty days, with the figures below it."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or not await _is_let_in(user, update, context):
        return
    today = datetime.now(UTC).date()
    counts = await context.store.count(first_day(today))
    figures = make_figures(counts, context.knowledge, today)
    picture = await context.services.knowledge.in_thread(lambda: draw(figures))
    view = context.view(context.language(update))
    await message.reply_photo(picture, caption=stats_text(figures, view))


async def show_log(update: Update, context: Context) -> None:
    """Show curators what was changed last, by whom and when, to be undone."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or not await _is_let_in(user, update, context):
        return
    changes = await context.store.changes.log(_MOST_CHANGES)
    await send(log_card(changes, context.view(context.language(update))), message)


def stats_text(figures: Figures, view: View) -> str:
    """Write the figures as the caption of a picture, of at most 1,024 characters."""
    outcomes, total = figures.outcomes, figures.questions
    answered, unreported, suggested = (
        outcomes[outcome] for outcome in (ANSWERED, NOT_REPORTED, SUGGESTED)
    )
    lines = [
        view.text(
            "stats",
            days=len(figures.days),
            questions=total,
            answered=answered,
            unreported=unreported,
            suggested=suggested,
            declined=total - answered - unreported - suggested,
            liked=figures.liked,
            disliked=figures.unliked,
            open=figures.inbox.get(OPEN, 0),
            never=len(figures.never_asked),
            entries=len(view.knowledge.entries),
        )
    ]
    lines += _entry_lines("stats_most_asked", figures.most_asked, view)
    lines += _entry_lines("stats_disliked", figures.disliked, view)
    return "\n".join(lines)


def log_card(changes: Sequence[Row[Any]], view: View) -> Card:
    """List changes, each with a button to undo it, if it was not."""
    if not changes:
        return Card(view.html("log_empty"))
    undone = {change.undoes for change in changes}
    lines = [escape(_log_line(change, view)) for change in changes]
    buttons = [
        button(f"↩️ {change.id}", Action.UNDO, view, number=change.id)
        for change in changes
        if change.undoes is None and change.id not in undone
    ]
    rows = [buttons[at : at + 5] for at in range(0, len(buttons), 5)]
    return Card("\n".join(lines), InlineKeyboardMarkup(rows) if rows else None)


def _log_line(change: Row[Any], view: View) -> str:
    if change.undoes is not None:
        done = view.text("log_undone", number=change.undoes)
    else:
        lesson = read_lesson(change.lesson) if change.lesson else None
        question = cut(change.question or "–", _LONGEST_QUESTION)
        done = f"“{question}”: {done_text(lesson, view).rstrip(':：')}"
    return f"{change.id}. {change.at:%Y-%m-%d %H:%M} UTC · {change.name or '–'} · {done}"


def _entry_lines(key: str, entries: Sequence[tuple[str, int]], view: View) -> list[str]:
    shown = [
        f"{number} · {label(entry, view.language)}"
        for entry_id, number in entries[:_MOST_ENTRIES]
        if (entry := view.knowledge.entries.get(entry_id))
    ]
    return ["", view.text(key), *shown] if shown else []


async def _is_let_in(user: User, update: Update, context: Context) -> bool:
    if await is_curator(user, context):
        return True
    chat = update.effective_chat
    logger.warning(
        "%s sent a command for curators in chat %s and is none", user.id, chat and chat.id
    )
    if chat and chat.type == ChatType.PRIVATE:
        await hint_at_commands(update, context)
    return False

"""What curators see: the cards of the inbox, drafts, and what became of them."""

from collections.abc import Sequence
from html import escape
from typing import Any

from sqlalchemy import Row
from telegram import InlineKeyboardMarkup

from bot.chat.cards import Card
from bot.chat.keyboards import Row as ButtonRow
from bot.chat.keyboards import button, entry_rows
from bot.chat.presses import Action
from bot.chat.rendering import answer_html, cut, fitting, quote_html
from bot.chat.view import View
from bot.qa.article import Sentence
from bot.qa.language import Language
from bot.qa.lessons import EntryLesson, Lesson, RefusedError, read_lesson
from bot.qa.models import Entry, Status
from bot.qa.reply import Answer

_LONGEST_QUESTION = 500


def open_card(item: Row[Any], near: Sequence[Entry], view: View) -> Card:
    """Show a question that waits, and what may be done about it.

    Args:
        item: The item of the inbox.
        near: The entries that come nearest.
        view: How the curators see the bot.
    """
    disliked = view.knowledge.entries.get(item.entry_id or "")
    question = view.say(disliked.question) if disliked else item.entry_id
    reason = view.text(f"inbox_{item.reason}", question=question)
    lines = [_head(item, view), escape(reason), "", f"<i>{view.html('inbox_how')}</i>"]
    rows = entry_rows(near, view, Action.SAME, item.id)
    rows += [
        [
            button(view.text("inbox_write"), Action.WRITE, view, number=item.id),
            button(view.text("inbox_unreported"), Action.UNREPORTED, view, number=item.id),
        ],
        [button(view.text("inbox_dismiss"), Action.DISMISS, view, number=item.id)],
    ]
    return Card("\n".join(lines), InlineKeyboardMarkup(rows))


def settled_card(item: Row[Any], change: Row[Any], view: View) -> Card:
    """Show a question that is settled, and by whom."""
    lesson = read_lesson(change.lesson) if change.lesson else None
    done = done_text(lesson, view)
    lines = [_head(item, view), escape(f"{change.name or '–'}: {done}")]
    if isinstance(lesson, EntryLesson):
        lines.append(answer_html(Answer(lesson.entry, 1.0), view))
    undo = button(view.text("inbox_undo"), Action.UNDO, view, number=change.id)
    return Card("\n".join(lines), InlineKeyboardMarkup([[undo]]))


def done_text(lesson: Lesson | None, view: View) -> str:
    """Say what a curator did; without a lesson it was dismissed."""
    if lesson is None:
        return view.text("done_dismissed")
    if isinstance(lesson, EntryLesson):
        is_reported = lesson.entry.status is not Status.NOT_REPORTED
        return view.text("done_written" if is_reported else "done_unreported")
    entry = view.knowledge.entries.get(lesson.entry_id)
    question = view.say(entry.question) if entry else lesson.entry_id
    return view.text("done_same", question=question)


def prompt_html(item: Row[Any], view: View) -> str:
    """Ask for an answer."""
    return f"{_head(item, view)}\n{view.html('inbox_prompt')}"


def found_card(item: Row[Any], found: Sequence[Entry], view: View) -> Card:
    """Offer the entries that a curator looked for."""
    said = view.html("inbox_found" if found else "inbox_not_found")
    rows: list[ButtonRow] = entry_rows(found, view, Action.SAME, item.id)
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    return Card(f"{_head(item, view)}\n{said}", keyboard)


def draft_card(
    item: Row[Any], entry: Entry, draft: int, source: Sentence | None, view: View
) -> Card:
    """Show an answer as people will see it, before it is published.

    Args:
        item: The item that it answers.
        entry: The answer, in the curators' own name.
        draft: Its number.
        source: The sentence of the report that it may be taken from.
        view: How the curators see the bot.
    """
    blocks = [f"{_head(item, view)}\n{view.html('inbox_preview')}"]
    blocks.append(answer_html(Answer(entry, 1.0), view))
    if entry.answer.en != entry.answer.zh:
        other = Language.ENGLISH if view.language.is_chinese else Language.HANS
        question, answer = (text.in_language(other) for text in (entry.question, entry.answer))
        blocks.append(f"<b>{escape(question)}</b>\n{escape(answer)}")
    publish = button(view.text("inbox_publish"), Action.PUBLISH, view, number=draft)
    cancel = button(view.text("inbox_cancel"), Action.CANCEL, view, number=draft)
    rows = [[publish, cancel]]
    if source:
        blocks.append(f"{view.html('inbox_source')}\n{quote_html([source], view.language)}")
        text = view.text("inbox_publish_sourced", paragraph=source.paragraph)
        rows.insert(0, [button(text, Action.PUBLISH, view, source.id, draft)])
    return Card(fitting(blocks), InlineKeyboardMarkup(rows))


def refusal_text(error: RefusedError, view: View) -> str:
    """Say why something cannot be taught."""
    return view.text(error.reason, **error.values)


def _head(item: Row[Any], view: View) -> str:
    asked = view.text("inbox_asked", count=item.times)
    text = escape(cut(item.text, _LONGEST_QUESTION))
    return f"#{item.id} · {escape(asked)}\n<b>{text}</b>"

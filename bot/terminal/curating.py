"""Curators' work on the terminal: the inbox, the log, the figures, the export."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Row

from bot.curation.figures import OUTCOMES, Figures, first_day, make_figures
from bot.curation.picture import draw
from bot.errors import InputError
from bot.qa.knowledge import KnowledgeBase, load_knowledge
from bot.qa.lessons import WordingLesson, export_yaml, learn, read_lesson
from bot.store import Store, open_store
from bot.store.curating import OPEN

Result = TypeVar("Result")

_MOST_ENTRIES = 10
_SHOWN_DAYS = 14
_ITEM_KEYS = ("id", "text", "times", "reason", "entry_id", "state", "first_at", "last_at")
_CHANGE_KEYS = ("id", "at", "name", "action", "question", "lesson", "undoes")


def print_inbox(database_url: str, *, as_json: bool, has_all: bool) -> None:
    """Print the questions without a good answer, most asked first.

    Args:
        database_url: Where they are.
        as_json: Print one JSON object a line instead of a table.
        has_all: Print also those that are taught or dismissed.

    Raises:
        StoreError: If the database cannot be used.
    """
    states = () if has_all else (OPEN,)
    items = _with_store(database_url, lambda store: store.inbox.items(*states))
    if as_json:
        _print_json(items, _ITEM_KEYS)
        return
    table = Table("#", "asked", "last", "how it ended", "question")
    for item in items:
        reason = item.reason if item.state == OPEN else f"{item.reason}, {item.state}"
        number, times = str(item.id), str(item.times)
        table.add_row(number, times, _time(item.last_at), reason, escape(item.text))
    _print(table, items, "The inbox is empty.")


def print_log(database_url: str, *, as_json: bool) -> None:
    """Print who changed what and when, the newest first.

    Raises:
        StoreError: If the database cannot be used.
    """
    changes = _with_store(database_url, lambda store: store.changes.log())
    if as_json:
        _print_json(changes, _CHANGE_KEYS)
        return
    table = Table("#", "when", "who", "what", "question")
    for change in changes:
        question = escape(change.question or "")
        name = escape(change.name)
        table.add_row(str(change.id), _time(change.at), name, _done(change), question)
    _print(table, changes, "Nothing has been changed yet.")


def print_stats(database_url: str, folder: Path, plot: Path | None) -> None:
    """Print the figures of the last thirty days, and draw them into a picture.

    Raises:
        StoreError: If the database cannot be used.
        KnowledgeError: If the knowledge cannot be loaded.
        InputError: If the picture cannot be written.
    """
    today = datetime.now(UTC).date()
    counts = _with_store(database_url, lambda store: store.count(first_day(today)))
    lessons = _with_store(database_url, lambda store: store.changes.lessons())
    figures = make_figures(counts, _learned(folder, lessons), today)
    console = Console()
    console.print(_days_table(figures))
    if figures.most_asked:
        console.print(_entries_table(figures))
    console.print(_summary_table(figures))
    if plot:
        _write(plot, draw(figures))


def export(database_url: str, folder: Path, output: Path | None) -> None:
    """Write what curators taught as one file of ``faq/``.

    Raises:
        StoreError: If the database cannot be used.
        KnowledgeError: If the knowledge cannot be loaded.
        InputError: If the file cannot be written.
    """
    lessons = _with_store(database_url, lambda store: store.changes.lessons())
    exported = export_yaml(_learned(folder, lessons))
    if not exported:
        Console(stderr=True).print("Nothing was taught that knowledge/ does not hold.")
    elif output:
        _write(output, exported.encode())
    else:
        sys.stdout.write(exported)


def _with_store(url: str, work: Callable[[Store], Awaitable[Result]]) -> Result:
    async def open_and_work() -> Result:
        async with open_store(url) as store:
            return await work(store)

    return asyncio.run(open_and_work())


def _learned(folder: Path, lessons: Sequence[str]) -> KnowledgeBase:
    knowledge, refused = learn(load_knowledge(folder), map(read_lesson, lessons))
    for error in refused:
        Console(stderr=True).print(f"left out: {error}", highlight=False, markup=False)
    return knowledge


def _days_table(figures: Figures) -> Table:
    table = Table("day", title="Questions a day")
    for column in ("all", *OUTCOMES):
        table.add_column(column, justify="right")
    for day, endings in list(figures.days.items())[-_SHOWN_DAYS:]:
        table.add_row(f"{day:%d %b}", *_numbers(endings))
    table.add_section()
    table.add_row(f"{len(figures.days)} days", *_numbers(figures.outcomes))
    return table


def _numbers(endings: Counter[str]) -> list[str]:
    return [str(endings.total()), *(str(endings[outcome]) for outcome in OUTCOMES)]


def _entries_table(figures: Figures) -> Table:
    table = Table("asked", "entry", title="Asked most")
    for entry, number in figures.most_asked[:_MOST_ENTRIES]:
        table.add_row(str(number), entry)
    return table


def _summary_table(figures: Figures) -> Table:
    table = Table(show_header=False, title="Besides")
    table.add_row("👍 / 👎", f"{figures.liked} / {figures.unliked}")
    disliked = ", ".join(f"{entry} ({number})" for entry, number in figures.disliked)
    table.add_row("more 👎 than 👍", disliked or "–")
    states = ", ".join(f"{number} {state}" for state, number in sorted(figures.inbox.items()))
    table.add_row("inbox", states or "empty")
    never = ", ".join(figures.never_asked)
    table.add_row(f"never asked ({len(figures.never_asked)})", never or "–")
    return table


def _done(change: Row[Any]) -> str:
    if change.undoes is not None:
        return f"undid {change.undoes}"
    if change.lesson is None:
        return "dismissed"
    lesson = read_lesson(change.lesson)
    kind = "wording for" if isinstance(lesson, WordingLesson) else "entry"
    return f"{kind} {lesson.entry_id}"


def _print(table: Table, rows: Sequence[object], nothing: str) -> None:
    Console().print(table if rows else nothing)


def _print_json(rows: Sequence[Row[Any]], keys: Sequence[str]) -> None:
    for row in rows:
        record = {key: row._mapping[key] for key in keys}
        sys.stdout.write(json.dumps(record, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: datetime) -> str:
    return value.isoformat()


def _time(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None

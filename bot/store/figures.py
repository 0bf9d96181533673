"""Counting what was asked, and what people thought of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.curating import Item
from bot.store.models import Question, Vote


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in the store.

    Attributes:
        endings: How many questions of a day (of UTC) ended in which way.
        entries: How often each entry was the answer, the most frequent first.
        votes: The 👍 and the 👎 that each entry has.
        inbox: How many items are in which state.
    """

    endings: Sequence[tuple[date, str, int]]
    entries: Sequence[tuple[str, int]]
    votes: Sequence[tuple[str, int, int]]
    inbox: Sequence[tuple[str, int]]


async def count(connection: AsyncConnection, since: datetime) -> Counts:
    """Count what was asked since a time; votes and inbox whatever their time."""
    return Counts(
        endings=await _endings(connection, since),
        entries=await _entries(connection, since),
        votes=await _votes(connection),
        inbox=await _inbox(connection),
    )


async def _endings(connection: AsyncConnection, since: datetime) -> list[tuple[date, str, int]]:
    day = _day(connection.dialect.name)
    query = select(day, Question.kind, func.count()).where(Question.asked_at >= since)
    rows = (await connection.execute(query.group_by(day, Question.kind))).all()
    return [(date.fromisoformat(str(day)), kind, number) for day, kind, number in rows]


def _day(dialect: str) -> ColumnElement[date]:
    at = func.timezone("UTC", Question.asked_at) if dialect == "postgresql" else Question.asked_at
    return func.date(at)


async def _entries(connection: AsyncConnection, since: datetime) -> list[tuple[str, int]]:
    number = func.count()
    query = select(Question.entry_id, number).where(Question.asked_at >= since)
    query = query.where(Question.entry_id.is_not(None)).group_by(Question.entry_id)
    rows = (await connection.execute(query.order_by(number.desc(), Question.entry_id))).all()
    return [(str(entry), number) for entry, number in rows]


async def _votes(connection: AsyncConnection) -> list[tuple[str, int, int]]:
    good = func.sum(case((Vote.is_good.is_(True), 1), else_=0))
    query = select(Vote.entry, good, func.count() - good).where(Vote.is_good.is_not(None))
    query = query.group_by(Vote.entry)
    rows = (await connection.execute(query.order_by(Vote.entry))).all()
    return [(entry, int(liked), int(disliked)) for entry, liked, disliked in rows]


async def _inbox(connection: AsyncConnection) -> list[tuple[str, int]]:
    query = select(Item.state, func.count()).group_by(Item.state)
    return [(state, number) for state, number in (await connection.execute(query)).all()]

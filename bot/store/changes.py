"""What curators did: who and when, and the lessons that hold."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.curating import DISMISSED, OPEN, TAUGHT, Change, Curator, Item, now
from bot.store.database import Database

CHANNEL = "lessons"
"""Where PostgreSQL tells every process of a change."""


class Changes:
    """The log of changes; what was taught and not undone since is what is known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """Return the number of the last change; 0 before the first."""
        async with self._database.reading() as connection:
            return (await connection.execute(select(func.max(Change.id)))).scalar() or 0

    async def lessons(self) -> list[str]:
        """Return the lessons that hold, as JSON, in the order they were taught."""
        undone = select(Change.undoes).where(Change.undoes.is_not(None))
        query = select(Change.lesson).where(Change.lesson.is_not(None), Change.id.not_in(undone))
        async with self._database.reading() as connection:
            return [str(json) for json in await connection.scalars(query.order_by(Change.id))]

    async def settle(self, item_id: int, curator: Curator, lesson: str | None) -> int | None:
        """Settle an open item: by a lesson, or without one by dismissing it.

        Returns:
            The number of the change; ``None`` if the item is not open any more.
        """
        state = DISMISSED if lesson is None else TAUGHT
        action = "dismiss" if lesson is None else "teach"
        is_open = (Item.id == item_id) & (Item.state == OPEN)
        async with self._database.transaction() as connection:
            taken = await connection.execute(update(Item).where(is_open).values(state=state))
            if taken.rowcount != 1:
                return None
            change = await _log(connection, curator, action, item_id, lesson=lesson)
            settled = update(Item).where(Item.id == item_id).values(change_id=change)
            await connection.execute(settled)
            return change

    async def undo(self, change_id: int, curator: Curator) -> bool:
        """Take a change back, and open its item again; ``False`` if that was done before."""
        async with self._database.transaction() as connection:
            query = select(Change.item_id).where(Change.id == change_id)
            item_id = (await connection.execute(query.where(Change.undoes.is_(None)))).scalar()
            if item_id is None:
                return False
            if await _log(connection, curator, "undo", item_id, undoes=change_id) is None:
                return False
            settled = (Item.id == item_id) & (Item.change_id == change_id)
            opened = {"state": OPEN, "change_id": None}
            await connection.execute(update(Item).where(settled).values(opened))
            return True

    async def change(self, change_id: int) -> Row[Any] | None:
        """Return one change."""
        query = _changes().where(Change.id == change_id)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).one_or_none()

    async def log(self, limit: int = 1000) -> Sequence[Row[Any]]:
        """Return the last changes, the newest first, each with the text of its item."""
        query = _changes().order_by(Change.id.desc()).limit(limit)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).all()


def _changes() -> Any:
    columns = [*Change.__table__.columns, Item.text.label("question")]
    return select(*columns).outerjoin(Item, Item.id == Change.item_id)


async def _log(
    connection: AsyncConnection,
    curator: Curator,
    action: str,
    item_id: int,
    *,
    lesson: str | None = None,
    undoes: int | None = None,
) -> int | None:
    """Write a change down; return its number, or ``None`` if it undoes what is undone."""
    values = {
        "at": now(),
        "user": curator.id,
        "name": curator.name,
        "action": action,
        "item_id": item_id,
        "lesson": lesson,
        "undoes": undoes,
    }
    added = insert(Change).values(values).on_conflict_do_nothing(index_elements=["undoes"])
    number = (await connection.execute(added.returning(Change.id))).scalar()
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"NOTIFY {CHANNEL}"))
    return number

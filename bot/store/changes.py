"""What curators did: who and when, and the lessons that hold."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.curating import DISMISSED, OPEN, TAUGHT, Change, Curator, Item, now

CHANNEL = "lessons"
"""Where PostgreSQL tells every process of a change."""


class Changes:
    """The log of changes; what was taught and not undone since is what is known."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def version(self) -> int:
        """Return the number of the last change; 0 before the first."""
        async with self._engine.connect() as connection:
            return (await connection.execute(select(func.max(Change.id)))).scalar() or 0

    async def lessons(self) -> list[str]:
        """Return the lessons that hold, as JSON, in the order they were taught."""
        undone = select(Change.undoes).where(Change.undoes.is_not(None))
        query = select(Change.lesson).where(Change.lesson.is_not(None), Change.id.not_in(undone))
        async with self._engine.connect() as connection:
            return [str(json) for json in await connection.scalars(query.order_by(Change.id))]

    async def settle(self, item_id: int, curator: Curator, lesson: str | None) -> int | None:
        """Settle an open item: by a lesson, or without one by dismissing it.

        Returns:
            The number of the change; ``None`` if the item is not open any more.
        """
        state = DISMISSED if lesson is None else TAUGHT
        action = "dismiss" if lesson is None else "teach"
        is_open = (Item.id == item_id) & (Item.state == OPEN)
        async with self._engine.begin() as connection:
            taken = await connection.execute(update(Item).where(is_open).values(state=state))
            if taken.rowcount != 1:
                return None
            change = await _log(connection, curator, action, item_id, lesson=lesson)
            settled = update(Item).where(Item.id == item_id).values(change_id=change)
            await connection.execute(settled)
            return change

    async def undo(self, change_id: int, curator: Curator) -> bool:
        """Take a change back, and open its item again; ``False`` if that was done before."""
        try:
            async with self._engine.begin() as connection:
                query = select(Change.item_id).where(Change.id == change_id)
                item_id = (await connection.execute(query.where(Change.undoes.is_(None)))).scalar()
                if item_id is None:
                    return False
                await _log(connection, curator, "undo", item_id, undoes=change_id)
                settled = (Item.id == item_id) & (Item.change_id == change_id)
                opened = {"state": OPEN, "change_id": None}
                await connection.execute(update(Item).where(settled).values(opened))
        except IntegrityError:  # a change is undone once
            return False
        return True

    async def change(self, change_id: int) -> Row[Any] | None:
        """Return one change."""
        query = _changes().where(Change.id == change_id)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).one_or_none()

    async def log(self, limit: int = 1000) -> Sequence[Row[Any]]:
        """Return the last changes, the newest first, each with the text of its item."""
        query = _changes().order_by(Change.id.desc()).limit(limit)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).all()

    async def forget(self, user: int) -> None:
        """Take a curator's name out of the log."""
        mine = update(Change).where(Change.user == user).values(user=None, name="")
        async with self._engine.begin() as connection:
            await connection.execute(mine)


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
) -> int:
    values = {
        "at": now(),
        "user": curator.id,
        "name": curator.name[:128],
        "action": action,
        "item_id": item_id,
        "lesson": lesson,
        "undoes": undoes,
    }
    added = await connection.execute(insert(Change).values(values).returning(Change.id))
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"NOTIFY {CHANNEL}"))
    return int(added.scalar_one())

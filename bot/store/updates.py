"""Updates between their arrival and the moment when they are done."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime

# Both dialects write an upsert the same way, and only this form of it compiles for both.
from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.models import UpdateRow

WAITING, FAILED, DONE = "waiting", "failed", "done"
EMPTIED = {"state": DONE, "lane": None, "user": None, "payload": None, "error": None}
"""What stays of an update that is done: its number."""

# Where the number is known, nothing changes; its state is told all the same.
_ACCEPT = (
    insert(UpdateRow)
    .on_conflict_do_update(
        index_elements=["bot", "update_id"], set_={"attempts": UpdateRow.attempts}
    )
    .returning(UpdateRow.update_id, UpdateRow.state)
)
_IS_THIS = (UpdateRow.bot == bindparam("of_bot")) & (UpdateRow.update_id == bindparam("number"))
_MARK_DONE = update(UpdateRow).where(_IS_THIS).values(EMPTIED)
_MARK_TRIED = (
    update(UpdateRow)
    .where(_IS_THIS, UpdateRow.state == WAITING)
    .values(attempts=bindparam("tries"), error=bindparam("reason"))
)
_MARK_FAILED = _MARK_TRIED.values(state=FAILED)


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update that is not done; see ``UpdateRow`` for the attributes."""

    update_id: int
    lane: int
    user: int | None
    payload: str
    received_at: datetime
    attempts: int = 0
    error: str | None = None


@dataclass(slots=True)
class _Group:
    """What arrives while another group is being written."""

    rows: list[dict[str, object]] = field(default_factory=list)
    waiting: set[int] = field(default_factory=set)
    is_written: bool = False


class Updates:
    """The updates of one bot.

    Args:
        database: Where they are kept.
        bot: The bot's id.
    """

    def __init__(self, database: Database, bot: int) -> None:
        self._database = database
        self._bot = bot
        self._group = _Group()
        self._accepting = asyncio.Lock()

    async def accept(self, arrived: Sequence[StoredUpdate]) -> set[int]:
        """Write updates down, together with those that others accept at the same time.

        One with an ``error`` is set aside at once.

        Returns:
            The numbers of those that wait to be done; not of those that are done, or set aside.

        Raises:
            StoreError: If the database cannot be written to.
        """
        group = self._group
        group.rows += [self._row(one) for one in arrived]
        async with self._accepting:
            if not group.is_written:
                await self._write(group)
        return group.waiting

    def done(self, update_id: int) -> None:
        """Have an update marked as done soon; nothing but its number stays."""
        self._database.add(_MARK_DONE, {"of_bot": self._bot, "number": update_id})

    def tried(self, update_id: int, attempts: int, error: str) -> None:
        """Have it written down soon that an update failed and waits to be tried again."""
        self._database.add(_MARK_TRIED, self._trial(update_id, attempts, error))

    def failed(self, update_id: int, attempts: int, error: str) -> None:
        """Have an update set aside soon."""
        self._database.add(_MARK_FAILED, self._trial(update_id, attempts, error))

    async def waiting(self) -> list[StoredUpdate]:
        """Return what is not done, oldest first."""
        async with self._database.reading() as connection:
            mine = (UpdateRow.bot == self._bot) & (UpdateRow.state == WAITING)
            return await _stored(mine, connection)

    def _row(self, arrived: StoredUpdate) -> dict[str, object]:
        state = FAILED if arrived.error else WAITING
        return asdict(arrived) | {"bot": self._bot, "state": state}

    def _trial(self, update_id: int, attempts: int, error: str) -> dict[str, object]:
        trial = {"tries": attempts, "reason": error}
        return {"of_bot": self._bot, "number": update_id} | trial

    async def _write(self, group: _Group) -> None:
        self._group = _Group()
        if group.rows:
            async with self._database.transaction() as connection:
                written = await connection.execute(_ACCEPT, group.rows)
                group.waiting = {row.update_id for row in written if row.state == WAITING}
        group.is_written = True


async def failed_updates(database: Database) -> list[StoredUpdate]:
    """Return what was set aside, of every bot, oldest first."""
    async with database.reading() as connection:
        return await _stored(UpdateRow.state == FAILED, connection)


async def _stored(
    condition: ColumnElement[bool], connection: AsyncConnection
) -> list[StoredUpdate]:
    columns = [UpdateRow.__table__.c[name.name] for name in fields(StoredUpdate)]
    rows = await connection.execute(select(*columns).where(condition).order_by(UpdateRow.update_id))
    return [StoredUpdate(*row) for row in rows]

"""Updates between their arrival and the moment when they are done."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime

# Both dialects write an upsert the same way, and only this form of it compiles for both.
from sqlalchemy import ColumnElement, and_, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database, row_of
from bot.store.models import UpdateRow

WAITING, FAILED, DONE = "waiting", "failed", "done"
EMPTIED = {"state": DONE, "lane": None, "user": None, "payload": None, "error": None}
"""What stays of an update that is done: its number."""

# An update may be done before it is written down that it arrived: either may come first.
_ACCEPT = insert(UpdateRow).on_conflict_do_nothing()
_MARK_DONE = insert(UpdateRow).on_conflict_do_update(
    index_elements=["bot", "update_id"], set_=EMPTIED
)
_IS_THIS = (UpdateRow.bot == bindparam("of_bot")) & (UpdateRow.update_id == bindparam("number"))
_MARK_TRIED = (
    update(UpdateRow)
    .where(_IS_THIS, UpdateRow.state == WAITING)
    .values(attempts=bindparam("tries"), error=bindparam("reason"))
)
_MARK_FAILED = _MARK_TRIED.values(state=FAILED)
_MARK_BEGUN = (
    update(UpdateRow).where(_IS_THIS, UpdateRow.state == WAITING).values(begun=bindparam("times"))
)


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
    begun: int = 0


class Updates:
    """The updates of one bot.

    Args:
        database: Where they are kept.
        bot: The bot's id.
    """

    def __init__(self, database: Database, bot: int) -> None:
        self._database = database
        self._bot = bot

    async def accept(self, arrived: Iterable[StoredUpdate]) -> None:
        """Write updates down, unless they are known; one with an ``error`` is set aside at once.

        Raises:
            StoreError: If the database cannot be written to; they are written later then.
        """
        for one in arrived:
            state = FAILED if one.error else WAITING
            self._database.add(_ACCEPT, row_of(one) | {"bot": self._bot, "state": state})
        await self._database.commit()

    def done(self, update_id: int) -> None:
        """Have an update marked as done soon; nothing but its number stays."""
        row = {"bot": self._bot, "update_id": update_id, "attempts": 0}
        self._database.add(_MARK_DONE, row | EMPTIED | {"received_at": datetime.now(UTC)})

    def tried(self, update_id: int, attempts: int, error: str) -> None:
        """Have it written down soon that an update failed and waits to be tried again."""
        self._database.add(_MARK_TRIED, self._trial(update_id, attempts, error))

    def begun(self, update_id: int, times: int) -> None:
        """Have it written down soon how often an update was in hand when a process died."""
        row = {"of_bot": self._bot, "number": update_id, "times": times}
        self._database.add(_MARK_BEGUN, row)

    def failed(self, update_id: int, attempts: int, error: str) -> None:
        """Have an update set aside soon."""
        self._database.add(_MARK_FAILED, self._trial(update_id, attempts, error))

    async def known(self, count: int) -> list[int]:
        """Return the numbers of the updates that came last, the last at the end."""
        numbers = select(UpdateRow.update_id).where(UpdateRow.bot == self._bot)
        latest = numbers.order_by(UpdateRow.received_at.desc(), UpdateRow.update_id.desc())
        async with self._database.reading() as connection:
            return list((await connection.execute(latest.limit(count))).scalars())[::-1]

    async def in_lane(self, lane: int) -> list[StoredUpdate]:
        """Return what is to be done in a lane, oldest first; not what is to be tried again."""
        return await self._waiting(UpdateRow.lane == lane, UpdateRow.attempts == 0)

    async def find(self, update_id: int) -> StoredUpdate | None:
        """Return an update by its number; ``None`` if it is done."""
        found = await self._waiting(UpdateRow.update_id == update_id)
        return found[0] if found else None

    async def waiting(self) -> list[StoredUpdate]:
        """Return what is not done, oldest first."""
        return await self._waiting()

    async def _waiting(self, *conditions: ColumnElement[bool]) -> list[StoredUpdate]:
        mine = (UpdateRow.bot == self._bot) & (UpdateRow.state == WAITING)
        async with self._database.reading() as connection:
            return await _stored(and_(mine, *conditions), connection)

    def _trial(self, update_id: int, attempts: int, error: str) -> dict[str, object]:
        trial = {"tries": attempts, "reason": error}
        return {"of_bot": self._bot, "number": update_id} | trial


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

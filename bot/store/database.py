"""Reading the database, and writing to it: many things at a time, by one writer."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreError
from bot.store.connection import SqliteWriter, explained, is_refusal

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Rows = dict[Executable, list[Mapping[str, Any]]]

_WRITE_AFTER_SECONDS = 0.02
_RETRY_SECONDS = 2.0


class Database:
    """One database, written to by one task at a time.

    What is added with ``add`` is written in groups: a moment later, or with whatever is committed
    before. What cannot be written now is kept and tried again. What the database would refuse at
    any time is left out, so that the rest is not held up by it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # Each statement for itself: a transaction around it takes two more ways for nothing.
        is_shared = engine.dialect.name == "postgresql"
        options = {"isolation_level": "AUTOCOMMIT"} if is_shared else {}
        self._reading = engine.execution_options(**options)
        self._sqlite = SqliteWriter(engine.url) if engine.dialect.name == "sqlite" else None
        self._rows: Rows = {}
        self._added = 0
        self._written = 0
        self._writing = asyncio.Lock()
        self._gathering = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def shared_address(self) -> str | None:
        """Where other processes reach it, too, as libpq takes it; ``None`` for a file."""
        url = self._engine.url
        if url.get_backend_name() != "postgresql":
            return None
        return url.set(drivername="postgresql").render_as_string(hide_password=False)

    @property
    def dialect(self) -> str:
        """Which database it is: ``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a connection to read what is committed."""
        return self._reading.connect()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Write what the block writes, or nothing of it; before that, everything that was added.

        Raises:
            StoreError: If the database cannot be written to.
        """
        async with self._turn_to_write(), self._engine.begin() as connection:
            yield connection

    async def change(self, work: Callable[[Connection], Result]) -> Result:
        """Do some work in a transaction of its own, after writing everything that was added.

        On SQLite it takes a fraction of the time of ``transaction``; see ``SqliteWriter``.

        Args:
            work: May be done twice, so that it must change nothing but the database.

        Raises:
            StoreError: If the database cannot be written to.
        """
        async with self._turn_to_write():
            return await self._run(work)

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """Write everything that was added, and keep others from writing while this is open."""
        async with self._writing:
            await self._write()
            try:
                yield
            except (SQLAlchemyError, OSError) as error:
                raise explained(error, self._engine.url) from error

    def add(self, statement: Executable, row: Mapping[str, Any]) -> None:
        """Have a row written soon.

        Args:
            statement: What to do with the row; the same object each time, as its rows are written
                together. It may have to be run twice, so that it must come to the same then.
            row: The values of the statement's parameters.
        """
        self._rows.setdefault(statement, []).append(row)
        self._added += 1
        self._start_timer(_WRITE_AFTER_SECONDS)

    async def commit(self) -> None:
        """Return once everything that was added is written.

        Raises:
            StoreError: If the database cannot be written to.
        """
        wanted = self._added
        async with self._writing:
            if self._written < wanted:
                await self._write()

    async def settle(self) -> None:
        """Do the same a turn of the event loop later, together with all who want it meanwhile.

        What ends at the same moment is so written together, and nothing waits for a clock.

        Raises:
            StoreError: If the database cannot be written to.
        """
        wanted = self._added
        async with self._gathering:
            if self._written < wanted:
                await asyncio.sleep(0)
                await self.commit()

    async def close(self) -> None:
        """Write what waits, and close the connections."""
        if self._timer:
            self._timer.cancel()
        if self._task:
            await self._task
        try:
            await self.commit()
        except StoreError as error:
            logger.error("%d records could not be written: %s", self._added - self._written, error)
        if self._sqlite:
            self._sqlite.close()
        await self._engine.dispose()

    async def _write(self) -> None:
        rows, added = self._rows, self._added
        self._rows = {}
        try:
            if rows:
                await self._write_rows(rows)
        except BaseException as error:
            self._put_back(rows)
            if isinstance(error, SQLAlchemyError | OSError):
                raise explained(error, self._engine.url) from error
            raise
        self._written = added
        if self._timer and not self._rows:
            self._timer.cancel()
            self._timer = None

    async def _write_rows(self, rows: Rows) -> None:
        try:
            await self._run(partial(write_rows, rows))
        except Exception as error:
            if not is_refusal(error):
                raise
            await self._run(partial(write_singly, rows))

    async def _run(self, work: Callable[[Connection], Result]) -> Result:
        if self._sqlite:
            return await self._sqlite.run(work)
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    def _put_back(self, rows: Rows) -> None:
        """Keep what could not be written, before what came meanwhile."""
        newer, self._rows = self._rows, rows
        for statement, more in newer.items():
            self._rows.setdefault(statement, []).extend(more)

    def _start_timer(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._start)

    def _start(self) -> None:
        self._timer = None
        if self._written < self._added:
            self._task = asyncio.create_task(self._try_to_commit())

    async def _try_to_commit(self) -> None:
        try:
            await self.commit()
        except StoreError as error:
            logger.error("%s", error)
            self._start_timer(_RETRY_SECONDS)


def write_rows(rows: Rows, connection: Connection) -> None:
    """Run each statement with its rows."""
    for statement, group in rows.items():
        connection.execute(statement, group)


def write_singly(rows: Rows, connection: Connection) -> None:
    """Run each statement with one row after another, and leave out what is refused."""
    for statement, group in rows.items():
        for row in group:
            try:
                with connection.begin_nested():
                    connection.execute(statement, row)
            except Exception as error:
                if not is_refusal(error):
                    raise
                _log_refusal(statement, error)


def _log_refusal(statement: Executable, error: Exception) -> None:
    # The error's own words may be those of a person.
    cause = error.orig if isinstance(error, DBAPIError) else error
    table = getattr(statement, "table", "?")
    logger.error("a row of %s is refused and left out: %s", table, type(cause).__name__)


def row_of(record: Any) -> dict[str, Any]:
    """Return the fields of a dataclass."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}

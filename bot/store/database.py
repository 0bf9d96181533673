"""Reading the database, and writing to it: many things at a time, by one writer."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreError
from bot.store.connection import explained

logger = logging.getLogger(__name__)

_GATHER_SECONDS = 0.005
_RETRY_SECONDS = 2.0


class Database:
    """One database, written to by one task at a time.

    What is added with ``add`` is written in groups: a few milliseconds later, or together with
    whatever is committed before. What cannot be written is kept and tried again.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writer: AsyncConnection | None = None
        self._rows: dict[Executable, list[Mapping[str, Any]]] = {}
        self._added = 0
        self._written = 0
        self._writing = asyncio.Lock()
        self._gathering = asyncio.Lock()
        self._committed_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def dialect(self) -> str:
        """Which database it is: ``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a connection to read what is committed."""
        return self._engine.connect()

    def add(self, statement: Executable, row: Mapping[str, Any]) -> None:
        """Have a row written soon.

        Args:
            statement: What to do with the row; the same object each time, as its rows are written
                together. Statements are run in the order in which they were first added.
            row: The values of the statement's parameters.
        """
        self._rows.setdefault(statement, []).append(row)
        self._added += 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_GATHER_SECONDS, self._start)

    async def commit(self) -> None:
        """Return once everything that was added is written.

        Who waits at the same time waits a few milliseconds for the others.

        Raises:
            StoreError: If the database cannot be written to.
        """
        wanted = self._added
        async with self._gathering:
            pause = self._committed_at + _GATHER_SECONDS - asyncio.get_running_loop().time()
            if self._written < wanted and pause > 0:
                await asyncio.sleep(pause)
            if self._written < wanted:
                async with self.transaction():
                    pass

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Write everything that was added, and what the block writes, or nothing of it.

        Raises:
            StoreError: If the database cannot be written to.
        """
        async with self._writing:
            rows, added = self._rows, self._added
            self._rows = {}
            try:
                writer = await self._open_writer()
                if rows:
                    await writer.run_sync(_write, rows)
                yield writer
                await writer.commit()
            except BaseException as error:
                self._put_back(rows)
                await self._close_writer()
                if isinstance(error, SQLAlchemyError | OSError):
                    raise explained(error, self._engine.url) from error
                raise
            self._written = added
            self._committed_at = asyncio.get_running_loop().time()

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
        await self._close_writer()
        await self._engine.dispose()

    def _start(self) -> None:
        self._timer = None
        if self._written < self._added:
            self._task = asyncio.create_task(self._try_to_commit())

    async def _try_to_commit(self) -> None:
        try:
            await self.commit()
        except StoreError as error:
            logger.error("%s", error)
            if self._timer is None:
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(_RETRY_SECONDS, self._start)

    async def _open_writer(self) -> AsyncConnection:
        if self._writer is None:
            self._writer = await self._engine.connect()
        return self._writer

    async def _close_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.close()

    def _put_back(self, rows: dict[Executable, list[Mapping[str, Any]]]) -> None:
        """Keep what could not be written, before what came meanwhile."""
        newer, self._rows = self._rows, rows
        for statement, more in newer.items():
            self._rows.setdefault(statement, []).extend(more)


def _write(connection: Connection, rows: dict[Executable, list[Mapping[str, Any]]]) -> None:
    for statement, group in rows.items():
        connection.execute(statement, group)

"""Hearing that another process has changed something: one interface, two databases."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.changes import CHANNEL
from bot.store.database import Database
from bot.waiting import happens_within

_POLL_SECONDS = 0.5
_LISTEN_SECONDS = 30.0
"""A notification may be lost with its connection: then it takes this long."""


class Bell(ABC):
    """Rings when something may have changed; whoever hears it looks at the version."""

    @abstractmethod
    async def wait(self) -> None:
        """Wait until something may have changed."""


class ClockBell(Bell):
    """For SQLite, which tells nobody: rings twice a second, for reading one number is cheap."""

    async def wait(self) -> None:
        """Wait a moment."""
        await asyncio.sleep(_POLL_SECONDS)


class ListeningBell(Bell):
    """For PostgreSQL: rings on a notification, and listens anew where a connection is lost."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rung = asyncio.Event()
        self._held: AsyncConnection | None = None
        self._is_lost = False

    async def wait(self) -> None:
        """Wait for a notification."""
        if self._held is None or self._is_lost:
            await self.close()
            await self._listen()
            return  # something may have happened while nobody listened
        await happens_within(self._rung, _LISTEN_SECONDS)
        self._rung.clear()

    async def close(self) -> None:
        """Stop listening."""
        if self._held is not None:
            with suppress(Exception):  # of the database or its driver: it may be gone
                await self._held.invalidate()  # nobody else shall get a connection that listens
                await self._held.close()
            self._held = None

    async def _listen(self) -> None:
        try:
            self._held, self._is_lost = await self._database.reading().__aenter__(), True
            driver: Any = (await self._held.get_raw_connection()).driver_connection
            driver.add_termination_listener(self._lose)
            await driver.add_listener(CHANNEL, lambda *_: self._rung.set())
            self._is_lost = driver.is_closed()
        except Exception:  # of the database or its driver: tried again
            await asyncio.sleep(_POLL_SECONDS)

    def _lose(self, _: object) -> None:
        self._is_lost = True
        self._rung.set()


@asynccontextmanager
async def listening(database: Database) -> AsyncIterator[Bell]:
    """Hear of changes in a database while this is open."""
    if database.dialect != "postgresql":
        yield ClockBell()
        return
    bell = ListeningBell(database)
    try:
        yield bell
    finally:
        await bell.close()

"""Opening the database: SQLite made fit for a bot, and every fault explained in one line."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from bot.errors import StoreError
from bot.store.migrating import check_version, migrate
from bot.store.models import Chat

Result = TypeVar("Result")

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
_REFUSALS = {"22", "23"}
"""The classes of SQLSTATE for values that do not fit, and for those that break a constraint."""

_CONNECTIONS = 10
"""To PostgreSQL, all kept: or else many people asking would make one for nearly each question."""

_PATIENCE_SECONDS = 5.0
_LOOK_AGAIN_SECONDS = 0.02
_ADVICE = {
    "read-only transaction": "name a server in DATABASE_URL that takes changes, not a copy",
    "locked": "another program holds it; stop that one, or name another file in DATABASE_URL",
    "readonly": "make the file and its folder writable for this user",
    "read-only": "make the file and its folder writable for this user",
    "malformed": "it is damaged; move it away, and a new one is made, or restore a copy",
    "not a database": "it is damaged; move it away, and a new one is made, or restore a copy",
    "unable to open": "make its folder and let this user write there, or change DATABASE_URL",
    "full": "make room on the disk",
}


async def connect(url: str) -> AsyncEngine:
    """Open the database, bring its tables up to date, and make sure that it can be written to.

    Args:
        url: Such as ``sqlite+aiosqlite:///bot.sqlite3`` or ``postgresql://user@host/name``.

    Raises:
        StoreError: If it cannot be used; one line that says what to do.
    """
    address = _address(url)
    try:
        engine = create_async_engine(address, **_pool_options(address))
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"DATABASE_URL: {error}; install the driver, or use sqlite+aiosqlite:///FILE"
        ) from None
    if address.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _waiting(_PATIENCE_SECONDS))
    try:
        if address.get_backend_name() == "sqlite":
            _open_once(engine)
        await _prepare_tables(engine)
    except (SQLAlchemyError, sqlite3.Error, OSError, StoreError) as error:
        await engine.dispose()
        raise explained(error, address) from None
    return engine


class SqliteWriter:
    """Writes to an SQLite file there and then, a whole transaction at a time.

    What a question leaves is written in a third of a millisecond, which is less than it takes to
    hand it to a thread and to come back. Where another program holds the file, it is waited for
    without holding up anything else.
    """

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(url.set(drivername="sqlite"), poolclass=StaticPool)
        event.listen(self._engine, "connect", _waiting(0.0))
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do some work in a transaction; again, if another program holds the file.

        Raises:
            SQLAlchemyError: If that cannot be done; what was written is taken back.
        """

        async def attempt() -> Result:
            # Always the same: getting one and giving it back takes as long as a statement.
            connection = self._connection = self._connection or self._engine.connect()
            with connection.begin():
                return work(connection)

        return await _patiently(attempt)

    def close(self) -> None:
        """Close the file."""
        if self._connection:
            self._connection.close()
        self._engine.dispose()


async def _patiently(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """Try something that SQLite does not wait for; again, if another program holds the file."""
    patience = _PATIENCE_SECONDS
    while True:
        try:
            return await attempt()
        except OperationalError as error:
            if "locked" not in str(error.orig) or patience <= 0:
                raise
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        patience -= _LOOK_AGAIN_SECONDS


def explained(error: Exception, address: URL) -> StoreError:
    """Say in one line what is wrong with the database, and what to do."""
    name = address.database if address.get_backend_name() == "sqlite" else address.host
    if isinstance(error, StoreError):
        return StoreError(f"the database {name}: {error}")
    cause = error.orig if isinstance(error, DBAPIError) else error
    reason = " ".join(str(cause).split())
    advice = next(
        (text for fragment, text in _ADVICE.items() if fragment in reason.lower()),
        "check DATABASE_URL and that the database runs",
    )
    return StoreError(f"the database {name}: {reason}; {advice}")


def is_refusal(error: Exception) -> bool:
    """Whether a database refuses a value, today and tomorrow, such as a number out of range."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        return isinstance(error, IntegrityError | DataError) or state[:2] in _REFUSALS
    return isinstance(error, StatementError | OverflowError | ValueError)


def _pool_options(address: URL) -> dict[str, Any]:
    if address.get_backend_name() == "sqlite":
        return {}
    return {"pool_size": _CONNECTIONS, "max_overflow": 0}


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError(
            "DATABASE_URL is no address; write sqlite+aiosqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/NAME"
        ) from None
    return address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))


def _open_once(engine: AsyncEngine) -> None:
    """Open an SQLite file in this thread first.

    Where aiosqlite cannot, its thread may still tell an event loop so that is closed by then.
    """
    arguments, options = engine.dialect.create_connect_args(engine.url)
    sqlite3.connect(arguments[0], uri=bool(options.get("uri"))).close()


def _waiting(seconds: float) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    """Return what makes a connection to SQLite wait so long for other programs."""

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute(f"PRAGMA busy_timeout = {1000 * seconds:.0f}")
        cursor.close()

    return prepare


async def _prepare_tables(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            found = (await connection.execute(text("PRAGMA quick_check(1)"))).scalar()
            if found != "ok":
                raise OSError(f"malformed: {found}")
        await connection.run_sync(check_version)
        if engine.dialect.name == "sqlite":
            wal = text("PRAGMA journal_mode = WAL")  # for all that open it
            await _patiently(lambda: connection.execute(wal))
        await connection.run_sync(migrate)
        # Changes nothing, yet fails at once where nothing could be changed.
        await connection.execute(update(Chat).where(Chat.id.is_(None)).values(language=""))

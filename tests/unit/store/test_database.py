"""Writing many things at a time, also on a bad day."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Connection, bindparam, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreError
from bot.store import connection
from bot.store.connection import connect
from bot.store.database import Database
from bot.store.models import Chat

ADD = insert(Chat).values(id=bindparam("chat"), language="en")
NAME = insert(Chat).values(id=bindparam("chat"), language=bindparam("name"))
BREAK = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
REMOVE = delete(Chat).where(Chat.id == bindparam("chat"))


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(await connect(database_url))
    yield opened
    await opened.close()


async def count(database: Database) -> int:
    async with database.reading() as reading:
        return (await reading.execute(select(func.count()).select_from(Chat))).scalar_one()


async def try_to_count(database: Database) -> int:
    try:
        return await count(database)
    except DBAPIError:
        return 0


async def test_what_is_added_is_written_soon(database: Database) -> None:
    database.add(ADD, {"chat": 1})
    async with asyncio.timeout(5):
        while await count(database) == 0:
            await asyncio.sleep(0.005)


async def test_reading_takes_no_transaction_and_writing_does(postgresql_url: str) -> None:
    database = Database(await connect(postgresql_url))
    found = []
    for opening in (database.reading, database.transaction, database.reading):
        async with opening() as opened:
            await opened.execute(text("SELECT 1"))
            driver: Any = (await opened.get_raw_connection()).driver_connection
            found.append(driver.is_in_transaction())
    await database.close()
    assert found == [False, True, False]


async def test_what_is_committed_is_written_and_so_is_all_before_it(database: Database) -> None:
    for number in range(100):
        database.add(ADD, {"chat": number})
    database.add(REMOVE, {"chat": 5})
    await database.commit()
    assert await count(database) == 99
    await database.commit()


async def test_who_settles_at_the_same_time_waits_once(database: Database) -> None:
    async def one(number: int) -> None:
        database.add(ADD, {"chat": number})
        await database.settle()

    async with asyncio.timeout(5):
        await asyncio.gather(*(one(number) for number in range(2000)))
    assert await count(database) == 2000


async def test_a_change_comes_after_what_was_added_and_returns_what_it_found(
    database: Database,
) -> None:
    database.add(ADD, {"chat": 1})
    found = await database.change(lambda writing: writing.execute(select(Chat.id)).scalars().all())
    assert found == [1]


async def test_of_a_change_that_fails_nothing_is_written(database: Database) -> None:
    def write_twice(writing: Connection) -> None:
        writing.execute(ADD, {"chat": 2})
        writing.execute(ADD, {"chat": 1})

    database.add(ADD, {"chat": 1})
    with pytest.raises(StoreError):
        await database.change(write_twice)
    assert await count(database) == 1


async def test_a_transaction_comes_after_what_was_added(database: Database) -> None:
    database.add(ADD, {"chat": 1})
    async with database.transaction() as writing:
        await writing.execute(REMOVE, {"chat": 1})
    assert await count(database) == 0


async def test_of_a_transaction_that_fails_nothing_is_written(database: Database) -> None:
    async def write_twice() -> None:
        async with database.transaction() as writing:
            await writing.execute(ADD, {"chat": 2})
            await writing.execute(ADD, {"chat": 1})

    database.add(ADD, {"chat": 1})
    with pytest.raises(StoreError):
        await write_twice()
    assert await count(database) == 1


async def test_what_is_refused_is_left_out_and_holds_up_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (1, 2**63, 2, 2, -(2**63) - 1, 3):
        database.add(ADD, {"chat": number})
    database.add(NAME, {"chat": 4, "name": "secret\ud800"})
    database.add(REMOVE, {"chat": 1})
    await database.commit()
    database.add(ADD, {"chat": 5})
    await database.commit()
    async with database.reading() as reading:
        assert sorted(await reading.scalars(select(Chat.id))) == [2, 3, 5]
    assert caplog.text.count("a row of chats is refused and left out") == 4
    assert "secret" not in caplog.text


async def test_a_connection_that_breaks_is_made_anew(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database._RETRY_SECONDS", 0.01)
    if database_url.startswith("sqlite"):
        pytest.skip("there is no connection that could break")
    database.add(ADD, {"chat": 1})
    await database.commit()
    with suppress(DBAPIError):  # where the other end hears of it before it is given back
        async with database.reading() as one, database.reading() as other:
            await other.execute(select(1))
            await one.execute(BREAK)
    database.add(ADD, {"chat": 2})
    async with asyncio.timeout(5):
        while await try_to_count(database) < 2:
            await asyncio.sleep(0.01)


async def test_what_waits_is_written_at_the_end(database_url: str) -> None:
    database = Database(await connect(database_url))
    database.add(ADD, {"chat": 1})
    await database.close()
    again = Database(await connect(database_url))
    assert await count(again) == 1
    await again.close()


@pytest.fixture
def busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program that works with the same SQLite file, for which nobody waits long."""
    monkeypatch.setattr(connection, "_PATIENCE_SECONDS", 0.05)
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
        yield other


async def test_what_cannot_be_written_is_kept_for_later(
    busy: sqlite3.Connection, tmp_path: Path
) -> None:
    database = Database(await connect(f"sqlite:///{tmp_path / 'bot.sqlite3'}"))
    busy.execute("BEGIN IMMEDIATE")
    database.add(ADD, {"chat": 1})
    with pytest.raises(StoreError, match="locked"):
        await database.commit()
    database.add(ADD, {"chat": 2})
    with pytest.raises(StoreError, match="locked"):
        async with database.transaction():
            pytest.fail("it must not be begun")
    busy.execute("ROLLBACK")
    await database.commit()
    assert await count(database) == 2
    await database.close()


async def test_what_cannot_be_written_is_tried_again_by_itself(
    busy: sqlite3.Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.store.database._RETRY_SECONDS", 0.01)
    database = Database(await connect(f"sqlite:///{tmp_path / 'bot.sqlite3'}"))
    busy.execute("BEGIN IMMEDIATE")
    database.add(ADD, {"chat": 1})
    async with asyncio.timeout(5):
        while "locked" not in caplog.text:
            await asyncio.sleep(0.005)
        busy.execute("ROLLBACK")
        while await count(database) == 0:
            await asyncio.sleep(0.005)
    await database.close()


async def test_what_can_never_be_written_is_counted_in_the_log(
    busy: sqlite3.Connection, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(await connect(f"sqlite:///{tmp_path / 'bot.sqlite3'}"))
    busy.execute("BEGIN IMMEDIATE")
    database.add(ADD, {"chat": 1})
    await database.close()
    assert "1 records could not be written" in caplog.text


async def test_another_program_is_waited_for_and_holds_up_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    database = Database(await connect(f"sqlite:///{path}"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        database.add(ADD, {"chat": 1})
        committing = asyncio.create_task(database.commit())
        for _ in range(5):
            await asyncio.sleep(0.01)
        assert not committing.done()
        other.execute("ROLLBACK")
        await committing
    assert await count(database) == 1
    await database.close()

"""Opening the database, and what is said where it cannot be."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from bot.errors import StoreError
from bot.store import connection
from bot.store.connection import connect


async def test_sqlite_is_made_fit_for_a_bot(tmp_path: Path) -> None:
    engine = await connect(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    async with engine.connect() as opened:
        mode = (await opened.execute(text("PRAGMA journal_mode"))).scalar()
        wait = (await opened.execute(text("PRAGMA busy_timeout"))).scalar()
    await engine.dispose()
    assert (mode, wait) == ("wal", 5000)


async def test_connections_to_postgresql_are_kept(postgresql_url: str) -> None:
    engine = await connect(postgresql_url)
    made: list[object] = []
    event.listen(engine.sync_engine, "connect", lambda connection, _: made.append(connection))

    async def read() -> None:
        async with engine.connect() as opened:
            await opened.execute(text("SELECT pg_sleep(0.01)"))

    for _ in range(4):
        await asyncio.gather(*(read() for _ in range(40)))
    await engine.dispose()
    assert len(made) <= connection._CONNECTIONS


async def complaint(url: str, path: Path | None = None) -> str:
    """Return what is said of a database, whose file is left as it is."""
    before = path and path.read_bytes()
    with pytest.raises(StoreError) as caught:
        await connect(url)
    message = str(caught.value)
    assert "\n" not in message
    assert (path and path.read_bytes()) == before
    return message


async def test_a_damaged_file_is_to_be_moved_away(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(b"not a database, but long enough to be one" * 100)
    message = await complaint(f"sqlite:///{path}", path)
    assert str(path) in message
    assert "move it away" in message


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
async def test_a_torn_page_is_found_at_once(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    engine = await connect(f"sqlite:///{path}")
    await engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
    content = bytearray(path.read_bytes())
    content[4096 : 4096 + 1000] = b"\xff" * 1000
    path.write_bytes(content)
    assert "move it away" in await complaint(f"sqlite:///{path}", path)


async def test_a_missing_folder_is_to_be_made(tmp_path: Path) -> None:
    assert "make its folder" in await complaint(f"sqlite:///{tmp_path}/no/bot.sqlite3")


async def test_a_file_that_cannot_be_written_is_found_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    await (await connect(f"sqlite:///{path}")).dispose()
    message = await complaint(f"sqlite+aiosqlite:///file:{path}?mode=ro&uri=true", path)
    assert "writable" in message


async def test_a_server_that_takes_no_changes_is_found_at_once(postgresql_url: str) -> None:
    engine = await connect(postgresql_url)
    name = engine.url.database
    async with engine.begin() as connection:
        read_only = f"ALTER DATABASE {name} SET default_transaction_read_only = on"
        await connection.execute(text(read_only))
    await engine.dispose()
    assert "takes changes" in await complaint(postgresql_url)


async def test_a_locked_file_names_the_other_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_PATIENCE_SECONDS", 0.05)
    path = tmp_path / "bot.sqlite3"
    await (await connect(f"sqlite:///{path}")).dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "stop that one" in await complaint(f"sqlite:///{path}", path)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("nowhere", "is no address", id="no address"),
        pytest.param("oracle9://host/name", "install the driver", id="unknown kind"),
        pytest.param("mysql+nodriver://host/name", "install the driver", id="unknown driver"),
    ],
)
async def test_a_wrong_address_is_named(url: str, words: str) -> None:
    message = await complaint(url)
    assert message.startswith("DATABASE_URL")
    assert words in message


async def test_a_password_is_not_shown() -> None:
    assert "secret" not in await complaint("postgresql://user:secret@127.0.0.1:1/name")

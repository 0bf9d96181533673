"""Tables of earlier and of later versions of the bot."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, insert, inspect, select, text

from bot.errors import StoreError
from bot.store.connection import connect
from bot.store.models import Base, Chat

FIRST_TABLES = """
CREATE TABLE chats (id BIGINT NOT NULL, language VARCHAR(16) NOT NULL, PRIMARY KEY (id));
CREATE TABLE votes ("user" BIGINT NOT NULL, entry VARCHAR(64) NOT NULL, is_good BOOLEAN NOT NULL,
    PRIMARY KEY ("user", entry));
CREATE TABLE questions ({id}, text TEXT NOT NULL, kind VARCHAR(16) NOT NULL,
    entry_id VARCHAR(64), chat BIGINT NOT NULL, message BIGINT NOT NULL, "user" BIGINT,
    asked_at {moment} NOT NULL, PRIMARY KEY (id), UNIQUE (chat, message));
CREATE INDEX ix_questions_user ON questions ("user");
CREATE INDEX ix_questions_kind ON questions (kind);
INSERT INTO chats VALUES (5, 'en')
"""
TYPES = {
    "sqlite": {"id": "id INTEGER NOT NULL", "moment": "DATETIME"},
    "postgresql": {"id": "id BIGSERIAL NOT NULL", "moment": "TIMESTAMP WITH TIME ZONE"},
}


def differences(connection: Connection) -> list[object]:
    """Return how the tables differ from what the code works with."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def empty(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)


async def test_a_new_database_has_the_tables_that_the_code_works_with(database_url: str) -> None:
    engine = await connect(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_the_database_of_the_version_before_migrations_is_kept(database_url: str) -> None:
    engine = await connect(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(empty)
        for statement in FIRST_TABLES.format(**TYPES[engine.dialect.name]).split(";"):
            await connection.execute(text(statement))
    await engine.dispose()
    for _ in range(2):
        engine = await connect(database_url)
        async with engine.begin() as connection:
            assert await connection.run_sync(differences) == []
            assert (await connection.execute(select(Chat.language))).scalar() == "en"
        await engine.dispose()


async def test_the_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    engine = await connect(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'f00f'"))
        await connection.execute(insert(Chat).values(id=5, language="en"))
        await connection.execute(text("DROP TABLE votes"))
    await engine.dispose()
    with pytest.raises(StoreError) as caught:
        await connect(database_url)
    message = str(caught.value)
    assert "newer version of the bot" in message
    assert "f00f" in message
    assert "\n" not in message


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
async def test_the_file_of_a_newer_version_is_untouched(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    await (await connect(f"sqlite:///{path}")).dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'f00f'")
        connection.commit()
        connection.execute(f"PRAGMA journal_mode = {mode}")
    before = path.read_bytes()
    with pytest.raises(StoreError):
        await connect(f"sqlite:///{path}")
    assert path.read_bytes() == before


async def test_a_migration_that_fails_changes_nothing(database_url: str) -> None:
    engine = await connect(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(empty)
        await connection.execute(text("CREATE TABLE replies (odd INTEGER)"))
    with pytest.raises(StoreError, match="replies"):
        await connect(database_url)
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda opened: inspect(opened).get_table_names())
    assert tables == ["replies"]
    await engine.dispose()


async def test_of_several_processes_that_start_at_once_one_migrates(database_url: str) -> None:
    engines = await asyncio.gather(*(connect(database_url) for _ in range(4)))
    async with engines[0].connect() as connection:
        assert await connection.run_sync(differences) == []
    for engine in engines:
        await engine.dispose()

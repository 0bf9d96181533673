"""Bringing the tables to the form that this version of the bot works with."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError

_FOLDER = Path(__file__).parent / "migrations"
_BEFORE_MIGRATIONS = "0000"
_OLDEST_TABLE = "questions"
_LOCK = 20_230_823
"""Of several processes that start at once on PostgreSQL, one migrates; the number is arbitrary."""


def migrate(connection: Connection) -> None:
    """Make the tables, or change those of an earlier version; nothing happens if all is well."""
    config = _config(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if _version(connection) is None and inspect(connection).has_table(_OLDEST_TABLE):
        command.stamp(config, _BEFORE_MIGRATIONS)
    command.upgrade(config, "head")


def check_version(connection: Connection) -> None:
    """Check that the tables are not those of a newer version.

    Raises:
        StoreError: If they are; they are left as they are.
    """
    version = _version(connection)
    try:
        ScriptDirectory.from_config(_config(connection)).get_revisions(version or ())
    except CommandError:
        raise StoreError(
            f"it was made by a newer version of the bot (tables of version {version}); "
            "install that version, or name another database in DATABASE_URL"
        ) from None


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()

"""Updates that were set aside, on the terminal."""

import asyncio
import json
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.store import StoredUpdate, open_store
from bot.store.updates import failed_updates

_SHOWN_CHARACTERS = 60


def print_failed(database_url: str, *, as_json: bool) -> None:
    """Print what the bot could not do, oldest first: a table, or one JSON object a line.

    Raises:
        StoreError: If the database cannot be used.
    """
    failed = asyncio.run(_read(database_url))
    if as_json:
        for update in failed:
            print(json.dumps(_record(update), ensure_ascii=False))  # noqa: T201
    else:
        _print_table(failed)


def words(update: dict[str, Any]) -> str:
    """Return what a person wrote, or the data of the button they pressed; nothing if neither.

    Example:
        >>> words({"update_id": 1, "edited_message": {"text": "谁？"}})
        '谁？'
    """
    for content in update.values():
        if isinstance(content, dict):
            for key in ("text", "caption", "query", "data"):
                if isinstance(content.get(key), str):
                    return str(content[key])
    return ""


async def _read(database_url: str) -> list[StoredUpdate]:
    async with open_store(database_url) as store:
        return await failed_updates(store.database)


def _record(failed: StoredUpdate) -> dict[str, Any]:
    return {
        "update_id": failed.update_id,
        "chat": failed.lane,
        "received_at": failed.received_at.isoformat(),
        "attempts": failed.attempts,
        "error": failed.error,
        "update": json.loads(failed.payload),
    }


def _print_table(failed: list[StoredUpdate]) -> None:
    console = Console()
    if not failed:
        console.print("Nothing was set aside.")
        return
    table = Table("update", "chat", "received", "attempts", "error", "words")
    for update in failed:
        text = words(json.loads(update.payload))[:_SHOWN_CHARACTERS]
        table.add_row(
            str(update.update_id),
            str(update.lane),
            f"{update.received_at:%Y-%m-%d %H:%M}",
            str(update.attempts),
            escape(update.error or ""),
            escape(text),
        )
    console.print(table)

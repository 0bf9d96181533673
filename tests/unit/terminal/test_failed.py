"""What the bot could not do, as a table and as JSON."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from bot.store import StoredUpdate, open_store
from bot.terminal.failed import print_failed

PAYLOAD = json.dumps({"update_id": 7, "message": {"text": "谁[/]主持？"}})
FAILED = StoredUpdate(7, -5, 1, PAYLOAD, datetime(2026, 1, 1, 12, tzinfo=UTC), 4, "ValueError: [b]")


@pytest.fixture
def filled(database_url: str) -> str:
    async def fill() -> None:
        async with open_store(database_url) as store:
            await store.updates(1).accept([FAILED])

    asyncio.run(fill())
    return database_url


def test_the_table_shows_what_failed_and_why(
    filled: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    print_failed(filled, as_json=False)
    table = capsys.readouterr().out
    for shown in ("7", "-5", "2026-01-01 12:00", "4", "ValueError: [b]", "谁[/]主持？"):
        assert shown in table


def test_json_has_the_whole_update(filled: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_failed(filled, as_json=True)
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "update_id": 7,
        "chat": -5,
        "received_at": "2026-01-01T12:00:00+00:00",
        "attempts": 4,
        "error": "ValueError: [b]",
        "update": json.loads(PAYLOAD),
    }


def test_where_nothing_failed_it_says_so(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_failed(database_url, as_json=False)
    assert "Nothing was set aside" in capsys.readouterr().out

"""Processing updates: once, again if that fails, and given up in the end."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.chat import work
from bot.chat.intake import Intake
from bot.chat.memory import Memory
from bot.chat.metrics import Metrics
from bot.chat.work import Work
from bot.store import Store, StoredUpdate, open_store
from bot.store.updates import failed_updates

BOT = Bot("123456:token")
BOT_ID = 123456


def message(
    number: int, text: str = "谁？", *, chat: int = 5, minutes_ago: int = 0
) -> dict[str, Any]:
    sent = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    length = len(text.partition(" ")[0])
    command = [{"type": "bot_command", "offset": 0, "length": length}] * text.startswith("/")
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(sent.timestamp()),
            "chat": {"id": chat, "type": "private"},
            "from": {"id": chat, "is_bot": False, "first_name": "Mei"},
            "text": text,
            "entities": command,
        },
    }


def press(number: int) -> dict[str, Any]:
    mei = {"id": 5, "is_bot": False, "first_name": "Mei"}
    return {"update_id": number, "callback_query": {"id": "1", "from": mei, "chat_instance": "1"}}


@dataclass
class Desk:
    """Work over a store, with a handler that does as it is told."""

    store: Store
    faults: dict[int, list[Exception]] = field(default_factory=dict)
    done: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.memory = Memory(self.store.conversations)
        services = SimpleNamespace(memory=self.memory, store=self.store, metrics=Metrics())
        app: Any = SimpleNamespace(process_update=self.process, bot_data={"services": services})
        self.updates = self.store.updates(BOT_ID)
        self.work = Work(app, self.updates)
        self.intake = Intake(BOT, self.updates, self.work)

    async def process(self, update: Update) -> None:
        if faults := self.faults.get(update.update_id):
            raise faults.pop(0)
        self.done.append(update.update_id)

    async def until(self, is_reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not is_reached():
                await asyncio.sleep(0.002)
        await self.store.database.commit()

    async def left(self) -> list[int]:
        await self.store.database.commit()
        return [update.update_id for update in await self.updates.waiting()]


@pytest_asyncio.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with open_store(f"sqlite:///{tmp_path / 'bot.sqlite3'}") as store:
        desk = Desk(store)

        async def tell(update: Update, _: object) -> None:
            desk.told.append(update.update_id)

        monkeypatch.setattr(work, "tell", tell)
        monkeypatch.setattr("bot.chat.work.Context.from_update", lambda *_: None)
        monkeypatch.setattr(work, "_WAITS_SECONDS", (0.01, 0.02))
        yield desk
        await desk.work.stop()


async def test_what_is_done_does_not_wait_any_more_and_is_not_done_again(desk: Desk) -> None:
    batch = [message(1), message(2), message(3, chat=6)]
    await desk.intake.accept(batch)
    await desk.intake.accept([*batch, message(4)])
    await desk.until(lambda: len(desk.done) == 4)
    assert sorted(desk.done) == [1, 2, 3, 4]
    assert await desk.left() == []


async def test_what_was_left_is_done_before_what_comes_and_what_was_done_is_not(
    desk: Desk,
) -> None:
    now = datetime.now(UTC)
    stored = [StoredUpdate(n, 5, 5, json.dumps(message(n)), now) for n in (1, 2, 3)]
    await desk.updates.accept(stored)
    desk.updates.done(2)
    await desk.store.database.commit()
    assert await desk.intake.resume() == 2
    await desk.intake.accept([message(1), message(2), message(3), message(4)])
    await desk.until(lambda: len(desk.done) == 3)
    assert desk.done == [1, 3, 4]


async def test_the_bots_fault_delays_nobody(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.faults[1] = [ValueError("bug")]
    await desk.intake.accept([message(1), message(2)])
    await desk.until(lambda: len(desk.done) == 2)
    assert desk.done == [2, 1]
    assert [record.exc_info is not None for record in caplog.records] == [True]


@pytest.mark.parametrize("error", [ValueError("bug"), BadRequest("Can't parse")])
async def test_what_fails_again_and_again_is_set_aside_and_the_person_told(
    desk: Desk, error: Exception
) -> None:
    desk.faults[1] = [error] * 10
    await desk.intake.accept([message(1), message(2)])
    await desk.until(lambda: desk.told == [1] and desk.done == [2])
    assert await desk.left() == []
    [failed] = await failed_updates(desk.store.database)
    assert (failed.update_id, failed.error) == (1, f"{type(error).__name__}: {error}")
    assert failed.attempts == 10 - len(desk.faults[1])


async def test_how_often_it_failed_outlives_a_restart(desk: Desk) -> None:
    stored = StoredUpdate(1, 5, 5, json.dumps(message(1)), datetime.now(UTC))
    await desk.updates.accept([stored])
    desk.updates.tried(1, 2, "bug")
    await desk.store.database.commit()
    desk.faults[1] = [ValueError("bug")] * 3
    await desk.intake.resume()
    await desk.until(lambda: bool(desk.told))
    assert len(desk.faults[1]) == 2


@pytest.mark.parametrize(
    "error", [Forbidden("bot was blocked by the user"), TimedOut(), NetworkError("cut")]
)
async def test_after_the_last_word_nothing_is_tried(desk: Desk, error: Exception) -> None:
    desk.faults[1] = [error]
    await desk.intake.accept([message(1), message(2)])
    await desk.until(lambda: desk.done == [2])
    assert await desk.left() == []
    assert await failed_updates(desk.store.database) == []


async def test_what_fails_because_the_bot_stops_is_left_for_the_next_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping = asyncio.Event()

    async def process(_: Update) -> None:
        await stopping.wait()
        raise RetryAfter(300)

    monkeypatch.setattr(desk.work._app, "process_update", process)
    await desk.intake.accept([message(1), message(2)])
    stop = asyncio.create_task(desk.work.stop())
    await asyncio.sleep(0)
    stopping.set()
    await stop
    assert await desk.left() == [1, 2]
    assert (await desk.updates.waiting())[0].attempts == 0


async def leave(desk: Desk, *numbers: int, begun: int = 0, chat: int = 5) -> None:
    """Let a process die that had updates in hand so often."""
    now = datetime.now(UTC)
    await desk.updates.accept(
        StoredUpdate(n, chat, chat, json.dumps(message(n, chat=chat)), now, begun=begun)
        for n in numbers
    )


async def begun(desk: Desk) -> dict[int, int]:
    await desk.store.database.commit()
    return {one.update_id: one.begun for one in await desk.updates.waiting()}


@pytest.fixture
def gate(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Where everything that is in hand waits."""
    gate = asyncio.Event()

    async def process(update: Update) -> None:
        await gate.wait()
        await desk.process(update)

    monkeypatch.setattr(desk.work._app, "process_update", process)
    return gate


async def until_begun(desk: Desk, expected: dict[int, int]) -> None:
    async with asyncio.timeout(5):
        while await begun(desk) != expected:
            await asyncio.sleep(0.002)


async def test_what_a_process_left_is_counted_before_it_is_begun(
    desk: Desk, gate: asyncio.Event
) -> None:
    await leave(desk, 1, 2)
    await leave(desk, 3, chat=6)
    await desk.intake.resume()
    await desk.intake.accept([message(4, chat=7)])
    await until_begun(desk, {1: 2, 2: 0, 3: 2, 4: 0})
    gate.set()
    await desk.until(lambda: len(desk.done) == 4)
    assert await desk.left() == []


async def test_what_was_in_hand_at_two_deaths_is_begun_alone_and_delays_nobody_else(
    desk: Desk, gate: asyncio.Event
) -> None:
    for number in (1, 2, 3):
        await leave(desk, number, begun=2, chat=number)
    await leave(desk, 4, chat=4)
    await desk.intake.resume()
    await until_begun(desk, {1: 3, 2: 2, 3: 2, 4: 2})
    gate.set()
    await desk.until(lambda: len(desk.done) == 4)


async def test_what_lives_for_a_while_is_not_what_kills(
    desk: Desk, gate: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_DEADLY_SECONDS", 0.05)
    for number in (1, 2):
        await leave(desk, number, begun=2, chat=number)
    await desk.intake.resume()
    await until_begun(desk, {1: 3, 2: 2})
    await until_begun(desk, {1: 2, 2: 3})
    await until_begun(desk, {1: 2, 2: 2})
    gate.set()
    await desk.until(lambda: len(desk.done) == 2)


async def test_what_is_in_hand_when_the_bot_stops_is_not_what_kills(
    desk: Desk, gate: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_DEADLY_SECONDS", 0.05)
    monkeypatch.setattr(work, "_STOP_SECONDS", 0.2)
    await leave(desk, 1, 2, begun=2)
    await leave(desk, 3, begun=2, chat=6)
    await desk.intake.resume()
    await until_begun(desk, {1: 3, 2: 2, 3: 2})
    await desk.work.stop()
    assert await begun(desk) == {1: 2, 2: 2, 3: 2}


async def test_what_killed_the_process_again_and_again_is_set_aside_and_order_is_kept(
    desk: Desk,
) -> None:
    await leave(desk, 1, begun=3)
    await leave(desk, 2, begun=4)
    await leave(desk, 3, 4, 5)
    await desk.intake.resume()
    await desk.until(lambda: len(desk.done) == 4 and desk.told == [2])
    assert desk.done == [1, 3, 4, 5]
    [failed] = await failed_updates(desk.store.database)
    assert (failed.update_id, failed.attempts) == (2, 4)


async def test_what_this_version_cannot_read_any_more_is_set_aside(desk: Desk) -> None:
    odd = StoredUpdate(1, 5, 5, '{"update_id": 1, "message": "odd"}', datetime.now(UTC))
    await desk.updates.accept([odd])
    await desk.intake.resume()
    assert await desk.left() == []
    assert [failed.update_id for failed in await failed_updates(desk.store.database)] == [1]


async def test_what_cannot_be_read_is_set_aside_and_delays_nobody(desk: Desk) -> None:
    await desk.intake.accept([{"update_id": 1, "message": "odd"}, "no update", message(2)])
    await desk.until(lambda: desk.done == [2])
    assert [failed.update_id for failed in await failed_updates(desk.store.database)] == [1]


async def test_what_a_person_wants_forgotten_is_not_done(desk: Desk) -> None:
    desk.memory.forget(5, update_id=2)
    await desk.intake.accept([message(1), message(2), message(3), message(1001, chat=6)])
    await desk.until(lambda: len(desk.done) == 3)
    assert sorted(desk.done) == [2, 3, 1001]
    assert await desk.left() == []


@pytest.mark.parametrize(
    ("text", "is_done"),
    [
        ("谁主持了会议？", True),
        ("/ask 谁主持了会议？", True),
        ("/ask@Some_Bot 谁？", True),
        ("/forget", True),
        ("/start", False),
        ("/topics@some_bot", False),
        ("谁 /start", True),
    ],
)
async def test_of_what_is_old_only_questions_count(desk: Desk, text: str, is_done: bool) -> None:
    await desk.intake.accept([message(1, text, minutes_ago=61), message(2)])
    await desk.until(lambda: 2 in desk.done)
    assert desk.done == [1, 2] if is_done else [2]
    assert await desk.left() == []


async def test_what_is_nearly_old_is_done(desk: Desk) -> None:
    await desk.intake.accept([message(1, "/start", minutes_ago=59)])
    await desk.until(lambda: desk.done == [1])


async def test_a_press_that_waited_since_long_is_dropped(desk: Desk) -> None:
    now = datetime.now(UTC)
    old, new = now - timedelta(seconds=90), now - timedelta(seconds=10)
    moments = ((1, old), (2, new))
    await desk.updates.accept(
        StoredUpdate(n, 5, 5, json.dumps(press(n)), moment) for n, moment in moments
    )
    await desk.intake.resume()
    await desk.until(lambda: desk.done == [2])
    assert await desk.left() == []


async def test_a_database_that_is_away_keeps_nobody_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        assert desk.store.database._sqlite is not None
        patch.setattr(desk.store.database._sqlite, "run", fail)
        with pytest.raises(Exception, match="make room on the disk"):
            await desk.intake.accept([message(1), message(2)])
        await asyncio.sleep(0.05)
        assert desk.done == [1, 2]
    await desk.intake.accept([message(1), message(2)])
    assert desk.done == [1, 2]
    assert await desk.left() == []

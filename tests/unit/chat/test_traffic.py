"""Telegram's limits are kept, and nobody waits longer than they ask for."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import traffic
from bot.chat.traffic import Limits, Traffic, Window


@given(
    most=st.integers(1, 5),
    gaps=st.lists(st.floats(0, 3), min_size=1, max_size=60),
)
def test_no_stretch_of_time_holds_more_than_allowed(most: int, gaps: list[float]) -> None:
    window, now, taken = Window(most, 2.0), 0.0, []
    for gap in gaps:
        now += gap
        place = window.take(now)
        assert place >= now
        taken.append(place)
    assert taken == sorted(taken)
    for first, later in zip(taken, taken[most:], strict=False):
        assert later - first >= 2.0 - 1e-9


def test_counting_what_was_sent_elsewhere_makes_nothing_new() -> None:
    for most in (0, 2):
        window = Window(most, 60.0)
        window.take(99.0)
        taken = window._taken
        window.count_as_well([97.0, 98.0, 99.0], 100.0)
        window.resize(most)
        assert window._taken is taken
        assert list(taken) == [97.0, 98.0, 99.0][3 - most :]


def test_no_limit_never_waits() -> None:
    window = Window(0, 60.0)
    assert {window.take(1.0) for _ in range(1000)} == {1.0}


class Clock:
    """Time that passes only while everybody waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self._waiting: list[tuple[float, int, asyncio.Event]] = []
        monkeypatch.setattr(traffic, "_now", lambda: self.now)

    async def pause(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._waiting.append((self.now + seconds, len(self._waiting), woken))
        await woken.wait()

    async def run(self, tasks: list[asyncio.Task[None]]) -> None:
        while True:
            for _ in range(20):
                await asyncio.sleep(0)
            if all(task.done() for task in tasks):
                return
            if self._waiting:
                self._waiting.sort(key=lambda waiting: waiting[:2])
                self.now, _, woken = self._waiting.pop(0)
                woken.set()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def sent(
    clock: Clock, chats: list[int], lane: Traffic | None = None
) -> list[tuple[int, float]]:
    """Send to chats, all at once; return when each message went out, in seconds."""
    lane, out = lane or Traffic(Limits(), clock.pause), []

    async def send(chat: int) -> None:
        await lane.turn(chat)
        out.append((chat, clock.now - 1000.0))

    await clock.run([asyncio.create_task(send(chat)) for chat in chats])
    return out


async def test_a_chat_gets_a_short_burst_at_once_and_one_a_second_on_average(clock: Clock) -> None:
    times = [moment for _, moment in await sent(clock, [7] * 12)]
    assert times == [0.0] * 5 + [5.0] * 5 + [10.0] * 2


async def test_a_group_gets_twenty_a_minute(clock: Clock) -> None:
    times = [moment for _, moment in await sent(clock, [-7] * 45)]
    assert Counter(int(moment // 60) for moment in times) == {0: 20, 1: 20, 2: 5}


async def test_thirty_a_second_in_all(clock: Clock) -> None:
    times = [moment for _, moment in await sent(clock, list(range(1, 101)))]
    assert Counter(times) == {0.0: 30, 1.0: 30, 2.0: 30, 3.0: 10}


async def test_a_chat_that_waits_for_itself_takes_no_place_from_others(clock: Clock) -> None:
    out = await sent(clock, [7] * 50 + list(range(100, 120)))
    assert all(moment == 0.0 for chat, moment in out if chat != 7)


async def test_a_chat_that_is_held_up_waits_and_no_other(clock: Clock) -> None:
    lane = Traffic(Limits(), clock.pause)
    lane.hold(7, 40.0)
    free, held = asyncio.create_task(lane.turn(8)), asyncio.create_task(lane.turn(7))
    await clock.run([free])
    assert clock.now == 1000.0
    await clock.run([held])
    assert clock.now == 1040.0


async def test_all_can_be_held_up(clock: Clock) -> None:
    lane = Traffic(Limits(), clock.pause)
    lane.hold(None, 40.0)
    await clock.run([asyncio.create_task(lane.turn(chat)) for chat in (7, -7)])
    assert clock.now == 1040.0


@pytest.mark.parametrize(
    ("processes", "seconds"), [(1, {0: 30, 1: 30}), (3, dict.fromkeys(range(6), 10)), (99, None)]
)
async def test_processes_share_what_telegram_takes(
    processes: int, seconds: dict[int, int] | None, clock: Clock
) -> None:
    lane = Traffic(Limits(), clock.pause)
    lane.share(processes)
    times = [int(moment) for _, moment in await sent(clock, list(range(1, 61)), lane)]
    assert Counter(times) == (seconds or dict.fromkeys(range(60), 1))


async def test_a_share_that_changes_counts_for_those_who_wait_already(clock: Clock) -> None:
    lane = Traffic(Limits(), clock.pause)
    waiting = asyncio.create_task(sent(clock, list(range(1, 91)), lane))
    await asyncio.sleep(0)
    lane.share(3)
    times = [int(moment) for _, moment in await waiting]
    assert Counter(times) == {0: 10} | dict.fromkeys(range(1, 9), 10)


async def test_no_limit_is_shared_as_none(clock: Clock) -> None:
    lane = Traffic(Limits(0, 0, 0), clock.pause)
    lane.share(3)
    assert {moment for _, moment in await sent(clock, [7] * 100, lane)} == {0.0}


async def test_what_others_sent_to_a_group_counts(clock: Clock) -> None:
    lane = Traffic(Limits(), clock.pause)
    lane.catch_up(-7, [120.0] * 20 + [50.0 - second for second in range(20)])
    times = [int(moment) for _, moment in await sent(clock, [-7] * 3 + [-8], lane)]
    assert times == [0, 10, 11, 12]


async def test_what_was_sent_from_here_is_not_counted_twice(clock: Clock) -> None:
    lane = Traffic(Limits(0, 0, 20), clock.pause)
    await sent(clock, [-7] * 12, lane)
    clock.now += 5.0
    lane.catch_up(-7, [5.0] * 12)
    times = [moment for _, moment in await sent(clock, [-7] * 9, lane)]
    assert times == [5.0] * 8 + [60.0]

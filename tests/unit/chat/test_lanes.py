"""What belongs to one chat in order, what belongs to different chats at the same time."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.chat.lanes import Lanes


async def nothing() -> None:
    pass


class Bench:
    """Lanes, and what was done in them."""

    def __init__(
        self,
        seconds: dict[str, float] | None = None,
        again: dict[str, float] | None = None,
        settle: Callable[[], Awaitable[None]] = nothing,
    ) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self._seconds = seconds or {}
        self._again = again or {}
        self.lanes = Lanes(self._work, settle)

    async def _work(self, item: str) -> float | None:
        self.begun.append(item)
        await asyncio.sleep(self._seconds.get(item, 0.0))
        self.done.append(item)
        return self._again.pop(item, None)

    async def until(self, count: int) -> list[str]:
        async with asyncio.timeout(5):
            while len(self.done) < count:
                await asyncio.sleep(0.001)
        return self.done


async def test_a_lane_waits_for_itself_and_for_no_other() -> None:
    bench = Bench({"slow": 0.05})
    for lane, item in ((7, "slow"), (7, "next"), (8, "other")):
        bench.lanes.put(lane, item)
    assert await bench.until(3) == ["other", "slow", "next"]


async def test_between_two_items_of_a_lane_the_first_is_settled() -> None:
    seen: list[str] = []

    async def settle() -> None:
        seen.extend(bench.begun)

    bench = Bench(settle=settle)
    bench.lanes.put(7, "first")
    bench.lanes.put(7, "second")
    await bench.until(2)
    assert seen == ["first"]


async def test_what_comes_again_delays_nobody() -> None:
    bench = Bench(again={"first": 0.01})
    bench.lanes.put(7, "first")
    bench.lanes.put(7, "second")
    assert await bench.until(3) == ["first", "second", "first"]


async def test_stopping_ends_what_was_begun_and_begins_nothing() -> None:
    bench = Bench({"slow": 0.05}, {"failing": 60.0})
    for lane, item in ((7, "slow"), (7, "next"), (8, "failing")):
        bench.lanes.put(lane, item)
    await bench.until(1)
    await bench.lanes.stop(5.0)
    bench.lanes.put(9, "late")
    await asyncio.sleep(0.01)
    assert bench.begun == ["slow", "failing"]
    assert bench.done == ["failing", "slow"]


async def test_stopping_does_not_wait_for_ever() -> None:
    bench = Bench({"endless": 3600.0})
    bench.lanes.put(7, "endless")
    async with asyncio.timeout(5):
        await bench.lanes.stop(0.01)
    assert bench.done == []


async def test_there_is_room_again_once_little_waits() -> None:
    bench = Bench({"0": 0.05})
    for number in range(5_002):
        bench.lanes.put(7, str(number))
    async with asyncio.timeout(5):
        await bench.lanes.room()
    assert bench.done[0] == "0"

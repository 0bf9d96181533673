"""Waiting for an event, a while at most."""

import asyncio

import pytest

from bot.waiting import happens_within


async def test_an_event_is_waited_for_a_while_at_most() -> None:
    event = asyncio.Event()
    assert not await happens_within(event, 0.01)
    event.set()
    assert await happens_within(event, 30.0)


@pytest.mark.parametrize("steps", range(4))
async def test_who_is_cancelled_as_the_event_happens_is_cancelled(steps: int) -> None:
    event = asyncio.Event()

    async def work() -> None:
        while True:
            await happens_within(event, 30.0)
            event.clear()

    working = asyncio.create_task(work())
    await asyncio.sleep(0.01)
    event.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    working.cancel()
    await asyncio.wait([working], timeout=1.0)
    assert working.cancelled()

"""Waiting for an event, a while at most."""

import asyncio
from contextlib import suppress


async def happens_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait until an event is set, or so long; return whether it is set.

    ``asyncio.wait_for`` of Python 3.11 swallows being cancelled where the event is set at that very
    moment. What waits so in a loop would then never end, and the process never stop.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()

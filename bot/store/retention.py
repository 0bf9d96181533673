"""Erasing what has grown old, again and again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.errors import StoreError
from bot.store.store import Store
from bot.waiting import happens_within

logger = logging.getLogger(__name__)

_EVERY_SECONDS = 3600.0


@asynccontextmanager
async def growing_old(store: Store) -> AsyncIterator[None]:
    """Keep what is stored no longer than it should be, while this is open."""
    closing = asyncio.Event()
    task = asyncio.create_task(_erase(store, closing))
    try:
        yield
    finally:
        closing.set()
        await task


async def _erase(store: Store, closing: asyncio.Event) -> None:
    while not closing.is_set():
        try:
            await store.grow_old()
        except StoreError as error:
            logger.error("what is old could not be erased: %s", error)
        await happens_within(closing, _EVERY_SECONDS)

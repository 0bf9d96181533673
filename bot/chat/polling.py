"""Fetching updates by long polling."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import RetryAfter, TelegramError, TimedOut

from bot.chat.errors import log_receiving_error
from bot.chat.intake import Intake
from bot.chat.updates import is_update
from bot.waiting import happens_within

_POLL_SECONDS = 10
_GRACE_SECONDS = 10.0
_CONFIRM_SECONDS = 1.0
_TURNS = 2
"""Answers to what was fetched go out before more is fetched: one turn makes one, one sends it."""

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0


@asynccontextmanager
async def polling(bot: Bot, intake: Intake, kinds: Sequence[str]) -> AsyncIterator[None]:
    """Fetch updates while this is open.

    Args:
        bot: Whose updates.
        intake: What takes them.
        kinds: Which kinds of updates to ask for.
    """
    fetching = _Polling(bot, intake, kinds)
    task = asyncio.create_task(fetching.run())
    try:
        yield
    finally:
        fetching.stop()
        await task


class _Polling:
    """Fetches updates, and confirms them once they were taken.

    The library's own polling keeps no JSON, hands updates on one by one, and never gets past one
    that it cannot read.
    """

    def __init__(self, bot: Bot, intake: Intake, kinds: Sequence[str]) -> None:
        self._bot = bot
        self._intake = intake
        self._kinds = json.dumps(kinds)
        self._offset = 0
        self._stopping = asyncio.Event()
        self._wait: asyncio.Timeout | None = None

    async def run(self) -> None:
        """Fetch until told to stop; after a fault go on a little later."""
        pause = _FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            try:
                await self._take(await self._fetch())
                pause = _FIRST_PAUSE_SECONDS
            except TimedOut:
                continue  # the connection had got lost unnoticed
            except Exception as error:
                log_receiving_error(error)
                await happens_within(self._stopping, max(pause, _told_to_wait(error)))
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        await self._confirm()

    def stop(self) -> None:
        """Fetch no more; what is being taken is taken to the end."""
        self._stopping.set()
        if self._wait:
            self._wait.reschedule(0.0)

    async def _fetch(self) -> list[Any]:
        with suppress(TimeoutError):  # told to stop
            async with asyncio.timeout(None) as self._wait:
                return await self._get_updates(_POLL_SECONDS)
        return []

    async def _take(self, batch: list[Any]) -> None:
        self._wait = None
        if batch:
            await self._intake.accept(batch)
            numbers = (data["update_id"] for data in batch if is_update(data))
            self._offset = max(numbers, default=self._offset - 1) + 1
            await self._intake.room()
            for _ in range(_TURNS):
                await asyncio.sleep(0)

    async def _confirm(self) -> None:
        """Tell Telegram what was taken last."""
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_CONFIRM_SECONDS):
                await self._get_updates(0)

    async def _get_updates(self, seconds: int) -> list[Any]:
        query = {"offset": self._offset, "timeout": seconds, "allowed_updates": self._kinds}
        url = f"{self._bot.base_url}/getUpdates?{urlencode(query)}"
        answer = await self._bot.request.post(url, read_timeout=seconds + _GRACE_SECONDS)
        return answer if isinstance(answer, list) else []


def _told_to_wait(error: Exception) -> float:
    if not isinstance(error, RetryAfter):
        return 0.0
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait

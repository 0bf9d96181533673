"""Updates of one chat in order, those of different chats at the same time."""

import asyncio
from collections.abc import Awaitable
from inspect import iscoroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import SimpleUpdateProcessor

from bot.chat.logs import current_update
from bot.chat.memory import Recent
from bot.chat.metrics import Metrics

_UNLIMITED = 1_000_000
"""Updates at a time: a chat that has to wait must take no place from the others."""


class ChatLanes(SimpleUpdateProcessor):
    """Processes each chat's updates one after another, and none twice."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(_UNLIMITED)
        self._metrics = metrics
        self._lanes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._seen: Recent[int, bool] = Recent()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Process an update once those of its chat that came before are done."""
        if not isinstance(update, Update):
            await coroutine
        elif update.update_id in self._seen:
            if iscoroutine(coroutine):
                coroutine.close()
        else:
            self._seen[update.update_id] = True
            # A lane lives as long as somebody is in it or waits for it; a lock is fair.
            lane = self._lanes.setdefault(lane_of(update), asyncio.Lock())
            current_update.set(update.update_id)
            with self._metrics.reply_seconds.time():
                async with lane:
                    await coroutine
            self._metrics.updates.labels(kind_of(update)).inc()


def kind_of(update: Update) -> str:
    """Return what happened, such as ``message``; ``nothing`` for an empty update."""
    return next((kind for kind in Update.ALL_TYPES if getattr(update, kind)), "nothing")


def lane_of(update: Update) -> int:
    """Return the chat of an update, or who sent it; an update of neither shares lane 0."""
    source = update.effective_chat or update.effective_user
    return source.id if source else 0

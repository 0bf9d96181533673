"""Doing what an update asks for, again if it fails, and marking it done."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime

from telegram import Update
from telegram.error import NetworkError, TimedOut

from bot.chat.context import App, Context, Services
from bot.chat.errors import is_closed, tell
from bot.chat.lanes import Lanes
from bot.chat.lateness import is_outdated
from bot.chat.logs import current_update
from bot.chat.memory import Recent
from bot.chat.updates import kind_of, lane_of
from bot.errors import StoreError
from bot.store import Updates

logger = logging.getLogger(__name__)

_WAITS_SECONDS = (1.0, 5.0, 30.0)
"""Before each further attempt at what the bot failed to do."""
_MOST_DEATHS = 4
"""An update that was in hand at so many deaths of a process is set aside."""

_DEADLY_SECONDS = 3.0
"""What was begun so long ago is not what kills the process."""

_STOP_SECONDS = 8.0


@dataclass(slots=True)
class Task:
    """An update to be processed.

    Attributes:
        attempts: How often it failed.
        begun: At how many deaths of a process it was, or may have been, in hand.
        began: When this process took it up, on a clock that is never set.
    """

    update: Update
    received_at: datetime
    attempts: int = 0
    begun: int = 0
    began: float = field(default_factory=time.perf_counter)

    @property
    def number(self) -> int:
        """The update's number."""
        return self.update.update_id


class Work:
    """Processes updates.

    Args:
        app: Whose handlers do it.
        updates: Where it is written down how it ended.
    """

    def __init__(self, app: App, updates: Updates) -> None:
        self._app = app
        self._updates = updates
        self._seen: Recent[int, bool] = Recent()
        services: Services = app.bot_data["services"]
        self._memory = services.memory
        self._metrics = services.metrics
        self._database = services.store.database
        self._closed = services.store.closed
        self._lanes = Lanes(self._take, self._settle)
        self._alone = asyncio.Lock()

    def put(self, task: Task) -> None:
        """Have an update processed after those of its chat that were put before; once."""
        if task.number not in self._seen:
            self._seen[task.number] = True
            self._lanes.put(lane_of(task.update), task)

    def pass_over(self, number: int) -> None:
        """Let an update of that number count as put already."""
        self._seen[number] = True

    async def room(self) -> None:
        """Wait until not too much is waiting."""
        await self._lanes.room()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Process what is put while this is open; finish what was begun at the end."""
        try:
            yield
        finally:
            await self.stop()

    def begin_nothing(self) -> None:
        """Begin nothing new any more."""
        self._lanes.begin_nothing()

    async def stop(self) -> None:
        """Begin nothing new, and give what was begun a few seconds to end."""
        await self._lanes.stop(_STOP_SECONDS)

    async def _take(self, task: Task) -> float | None:
        """Process an update; return after how many seconds to come again if that failed.

        What a process may have died of is counted before it is begun. What was in hand at two
        deaths is begun alone, so that at the next one it is known what killed the process.
        """
        if not task.begun:
            return await self._do(task)
        if task.begun >= _MOST_DEATHS:
            await self._give_up("the process died of it", task)
            return None
        async with self._alone if task.begun > 1 else nullcontext():
            if self._lanes.is_stopping:
                return None
            doing = await self._begin(task)
        return await doing

    async def _begin(self, task: Task) -> asyncio.Task[float | None]:
        """Begin to process what may kill the process; return once it is clear that it does not."""
        self._updates.begun(task.number, task.begun + 1)
        await self._settle()
        doing = asyncio.create_task(self._do(task))
        await asyncio.wait([doing], timeout=_DEADLY_SECONDS)
        self._updates.begun(task.number, task.begun)
        return doing

    async def _do(self, task: Task) -> float | None:
        """Process an update; return after how many seconds to come again if that failed."""
        current_update.set(task.number)
        self._closed.discard(lane_of(task.update))  # or else it would not have come
        try:
            if not self._is_unwanted(task):
                await self._app.process_update(task.update)
        except Exception as error:
            return await self._after(error, task)
        self._done(task)
        return None

    def _done(self, task: Task) -> None:
        self._updates.done(task.number)
        self._metrics.updates.labels(kind_of(task.update)).inc()
        self._metrics.reply_seconds.observe(time.perf_counter() - task.began)

    async def _settle(self) -> None:
        """Have it written down what is done.

        Before a chat's next update is begun, the last one is marked as done: of each chat at most
        the one that is being answered can be answered twice.
        """
        with suppress(StoreError):  # logged where it is tried again
            await self._database.settle()

    def _is_unwanted(self, task: Task) -> bool:
        user = task.update.effective_user
        is_forgotten = user is not None and self._memory.is_forgotten(user.id, task.number)
        return is_forgotten or is_outdated(task.update, task.received_at)

    async def _after(self, error: Exception, task: Task) -> float | None:
        if is_closed(error):
            logger.info("update %s: the chat is closed to the bot: %s", task.number, error)
            self._closed.add(lane_of(task.update))
        elif type(error) in {NetworkError, TimedOut}:
            # Messages are sent until they are through; nobody waits for the rest for long.
            logger.warning("update %s: an answer did not get through: %s", task.number, error)
        elif self._lanes.is_stopping:
            return None  # the next start goes on with it
        else:
            return await self._retry(error, task)
        self._done(task)
        return None

    async def _retry(self, error: Exception, task: Task) -> float | None:
        reason = f"{type(error).__name__}: {error}"
        self._metrics.errors.labels(type(error).__name__).inc()
        task.attempts += 1
        if task.attempts > len(_WAITS_SECONDS):
            await self._give_up(reason, task)
            return None
        logger.error("update %s failed (%s)", task.number, reason, exc_info=error)
        self._updates.tried(task.number, task.attempts, reason)
        return _WAITS_SECONDS[task.attempts - 1]

    async def _give_up(self, reason: str, task: Task) -> None:
        logger.error("update %s is set aside (%s)", task.number, reason)
        self._updates.failed(task.number, task.attempts + task.begun, reason)
        await tell(task.update, Context.from_update(task.update, self._app))

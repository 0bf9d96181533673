"""What belongs to one chat in order, what belongs to different chats at the same time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.waiting import happens_within

Item = TypeVar("Item")

_MOST_WAITING = 5_000
"""Beyond that nothing new is fetched; Telegram keeps it meanwhile."""

_LOOK_AGAIN_SECONDS = 0.05


class Lanes(Generic[Item]):
    """Works on the items of each lane one after another.

    Args:
        work: Does it; raises nothing. What it returns says after how many seconds the item is to
            come again, behind the others, if at all.
        settle: Awaited between two items of one lane.
    """

    def __init__(
        self,
        work: Callable[[Item], Awaitable[float | None]],
        settle: Callable[[], Awaitable[None]],
    ) -> None:
        self._work = work
        self._settle = settle
        self._lanes: dict[int, deque[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    @property
    def is_stopping(self) -> bool:
        """Whether nothing new is begun any more."""
        return self._stopping.is_set()

    def put(self, number: int, item: Item) -> None:
        """Have an item worked on once those before it in its lane are done."""
        lane = self._lanes.get(number)
        if lane is not None:
            lane.append(item)
        elif not self.is_stopping:
            self._lanes[number] = deque([item])
            self._start(self._work_off(number))

    def begin_nothing(self) -> None:
        """Begin nothing new any more."""
        self._stopping.set()

    async def stop(self, seconds: float) -> None:
        """Begin nothing new, and give what was begun some time to end."""
        self.begin_nothing()
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=seconds)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def room(self) -> None:
        """Wait until not too much is waiting."""
        while sum(map(len, self._lanes.values())) > _MOST_WAITING and not self.is_stopping:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def _work_off(self, number: int) -> None:
        lane = self._lanes[number]
        while lane and not self.is_stopping:
            item = lane.popleft()
            seconds = await self._work(item)
            if seconds is not None:
                self._start(self._put_later(number, item, seconds))
            elif lane:
                await self._settle()
        del self._lanes[number]

    async def _put_later(self, number: int, item: Item, seconds: float) -> None:
        await happens_within(self._stopping, seconds)
        self.put(number, item)

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

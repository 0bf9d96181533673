"""When the next message may go to Telegram, so that it need not say no.

Telegram takes about 30 messages a second from a bot, one a second for each chat with short bursts
above that, and 20 a minute for a group. A chat waits for itself only, and for the limit that all
share. Where several processes are one bot, each takes its share of that limit, and counts in a chat
what the others sent there.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.chat.memory import Recent

_BURST_SECONDS = 5
"""A chat's limit counts over this time: after a pause, several messages go out at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much Telegram takes; ``0`` is no limit.

    Attributes:
        per_second: Messages a second in all.
        per_second_in_chat: Messages a second in one chat, on average over five seconds.
        per_minute_in_group: Messages a minute in one group.
    """

    per_second: int = 30
    per_second_in_chat: int = 1
    per_minute_in_group: int = 20


class Window:
    """At most so many in any stretch of time.

    Args:
        most: How many; ``0`` is no limit.
        seconds: The length of the stretch.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._taken: deque[float] = deque(maxlen=most)

    def take(self, now: float) -> float:
        """Take the next place, and return when it comes up.

        Example:
            >>> window = Window(2, 60.0)
            >>> [window.take(100.0), window.take(101.0), window.take(102.0)]
            [100.0, 101.0, 160.0]
        """
        place = max(now, self._taken[0] + self._seconds) if self._is_full() else now
        self._taken.append(place)
        return place

    def take_now(self, now: float) -> bool:
        """Take a place if one is free; a clock that was set back does not keep it taken."""
        if self._is_full() and 0 <= now - self._taken[0] < self._seconds:
            return False
        self._taken.append(now)
        return True

    def resize(self, most: int) -> None:
        """Have another number of places from now on."""
        if most != self._most:
            self._most = most
            self._taken = deque(self._taken, maxlen=most)

    def count_as_well(self, places: Sequence[float], now: float) -> None:
        """Count places that were taken elsewhere, if those are more than are known here.

        Args:
            places: All that were taken lately, also those from here, the oldest first.
            now: The time.
        """
        if not self._most:
            return
        begin = now - self._seconds
        recent = [place for place in places if place > begin]
        if len(recent) > sum(place > begin for place in self._taken):
            # In place: this happens at each message of each chat.
            self._taken.clear()
            self._taken.extend(recent)

    def _is_full(self) -> bool:
        return self._most > 0 and len(self._taken) == self._most


class Traffic:
    """Gives every message its turn.

    Args:
        limits: How much Telegram takes.
        pause: Waits for so many seconds.
    """

    def __init__(self, limits: Limits, pause: Callable[[float], Awaitable[None]]) -> None:
        self._limits = limits
        self._pause = pause
        self._all = Window(limits.per_second, 1.0)
        self._gate = asyncio.Lock()
        self._chats: Recent[int, list[Window]] = Recent()
        self._held: Recent[int | None, float] = Recent()

    async def turn(self, chat: int) -> None:
        """Wait until a message may go to a chat."""
        for window in self._windows(chat):
            await self._pause_until(window.take(_now()))
        await self.free(chat)
        async with self._gate:  # whoever waits behind it finds the share as it is by then
            await self._pause_until(self._all.take(_now()))

    def share(self, processes: int) -> None:
        """Leave to other processes their part of what Telegram takes in all.

        Args:
            processes: How many are this bot, with this one.
        """
        most = self._limits.per_second
        self._all.resize(max(1, most // processes) if most else 0)

    def catch_up(self, chat: int, seconds_ago: Sequence[float]) -> None:
        """Count what other processes sent to a chat.

        Args:
            chat: Which.
            seconds_ago: How long ago messages were sent to it, also by this process, the oldest
                first.
        """
        now = _now()
        for window in self._windows(chat):
            window.count_as_well([now - seconds for seconds in seconds_ago], now)

    async def free(self, chat: int | None) -> None:
        """Wait until Telegram holds up neither a chat nor the whole bot."""
        while (until := max(self._held.get(None) or 0.0, self._held.get(chat) or 0.0)) > _now():
            await self._pause_until(until)

    def hold(self, chat: int | None, seconds: float) -> None:
        """Send nothing to a chat for a while, or nothing at all where none is named."""
        self._held[chat] = _now() + seconds

    def _windows(self, chat: int) -> list[Window]:
        windows = self._chats.get(chat)
        if windows is None:
            windows = [Window(self._limits.per_second_in_chat * _BURST_SECONDS, _BURST_SECONDS)]
            if chat < 0:  # a group
                windows.append(Window(self._limits.per_minute_in_group, 60.0))
            self._chats[chat] = windows
        return windows

    async def _pause_until(self, moment: float) -> None:
        seconds = moment - _now()
        if seconds > 0:
            await self._pause(seconds)


def _now() -> float:
    return asyncio.get_running_loop().time()

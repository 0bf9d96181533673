"""The updates that wait for the bot, as Telegram keeps them."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import islice

from bot.sandbox.errors import BotApiError, conflict
from bot.sandbox.limits import OPT_IN_UPDATES
from bot.sandbox.model import JsonObject

TERMINATED = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class UpdateQueue:
    """Keeps updates until they are confirmed; one reader at a time.

    The webhook reads from here too: it is a reader that lives in this process.
    """

    def __init__(self) -> None:
        self.allowed: tuple[str, ...] = ()
        self._next_id = 100_000_001
        self._pending: deque[JsonObject] = deque()
        self._reader: asyncio.Future[None] | None = None
        self._repeat_ids: set[int] = set()
        self._repeats: list[JsonObject] = []
        self._held: list[tuple[str, JsonObject, bool]] = []
        self._hold = 0

    def __len__(self) -> int:
        return len(self._pending) + len(self._repeats)

    def is_allowed(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update.

        Like Telegram, an empty list means everything but the kinds that must be asked for.
        """
        return kind in self.allowed if self.allowed else kind not in OPT_IN_UPDATES

    def put(self, kind: str, payload: JsonObject, *, twice: bool = False) -> None:
        """Add an update, unless the bot did not ask for its kind.

        Args:
            kind: The name of the field of ``Update``, such as ``message``.
            payload: What the field holds.
            twice: Deliver it once more after it was confirmed.
        """
        if not self.is_allowed(kind):
            return
        if self._hold:
            self._held.append((kind, payload, twice))
            if len(self._held) >= self._hold:
                self.release()
            return
        self._append(kind, payload, twice=twice)

    def hold(self, count: int) -> None:
        """Keep back the next ``count`` updates and deliver them in reverse.

        Their ids still rise, as Telegram's do; what happened first comes last.
        """
        self._hold = count

    def release(self) -> None:
        """Deliver what is kept back, the newest first."""
        held, self._held, self._hold = self._held, [], 0
        for kind, payload, twice in reversed(held):
            self._append(kind, payload, twice=twice)

    async def poll(self, offset: int, limit: int, timeout_seconds: float) -> Sequence[JsonObject]:
        """Wait for updates, as ``getUpdates`` does.

        Args:
            offset: Updates below it are confirmed and gone; negative counts from the end.
            limit: The most to return.
            timeout_seconds: How long to wait for the first; ``0`` does not wait.

        Returns:
            The updates, oldest first; empty when none came in time.

        Raises:
            BotApiError: 409, when another reader came while this one waited.
        """
        self.interrupt(conflict(TERMINATED))
        self._confirm(offset)
        batch = self._batch(limit)
        if batch or timeout_seconds <= 0:
            return batch
        reader = asyncio.get_running_loop().create_future()
        self._reader = reader
        try:
            async with asyncio.timeout(timeout_seconds):
                await reader
        except TimeoutError:
            return []
        finally:
            if self._reader is reader:
                self._reader = None
        return self._batch(limit)

    def interrupt(self, error: BotApiError) -> None:
        """Send whoever waits away with ``error``."""
        if self._reader is not None and not self._reader.done():
            self._reader.set_exception(error)
        self._reader = None

    def clear(self) -> None:
        """Forget every update that waits."""
        self._pending.clear()
        self._repeats.clear()
        self._held.clear()

    def _append(self, kind: str, payload: JsonObject, *, twice: bool) -> None:
        update_id = self._next_id
        self._next_id += 1
        self._pending.append({"update_id": update_id, kind: payload})
        if twice:
            self._repeat_ids.add(update_id)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
            return
        while self._pending and self._pending[0]["update_id"] < offset:
            update = self._pending.popleft()
            if update["update_id"] in self._repeat_ids:
                self._repeat_ids.discard(update["update_id"])
                self._repeats.append(update)

    def _batch(self, limit: int) -> list[JsonObject]:
        if self._repeats:
            batch, self._repeats = self._repeats[:limit], self._repeats[limit:]
            return batch
        return list(islice(self._pending, limit))

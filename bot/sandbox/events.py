"""The live stream the chat page listens to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.sandbox.model import JsonObject


class EventStream:
    """Passes what happens on to everyone who listens."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[JsonObject | None]] = set()

    def publish(self, kind: str, **data: object) -> None:
        """Tell every listener; costs nothing when there is none."""
        if not self._listeners:
            return
        event = {"kind": kind, **data}
        for queue in self._listeners:
            queue.put_nowait(event)

    def close(self) -> None:
        """End every listener's stream."""
        for queue in self._listeners:
            queue.put_nowait(None)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[JsonObject | None]]:
        """Give every event from now on; ``None`` when the stream is closed."""
        queue: asyncio.Queue[JsonObject | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

"""Faults on request: what Telegram and the network do on a bad day."""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Self

from bot.sandbox.errors import BotApiError, ControlError
from bot.sandbox.model import JsonObject


class FaultKind(StrEnum):
    """What goes wrong.

    The first group befalls calls of the bot, the last two the updates it is sent.
    """

    TOO_MANY_REQUESTS = "too_many_requests"  # 429 with retry_after
    INTERNAL_ERROR = "internal_error"  # 500
    BAD_GATEWAY = "bad_gateway"  # 502
    HANG = "hang"  # wait, then do the work
    HANG_AFTER = "hang_after"  # do the work, then wait
    CUT_BEFORE = "cut_before"  # close the connection, nothing done
    CUT_AFTER = "cut_after"  # do the work, close without an answer

    REPEAT_UPDATE = "repeat_update"  # deliver an update twice
    REVERSE_UPDATES = "reverse_updates"  # deliver the next `count` updates newest first


@dataclass(slots=True)
class Fault:
    """One fault that waits to happen.

    Attributes:
        method: The Bot API method it befalls; any but ``getUpdates`` when missing.
        chat_id: The chat it befalls; any when missing.
        count: How many times it still happens.
        retry_after: Seconds told with a 429.
        seconds: How long a hang lasts.
    """

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    count: int = 1
    retry_after: int = 1
    seconds: float = 30.0
    id: int = field(default=0)

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read a fault from the control interface.

        Raises:
            ControlError: If a field is unknown, or the kind is.
        """
        try:
            fault = cls(**{**data, "kind": FaultKind(data.get("kind", ""))})
        except (TypeError, ValueError) as error:
            kinds = ", ".join(FaultKind)
            raise ControlError(f"not a fault: {error} (kinds: {kinds})") from error
        if fault.method is not None:
            fault.method = fault.method.lower()
        return fault

    def is_hit(self, method: str, chat_id: int | None) -> bool:
        """Whether it befalls this call; ``method`` in lower case."""
        if self.kind in (FaultKind.REPEAT_UPDATE, FaultKind.REVERSE_UPDATES):
            return False
        is_method = method != "getupdates" if self.method is None else self.method == method
        return is_method and self.chat_id in (None, chat_id)

    def error(self) -> BotApiError | None:
        """Return what Telegram would say, or ``None`` for the faults without words."""
        match self.kind:
            case FaultKind.TOO_MANY_REQUESTS:
                return BotApiError(
                    429,
                    f"Too Many Requests: retry after {self.retry_after}",
                    retry_after=self.retry_after,
                )
            case FaultKind.INTERNAL_ERROR:
                return BotApiError(500, "Internal Server Error")
            case FaultKind.BAD_GATEWAY:
                return BotApiError(502, "Bad Gateway")
            case _:
                return None


class Faults:
    """The faults that wait, in the order they were asked for."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._ids = count(1)

    def add(self, fault: Fault) -> Fault:
        """Let it happen from now on."""
        fault.id = next(self._ids)
        self._faults.append(fault)
        return fault

    def waiting(self) -> list[Fault]:
        """Return those that have not happened often enough."""
        return list(self._faults)

    def clear(self) -> None:
        """Let none of them happen."""
        self._faults.clear()

    def take_call(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the first fault that befalls this call, and count it."""
        for fault in self._faults:
            if fault.is_hit(method, chat_id):
                return self._count(fault)
        return None

    def take_repeat(self, chat_id: int | None) -> bool:
        """Whether the update about to be delivered from this chat shall come twice."""
        for fault in self._faults:
            if fault.kind is FaultKind.REPEAT_UPDATE and fault.chat_id in (None, chat_id):
                self._count(fault)
                return True
        return False

    def _count(self, fault: Fault) -> Fault:
        fault.count -= 1
        if fault.count <= 0:
            self._faults.remove(fault)
        return fault

"""One person's flood: answered up to a sensible rate, then told once to slow down."""

from dataclasses import dataclass
from enum import Enum, auto

from bot.chat.memory import Recent
from bot.chat.traffic import Window

_BURST_SECONDS = 20
"""The limit counts over this time: that many messages may come at once."""
_QUIET_SECONDS = 60.0
"""Who flooded, kept still for so long and floods again is told again."""


class Verdict(Enum):
    """What becomes of a message."""

    ANSWER = auto()
    WARN = auto()
    IGNORE = auto()


@dataclass(slots=True)
class _Sender:
    window: Window
    refused_at: float = float("-inf")


class Floods:
    """Judges messages by how many came from the same person.

    Args:
        per_second: How many a second are answered, on average over 20 seconds; ``0`` is no limit.
    """

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._senders: Recent[int, _Sender] = Recent()

    def judge(self, person: int, sent_at: float) -> Verdict:
        """Say what becomes of a message.

        It goes by when messages were sent, not by when they arrive: what piled up while the bot
        was away is no flood.

        Args:
            person: Who sent it.
            sent_at: When, in seconds.
        """
        sender = self._senders.get(person)
        if sender is None:
            sender = _Sender(Window(self._per_second * _BURST_SECONDS, _BURST_SECONDS))
            self._senders[person] = sender
        if sender.window.take_now(sent_at):
            return Verdict.ANSWER
        is_new = sent_at - sender.refused_at > _QUIET_SECONDS
        sender.refused_at = sent_at
        return Verdict.WARN if is_new else Verdict.IGNORE

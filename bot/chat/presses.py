"""What a button says when it is pressed: packed, checked and unpacked here and nowhere else."""

from dataclasses import dataclass
from enum import StrEnum

from telegram.constants import InlineKeyboardButtonLimit

_VERSION = "1"
"""Raise it when the meaning of packed data changes; buttons of older messages then say so."""


class Action(StrEnum):
    """What a button does.

    answer: show an entry's answer in a message of its own.
    open: show an entry's answer in place of the message.
    topics: show the list of topics in place.
    topic: show a page of a topic's questions in place.
    article: show a paragraph of the report in place.
    vote: count the person's opinion of an entry; number 1 is good, 0 is bad.
    none: none of the suggested questions was meant.
    """

    ANSWER = "a"
    OPEN = "o"
    TOPICS = "ts"
    TOPIC = "t"
    ARTICLE = "r"
    VOTE = "v"
    NONE = "n"


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button.

    Attributes:
        target: The id of an entry or a topic, where the action is about one.
        number: A page, a paragraph or a vote.
    """

    action: Action
    target: str = ""
    number: int = 0

    def pack(self) -> str:
        """Write the press as callback data.

        Raises:
            ValueError: If it does not fit into Telegram's 64 bytes.

        Example:
            >>> Press(Action.TOPIC, "people", 2).pack()
            '1:t:people:2'
        """
        data = f"{_VERSION}:{self.action}:{self.target}:{self.number}"
        if len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise ValueError(f"callback data is over 64 bytes: {data!r}")
        return data

    @classmethod
    def unpack(cls, data: str) -> "Press | None":
        """Read callback data; ``None`` where it is of another version or no press at all.

        Example:
            >>> Press.unpack("1:t:people:2")
            Press(action=<Action.TOPIC: 't'>, target='people', number=2)
            >>> Press.unpack("0:old") is None
            True
        """
        version, *rest = data.split(":")
        if version != _VERSION or len(rest) != 3 or rest[0] not in set(Action):
            return None
        if not (rest[2].isascii() and rest[2].isdigit()):
            return None
        return cls(Action(rest[0]), rest[1], int(rest[2]))

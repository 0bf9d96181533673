"""What a button says when it is pressed: packed, checked and unpacked here and nowhere else."""

import re
from dataclasses import dataclass
from enum import StrEnum

from telegram.constants import InlineKeyboardButtonLimit

from bot.qa.language import Language

_VERSION = "2"
"""Raise it when the meaning of packed data changes; buttons of older messages then say so."""

_LETTERS = {Language.HANS: "s", Language.HANT: "t", Language.ENGLISH: "e"}
_LANGUAGES = {letter: language for language, letter in _LETTERS.items()}


class Action(StrEnum):
    """What a button does.

    answer: show an entry's answer in a message of its own; the number is that of the question
        for which the entry was suggested, if it was.
    open: show an entry's answer in place of the message.
    item: show one item of an entry's list in place; the number counts from zero.
    topics: show the list of topics in place.
    topic: show a page of a topic's questions in place.
    article: show a paragraph of the report in place; the number counts from zero.
    vote: count the person's opinion of an entry; number 1 is good, 0 is bad.
    none: none of the suggested questions was meant; the number is that of the question.
    language: write in this language from now on; the number is its place among the choices.

    These are for curators only; the number is that of an item of the inbox, if nothing else is
    said.

    same: the item asks the entry that is the target.
    write: ask for an answer to the item.
    unreported: the report does not say.
    dismiss: the item is not worth an answer.
    publish: publish a draft; the number is the draft's. The target is the sentence of the report
        that it is taken from, if it is.
    cancel: throw a draft away; the number is the draft's.
    undo: take a change back; the number is the change's.
    """

    ANSWER = "a"
    OPEN = "o"
    ITEM = "i"
    TOPICS = "l"
    TOPIC = "t"
    ARTICLE = "r"
    VOTE = "v"
    NONE = "n"
    LANGUAGE = "g"
    SAME = "s"
    WRITE = "w"
    UNREPORTED = "u"
    DISMISS = "d"
    PUBLISH = "p"
    CANCEL = "c"
    UNDO = "b"


_PACKED = re.compile(
    rf"{_VERSION}:(?P<action>[{''.join(Action)}]):(?P<target>[a-z0-9-]*)"
    rf":(?P<number>[0-9a-f]{{1,8}}):(?P<language>[{''.join(_LANGUAGES)}])"
)


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button.

    Attributes:
        language: What the message with the button is written in.
        target: The id of an entry or a topic, where the action is about one.
        number: See ``Action``; at most 32 bits.
    """

    action: Action
    language: Language
    target: str = ""
    number: int = 0

    def pack(self) -> str:
        """Write the press as callback data.

        Raises:
            ValueError: If it does not fit into Telegram's 64 bytes, or could not be read back.

        Example:
            >>> Press(Action.TOPIC, Language.HANT, "people", 12).pack()
            '2:t:people:c:t'
        """
        letter = _LETTERS[self.language]
        data = f"{_VERSION}:{self.action}:{self.target}:{self.number:x}:{letter}"
        if len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise ValueError(f"callback data is over 64 bytes: {data!r}")
        if not _PACKED.fullmatch(data):
            raise ValueError(f"callback data cannot be read back: {data!r}")
        return data

    @classmethod
    def unpack(cls, data: str) -> "Press | None":
        """Read callback data; ``None`` where it is of another version or no press at all.

        Example:
            >>> Press.unpack("2:t:people:c:t").number
            12
            >>> Press.unpack("1:t:people:2") is None
            True
        """
        packed = _PACKED.fullmatch(data)
        if packed is None:
            return None
        language = _LANGUAGES[packed["language"]]
        return cls(Action(packed["action"]), language, packed["target"], int(packed["number"], 16))

"""What the assistant says back, before it is laid out for a terminal or for Telegram."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.qa.article import Sentence
from bot.qa.language import Language
from bot.qa.levels import SURE
from bot.qa.models import Bilingual, Entry, Item

MOST_ANSWERS = 4
"""Answers that are given in one reply."""


class Kind(StrEnum):
    """How a question ended.

    answer: the report answers it.
    not_reported: a curated "the report does not say".
    suggest: one of a few entries may be meant.
    passage: no entry fits, but a sentence of the article does.
    decline: the bot does not know.
    smalltalk: it was no question about the report.
    """

    ANSWER = "answer"
    NOT_REPORTED = "not_reported"
    SUGGEST = "suggest"
    PASSAGE = "passage"
    DECLINE = "decline"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered question.

    Attributes:
        entry: The entry that answers it.
        score: How probable it is that this entry was meant, in ``[0, 1]``.
        item: Where one item of a list was asked for that has no entry of its own, that item.
    """

    entry: Entry
    score: float
    item: Item | None = None

    @property
    def text(self) -> Bilingual:
        """What answers the question."""
        return self.item or self.entry.answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said back to one message.

    Attributes:
        language: What the reply is written in.
        score: The best candidate's probability, in ``[0, 1]``; ``1.0`` for small talk.
        answers: What was answered, in the order asked; several for a compound question.
        suggestions: Entries to choose from; for an answer, what one may ask next.
        passage: The sentence shown where no entry fits.
        message: What the bot says where it is not an answer.
    """

    kind: Kind
    language: Language
    score: float
    answers: tuple[Answer, ...] = ()
    suggestions: tuple[Entry, ...] = ()
    passage: Sentence | None = None
    message: Bilingual | None = None

    @property
    def is_answered(self) -> bool:
        """Whether it claims to know: an answer, or that the report does not say."""
        return self.kind in {Kind.ANSWER, Kind.NOT_REPORTED}

    @property
    def is_sure(self) -> bool:
        """Whether it is an answer that stands against every other reading of the message."""
        return self.is_answered and self.score >= SURE

    @property
    def entry_ids(self) -> frozenset[str]:
        """The ids of the entries that answer."""
        return frozenset(answer.entry.id for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a reply depends on apart from the question.

    Attributes:
        entry_id: The entry answered last.
        language: The language the person chose, or ``None`` to follow the question.
        script: The language of the last reply; decides where a question fits several.
    """

    entry_id: str | None = None
    language: Language | None = None
    script: Language = field(default=Language.HANS)

    def after(self, reply: Reply) -> "Conversation":
        """Return the conversation as it stands after a reply."""
        entry_id = reply.answers[-1].entry.id if reply.answers else self.entry_id
        return Conversation(entry_id, self.language, reply.language)


def join(replies: Sequence[Reply]) -> Reply | None:
    """Join the answers of replies into one reply, each entry once.

    Returns:
        The one reply that has an answer, the last of those that have the same, or a new one with
        the lowest score of all; ``None`` where there is no answer, or too many to be meant.
    """
    answers = {answer.entry.id: answer for reply in replies for answer in reply.answers}
    if not 0 < len(answers) <= MOST_ANSWERS:
        return None
    last = [reply for reply in replies if reply.answers][-1]
    if len(answers) == 1:
        return last
    return replace(
        last,
        kind=Kind.ANSWER,
        score=min(reply.score for reply in replies),
        answers=tuple(answers.values()),
        message=None,
    )

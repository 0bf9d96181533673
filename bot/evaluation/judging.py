"""Judging replies against what was expected of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.evaluation.questions import Expected
from bot.qa.assistant import Assistant
from bot.qa.models import Entry, Status
from bot.qa.reply import Conversation, Kind, Reply

NEAR_MISS = "near-miss"
"""The style of questions that are about the report, or seem so, but that it does not answer."""


class Outcome(StrEnum):
    """How one question of the evaluation set ended.

    Answerable questions end ``right``, ``wrong`` (answered with another entry), ``suggested`` (a
    right entry is among the suggestions) or ``missed``. The others end ``declined`` (nothing was
    claimed) or ``false`` (something was answered).
    """

    RIGHT = "right"
    WRONG = "wrong"
    SUGGESTED = "suggested"
    MISSED = "missed"
    DECLINED = "declined"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Judged:
    """A question of the evaluation set with the reply it got."""

    expected: Expected
    reply: Reply
    outcome: Outcome


def judge_all(assistant: Assistant, questions: Iterable[Expected]) -> Iterable[Judged]:
    """Ask every question and judge the replies."""
    for expected in questions:
        conversation = Conversation()
        for earlier in expected.context:
            conversation = conversation.after(assistant.reply(earlier, conversation))
        reply = assistant.reply(expected.question, conversation)
        yield Judged(expected, reply, judge(expected, reply))


def judge(expected: Expected, reply: Reply) -> Outcome:
    """Judge one reply."""
    if not expected.is_answerable:
        return Outcome.FALSE if _claims(expected, reply) else Outcome.DECLINED
    answered = [answer.entry.id for answer in reply.answers]
    if answered:
        fits = len(answered) == len(expected.parts) and all(
            entry in part for entry, part in zip(answered, expected.parts, strict=True)
        )
        return Outcome.RIGHT if fits else Outcome.WRONG
    if reply.kind in {Kind.PASSAGE, Kind.DECLINE}:
        return Outcome.MISSED
    wanted = frozenset().union(*expected.parts)
    suggested = {entry.id for entry in reply.suggestions}
    return Outcome.SUGGESTED if wanted & suggested else Outcome.MISSED


def is_fitting(expected: Expected, entry: Entry) -> bool:
    """Whether an entry is a right reply to a question of one part."""
    is_honest = expected.style == NEAR_MISS and entry.status is Status.NOT_REPORTED
    return is_honest or entry.id in expected.parts[0]


def _claims(expected: Expected, reply: Reply) -> bool:
    """Whether a reply answers what nothing answers.

    "The report does not say" is honest about a near miss, but beside the point where a question
    has nothing to do with the report, unless the evaluation set lists the entry.
    """
    if expected.style == NEAR_MISS and reply.kind is Kind.NOT_REPORTED:
        return False
    is_near = expected.style == NEAR_MISS
    listed = frozenset().union(*expected.parts)
    return reply.kind is Kind.PASSAGE or any(
        answer.entry.status is Status.REPORTED or not (is_near or answer.entry.id in listed)
        for answer in reply.answers
    )

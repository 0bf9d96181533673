"""Answering messages of several clauses: several questions, or one with chatter around it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.qa.answering import ANSWERED, Answering
from bot.qa.asides import is_about_asker, names_another, tells_of_a_meeting
from bot.qa.clauses import (
    asks,
    clauses,
    cuts,
    is_cut_for_certain,
    is_list,
    is_long,
    questions,
    share_end,
    share_question,
)
from bot.qa.dialogue import LONGEST_RUN, FollowUps
from bot.qa.language import Language
from bot.qa.reply import Conversation, Kind, Reply
from bot.qa.text import fold

_MOST_PARTS = 4
_MOST_CLAUSES = 5
"""Clauses of one message that are answered; whoever writes more asks in the last ones."""

_SURE_SCORE = 0.95
"""From here on several answers to one message are given side by side."""

_CLEAR_SCORE = 0.85
"""From here on a question answers for a short message that has something else beside it."""

_FAIR_SCORE = 0.6
"""From here on where that has nothing to do with the report."""

_FAINT_SCORE = 0.1
"""Up to here a clause has nothing to do with the report."""

_CERTAIN_SCORE = 0.98
"""From here on an answer to the message as a whole stands against its clauses."""


class Compounds:
    """Answers messages clause by clause where that fits better than the message as a whole.

    Args:
        answering: Answers questions that stand alone.
        follow_ups: Answers those that do not.
    """

    def __init__(self, answering: Answering, follow_ups: FollowUps) -> None:
        self._answer = answering.answer
        self._matcher = answering.matcher
        self._follow_up = partial(follow_ups.answer, is_clause=True)

    def answer(self, question: str, whole: Reply, conversation: Conversation) -> Reply | None:
        """Answer a message clause by clause; ``None`` where it is better answered as a whole.

        Either every clause is a question with an answer of its own, or the message is long and
        the clauses without an answer are taken for chatter around those that have one.
        """
        parts = self._going_on(questions(question))
        asking = [part for part in parts if asks(part)]
        beside = [part for part in parts if not asks(part)]
        if any(map(self._is_elsewhere, beside)):
            return None
        if joined := self._each(question, parts, asking, whole.language, conversation):
            return None if _is_about_one_thing(whole, joined) else joined
        if joined := self._cut_for_certain(question, whole, conversation):
            return joined
        if whole.kind not in ANSWERED:
            named = parts if is_list(question) and not asking else []
            for way in (named, share_question(question)):
                if joined := self._all_clear(way, whole.language, conversation):
                    return joined
        if len(parts) < 2:
            return self._unseparated("".join(parts), whole, conversation)
        if is_long(fold(question)) or (len(asking) == 1 and len(parts) > 2):
            return self._out_of_chatter(question, whole)
        return self._one_of_two(parts, whole) if len(parts) == 2 else None

    def _each(
        self,
        question: str,
        parts: Sequence[str],
        asking: Sequence[str],
        language: Language,
        conversation: Conversation,
    ) -> Reply | None:
        """Answer the clauses that ask, if all of them have an answer."""
        is_each_asked = is_cut_for_certain(question) or len(asking) == len(parts)
        for way in (parts if is_each_asked else [], asking, share_end(question)):
            if 1 < len(way) <= _MOST_CLAUSES and (
                joined := self._answer_all(way, language, conversation)
            ):
                return joined
        return None

    def _unseparated(self, run: str, whole: Reply, conversation: Conversation) -> Reply | None:
        """Answer what has nothing in between: several questions, or one that is led in."""
        if len(run) > LONGEST_RUN:
            return None
        return self._by_cuts(run, whole, conversation) or self._led_in(run, whole)

    def _cut_for_certain(
        self, question: str, whole: Reply, conversation: Conversation
    ) -> Reply | None:
        """Answer two sentences that each ask, though one names nothing: "When was it? Where?"."""
        parts = [part for part in questions(question) if not self._matcher.is_chatter(part)]
        if len(parts) != 2 or not is_cut_for_certain(question) or not all(map(asks, parts)):
            return None
        joined = self._answer_all(parts, whole.language, conversation)
        is_sure = joined and len(joined.answers) == 2 and joined.score >= _FAIR_SCORE
        return joined if is_sure else None

    def _all_clear(
        self, parts: Sequence[str], language: Language, conversation: Conversation
    ) -> Reply | None:
        """Answer what need not be several questions, if each has a clear answer of its own."""
        if not 1 < len(parts) <= _MOST_PARTS:
            return None
        joined = self._answer_all(parts, language, conversation)
        is_clear = joined and len(joined.answers) == len(parts) and joined.score >= _CLEAR_SCORE
        return joined if is_clear else None

    def _led_in(self, run: str, whole: Reply) -> Reply | None:
        """Answer a question that who asks leads in without a comma: "my boss wants me to ask"."""
        parts = clauses(run)
        is_led_in = len(parts) == 2 and is_about_asker(parts[0]) and asks(parts[1])
        return self._beside_one(parts[1], parts[0], whole, is_led_in=True) if is_led_in else None

    def _one_of_two(self, parts: Sequence[str], whole: Reply) -> Reply | None:
        """Answer the one of two clauses that asks, if the other has no part in it."""
        first, second = parts
        if asks(first) == asks(second):
            return None
        if asks(second):
            return self._beside_one(second, first, whole, is_led_in=True)
        return self._beside_one(first, second, whole, is_led_in=False)

    def _is_elsewhere(self, part: str) -> bool:
        """Whether a clause names something that the report is not about, and not who asks."""
        return names_another(part, self._guards(part)) and not is_about_asker(part)

    def _guards(self, part: str) -> frozenset[str]:
        return self._matcher.read(fold(part)).guards

    def _beside_one(
        self, asked: str, beside: str, whole: Reply, *, is_led_in: bool
    ) -> Reply | None:
        """Answer a question with one clause beside it, where that clause has no part in it."""
        if tells_of_a_meeting(beside) and self._guards(beside):
            return None
        reply = self._answer(asked, whole.language)
        other = 0.0 if is_about_asker(beside) else self._likeliest(beside, reply)
        needed = _FAIR_SCORE if is_led_in and other <= _FAINT_SCORE else _CLEAR_SCORE
        is_clear = reply.kind in ANSWERED and reply.score >= max(needed, whole.score)
        return reply if is_clear and other < _CLEAR_SCORE / 2 else None

    def _likeliest(self, beside: str, reply: Reply) -> float:
        """Return how probably a clause asks for something else than a reply answers."""
        best = next(iter(self._matcher.candidates(beside)), None)
        return best.score if best and best.entry.id not in _entries_of(reply) else 0.0

    def _going_on(self, parts: Sequence[str]) -> list[str]:
        """Drop chatter, and put clauses that name nothing ("what are they") to those before."""
        joined: list[str] = []
        for part in parts:
            if self._matcher.is_chatter(part):
                continue
            if joined and self._matcher.is_unspecific(part):
                joined[-1] += f" {part}"
            else:
                joined.append(part)
        return joined

    def _out_of_chatter(self, question: str, whole: Reply) -> Reply | None:
        """Answer the clauses of a long message that ask something, each with the one before it.

        An entry that the message as a whole comes near to is likelier to be meant by a clause.
        Several answers are given only where all are sure: one question is the usual case.
        """
        parts = clauses(question)
        if len(parts) == 1:
            return None
        near = _entries_of(whole) | {entry.id for entry in whole.suggestions}
        asking = [n for n, part in enumerate(parts) if asks(part)] or range(len(parts))
        asking = asking[-_MOST_CLAUSES:]
        replies = [self._answer_clause(parts[max(n - 1, 0) : n + 1], whole, near) for n in asking]
        best = max(replies, key=_worth)
        if best.kind not in ANSWERED:
            return max(whole, best, key=_worth)
        if _is_certain(whole) and _entries_of(whole) <= _entries_of(*replies):
            return whole
        sure = [r for r in replies if r.kind in ANSWERED and r.score >= _SURE_SCORE]
        return self._joined(sure) or best

    def _answer_clause(self, parts: Sequence[str], whole: Reply, near: frozenset[str]) -> Reply:
        """Answer the last of some clauses, alone or with those before it."""
        readings = [parts[-1], " ".join(parts)] if len(parts) > 1 else [parts[-1]]
        short = [text for text in readings if len(text) <= LONGEST_RUN] or readings[:1]
        return max((self._answer(text, whole.language, near) for text in short), key=_worth)

    def _by_cuts(self, question: str, whole: Reply, conversation: Conversation) -> Reply | None:
        """Answer questions that were written without anything between them."""
        for parts in cuts(question):
            if any(map(self._matcher.is_unspecific, parts)):
                continue
            joined = self._answer_all(parts, whole.language, conversation)
            if joined:
                found = _entries_of(joined)
                return joined if _entries_of(whole) <= found and len(found) > 1 else None
        return None

    def _answer_all(
        self, parts: Sequence[str], language: Language, conversation: Conversation
    ) -> Reply | None:
        """Answer clauses in turn, each in the light of those before it; all of them or none."""
        replies = []
        for part in parts:
            reply = self._follow_up(part, language, conversation) or self._answer(part, language)
            if reply.kind not in ANSWERED:
                return None
            conversation = conversation.after(reply)
            replies.append(reply)
        return self._joined(replies)

    def _joined(self, replies: Sequence[Reply]) -> Reply | None:
        """Join answers into one reply; ``None`` where there are none, or too many to be meant."""
        answers = {a.entry.id: a for reply in replies for a in reply.answers}
        if not 0 < len(answers) <= _MOST_PARTS:
            return None
        if len(answers) == 1:
            return replies[-1]
        return replace(
            replies[-1],
            kind=Kind.ANSWER,
            score=min(reply.score for reply in replies),
            answers=tuple(answers.values()),
            message=None,
        )


def _is_about_one_thing(whole: Reply, joined: Reply) -> bool:
    """Whether the clauses after the first only go on about what the message as a whole asks.

    "When was the fourth plenum, what did it decide?": the first clause gets the same sure answer as
    the whole, and the others would get another one only because they do not say what is meant.
    """
    first, *others = joined.answers
    is_same = _is_certain(whole) and _entries_of(whole) == {first.entry.id}
    return is_same and all(answer.score < _SURE_SCORE for answer in others)


def _is_certain(reply: Reply) -> bool:
    return reply.kind in ANSWERED and reply.score >= _CERTAIN_SCORE


def _entries_of(*replies: Reply) -> frozenset[str]:
    return frozenset(answer.entry.id for reply in replies for answer in reply.answers)


def _worth(reply: Reply) -> tuple[bool, bool, float]:
    """Order replies by how much they help: answers before suggestions before anything else."""
    return reply.kind in ANSWERED, reply.kind is Kind.SUGGEST, reply.score

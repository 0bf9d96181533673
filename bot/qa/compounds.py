"""Answering messages of several clauses: several questions, or one with chatter around it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.qa.answering import Answering
from bot.qa.chatter import Chatter
from bot.qa.clauses import (
    LONGEST_RUN,
    asks,
    coordinated,
    cuts,
    is_cut_for_certain,
    is_long,
    listed,
    questions,
    share_end,
)
from bot.qa.dialogue import FollowUps
from bot.qa.levels import CLEAR, FAIR, SURE
from bot.qa.numbers import is_choice
from bot.qa.reply import Conversation, Reply, join
from bot.qa.text import fold
from bot.qa.verification import is_check

_MOST_QUESTIONS = 5
"""Questions of one message that are answered one by one; fewer still may have answers."""


class _Message(NamedTuple):
    """A message, the reply to it as a whole, and what was said before."""

    text: str
    whole: Reply
    conversation: Conversation


class Compounds:
    """Answers messages clause by clause where that fits better than the message as a whole.

    Args:
        answering: Answers questions that stand alone.
        follow_ups: Answers those that do not.
    """

    def __init__(self, answering: Answering, follow_ups: FollowUps) -> None:
        self._answering = answering
        self._matcher = answering.matcher
        self._follow_ups = follow_ups
        self._chatter = Chatter(answering)

    def answer(self, question: str, whole: Reply, conversation: Conversation) -> Reply | None:
        """Answer a message clause by clause; ``None`` where it is better answered as a whole.

        Either every clause that asks has an answer of its own, or one question is answered, and
        the other clauses are taken for chatter around it.
        """
        message = _Message(question, whole, conversation)
        meant = [part for part in questions(question) if not self._matcher.is_chatter(part)]
        parts = self._going_on(meant)
        if any(self._chatter.is_elsewhere(part) for part in parts if not asks(part)):
            return None
        if joined := self._each(message, parts):
            return None if _is_about_one_thing(whole, joined) else joined
        if joined := self._listed(message) or self._two(message, meant):
            return joined
        if len(parts) < 2:
            return self._unseparated(message, "".join(parts))
        return self._chatter.answer(question, parts, whole)

    def _each(self, message: _Message, parts: Sequence[str]) -> Reply | None:
        """Answer the clauses that ask, if all of them have an answer."""
        asking = [part for part in parts if asks(part)]
        is_each_asked = is_cut_for_certain(message.text)
        for way in (parts if is_each_asked else [], asking, share_end(message.text)):
            if 1 < len(way) <= _MOST_QUESTIONS and (joined := self._answer_all(message, way)):
                return joined
        return None

    def _listed(self, message: _Message) -> Reply | None:
        """Answer each thing of a list, "the date, and also who came", if it stands for itself."""
        if is_long(fold(message.text)):
            return None
        for way in _lists(message.text):
            if 1 < len(way) <= _MOST_QUESTIONS and (joined := self._answer_all(message, way)):
                is_each = len(joined.answers) == len(way)
                if is_each and joined.score >= _needed(message.whole, joined, way):
                    return joined
        return None

    def _two(self, message: _Message, parts: Sequence[str]) -> Reply | None:
        """Answer two questions of which only one is clear by itself, or has an answer at all."""
        if len(parts) != 2 or not all(map(asks, parts)):
            return None
        joined = self._answer_all(message, parts) if is_cut_for_certain(message.text) else None
        if joined and len(joined.answers) == 2 and joined.score >= FAIR:
            return joined
        whole = message.whole
        first, second = (self._answering.answer(part, whole.language) for part in parts)
        if whole.is_answered:
            # "Which plenum does it cite, and what did that decide?" The second is only clear after
            # the first, and then it is what the message as a whole asks.
            is_other = first.is_answered and first.entry_ids != whole.entry_ids
            return join([first, whole]) if is_other and first.score >= FAIR else None
        if first.is_sure and _is_unknown(second):
            return self._half_known(first)
        is_about_that = self._matcher.read(fold(parts[0])).guards  # it may hold for the second too
        if second.is_sure and _is_unknown(first) and not is_about_that:
            return self._half_known(second)
        return None

    def _half_known(self, reply: Reply) -> Reply:
        return replace(reply, message=self._answering.text("half_known"))

    def _unseparated(self, message: _Message, run: str) -> Reply | None:
        """Answer what has nothing in between: several questions, or one that is led in."""
        if len(run) > LONGEST_RUN:
            return None
        return self._by_cuts(message, run) or self._chatter.led_in(run, message.whole)

    def _by_cuts(self, message: _Message, run: str) -> Reply | None:
        """Answer questions that were written without anything between them."""
        for parts in cuts(run):
            if any(map(self._matcher.is_unspecific, parts)):
                continue
            if joined := self._answer_all(message, parts):
                is_more = len(joined.answers) > 1 and message.whole.entry_ids <= joined.entry_ids
                return joined if is_more else None
        return None

    def _going_on(self, parts: Iterable[str]) -> list[str]:
        """Put clauses that name nothing ("what are they") to those before."""
        joined: list[str] = []
        for part in parts:
            if joined and self._matcher.is_unspecific(part):
                joined[-1] += f" {part}"
            else:
                joined.append(part)
        return joined

    def _answer_all(self, message: _Message, parts: Iterable[str]) -> Reply | None:
        """Answer clauses in turn, each in the light of those before it; all of them or none."""
        replies = []
        language, conversation = message.whole.language, message.conversation
        for part in parts:
            alone = self._answering.answer(part, language)
            going_on = self._follow_ups.answer(part, language, conversation, is_clause=True)
            reply = max(going_on or alone, alone, key=lambda r: (r.is_answered, r.score))
            if not reply.is_answered:
                return None
            conversation = conversation.after(reply)
            replies.append(reply)
        return join(replies)


def _is_unknown(reply: Reply) -> bool:
    return not (reply.is_answered or reply.suggestions)


def _lists(text: str) -> list[list[str]]:
    """Propose how a message may be a list of things or of questions."""
    parts, at_commas = coordinated(text), listed(text)
    is_finer = at_commas != parts and not any(map(asks, at_commas))
    return [at_commas, parts] if is_finer else [parts]


def _needed(whole: Reply, joined: Reply, parts: Sequence[str]) -> float:
    """Return how sure answers to the parts of a list must be, so that it is read as one.

    In Chinese what makes a question stands at the end and goes for all before it ("A和B是什么"):
    where only some parts ask, it is rarely a list.
    """
    asking = sum(map(asks, parts))
    is_mixed = 0 < asking < len(parts) and not all(map(str.isascii, parts))
    if is_mixed and not asks(parts[-1]):
        return math.inf
    if is_mixed or any(is_check(folded) or is_choice(folded) for folded in map(fold, parts)):
        return SURE
    needed = CLEAR if asking else FAIR
    return needed if whole.entry_ids <= joined.entry_ids else max(CLEAR, whole.score)


def _is_about_one_thing(whole: Reply, joined: Reply) -> bool:
    """Whether the clauses after the first only go on about what the message as a whole asks.

    "When was the fourth plenum, what did it decide?": the first clause gets the same sure answer as
    the whole, and the others would get another one only because they do not say what is meant.
    """
    first, *others = joined.answers
    is_same = whole.is_sure and whole.entry_ids == {first.entry.id}
    return is_same and all(answer.score < SURE for answer in others)

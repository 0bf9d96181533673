"""Answering what only makes sense after the last answer: why, what else, the third one, and she?"""

from collections.abc import Iterable
from functools import cached_property
from itertools import chain

from bot.qa.answering import MOST_SUGGESTIONS, Answering
from bot.qa.clauses import LONGEST_RUN
from bot.qa.followups import (
    ListPosition,
    Turns,
    in_context,
    list_of,
    next_position,
    person_meant,
    position_in,
    refers_back,
    rewordings,
    split_place,
)
from bot.qa.language import Language
from bot.qa.levels import CLEAR, FAIR
from bot.qa.models import Entry, Turn
from bot.qa.reply import Answer, Conversation, Kind, Reply
from bot.qa.text import fold, fold_all

_LEAST = 0.02
"""The least score that an entry has which a follow-up and the last question together mean."""


class FollowUps:
    """Answers follow-ups.

    Args:
        answering: Answers questions that stand alone.
    """

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._knowledge = answering.knowledge
        self._turns = Turns(self._knowledge.lexicon.turns)
        self._near_to: dict[str, frozenset[str]] = {}

    def answer(
        self,
        question: str,
        language: Language,
        conversation: Conversation,
        *,
        is_clause: bool = False,
    ) -> Reply | None:
        """Answer what only makes sense after the last answer; ``None`` where it is no such.

        Args:
            question: What was asked.
            language: What to answer in.
            conversation: What was said before.
            is_clause: Whether it was asked in one message with the last question. Then it rather
                goes into that one, or stands alone, than leaving out what it is about.
        """
        last = self._knowledge.entries.get(conversation.entry_id or "")
        if last is None:
            return None
        turn = self._turns.read(question)
        if turn is Turn.WHY:
            return self._why(last, language)
        if turn is Turn.MORE:
            return self._more(last, language)
        if turn is Turn.AGAIN:
            return self._again(question, last, language)
        if position := self._position(question, last):
            return self._answering.item(position, language)
        is_chatter = self._answering.matcher.is_chatter(question)
        if is_chatter or len(question) > LONGEST_RUN or self._stands_alone(question, last):
            return None
        return self._in_context(question, language, last, is_clause=is_clause)

    def _in_context(
        self, question: str, language: Language, last: Entry, *, is_clause: bool
    ) -> Reply | None:
        """Answer a question that may go on from the last one, with what fits there best."""
        near = self._near(last)
        reworded = [
            self._answering.answer(reading, language, near)
            for reading in rewordings(question, last, self._knowledge)
        ]
        is_person = person_meant(question, last, self._knowledge) is not None
        alone = [*reworded]
        if not (is_person and any(reply.is_answered for reply in reworded)):
            alone.append(self._answering.answer(question, language, near))
        new = [reply for reply in alone if _is_new(reply, last)]
        fitting = _best(reply for reply in new if reply.answers[0].entry.id in near)
        if fitting and (is_clause or fitting.score >= CLEAR):
            return fitting
        same = _best(reply for reply in reworded if reply.is_answered)
        if is_person and same and same.score >= CLEAR and same not in new:
            return same
        points_back = refers_back(question)
        is_open = points_back or self._answering.matcher.is_bare(question)
        if is_clause or not (is_open or all(reply.score < CLEAR for reply in alone)):
            return fitting or next(iter(new), None)
        reread = [reply for reply in reworded if reply in new and (is_person or not is_open)]
        best = fitting or _best(reread)
        beside = self._beside_last(question, language, last, best.score if best else _LEAST)
        may_repeat = points_back or (is_open and not fitting)
        if beside is None and may_repeat and self._asks_the_same(question, last):
            return self._answering.answered(Answer(last, 1.0), language)
        return beside or fitting or next(iter(new), None)

    def _position(self, question: str, last: Entry) -> ListPosition | None:
        """Find the item that a question means which names nothing but its place in a list.

        The list is that of the last answer, or else the list that the last answer is an item of.
        The number is past the end where the list is shorter.
        """
        split, listing = split_place(question), list_of(last, self._knowledge)
        if split is None or listing is None:
            return None
        number, rest = split
        names_nothing = not rest or self._answering.matcher.is_bare(rest)
        return position_in(listing, number) if names_nothing else None

    def _stands_alone(self, question: str, last: Entry) -> bool:
        """Whether a question is one that is shown to people, or the last one once more."""
        folded = fold(question)
        if not self._answering.matcher.is_stored(folded):
            return False
        return folded in self._shown or folded in fold_all(last.wordings)

    @cached_property
    def _shown(self) -> frozenset[str]:
        entries = self._knowledge.entries.values()
        return frozenset(fold_all(chain(*((e.question.zh, e.question.en) for e in entries))))

    def _beside_last(
        self, question: str, language: Language, last: Entry, least: float
    ) -> Reply | None:
        """Answer a follow-up together with what was asked last.

        That was answered, so what it was answered with is rarely meant again: the scores of the
        other entries, which must be ``least``, are taken as shares of what it leaves.
        """
        near = self._near(last)
        replies = []
        for reading in in_context(question, last):
            candidates = self._answering.matcher.candidates(reading, near)
            rest = 1 - sum(c.score for c in candidates if c.entry.id == last.id)
            for entry, score, evidence in candidates:
                is_other = entry.id in near and entry.id != last.id and not evidence.guards
                share = score / max(rest, score)  # rest may be rounded to less, even to nothing
                if is_other and share >= FAIR and score >= least:
                    replies.append(self._answering.answered(Answer(entry, share), language))
        return _best(replies)

    def _asks_the_same(self, question: str, last: Entry) -> bool:
        """Whether a follow-up with the last question is a clear case of the last question."""
        candidates = [
            self._answering.matcher.candidates(reading) for reading in in_context(question, last)
        ]
        best = [found[0] for found in candidates if found]
        return all(c.entry.id == last.id and c.score >= CLEAR for c in best)

    def _near(self, last: Entry) -> frozenset[str]:
        """Return the entries one is likely to ask about after an entry."""
        if last.id not in self._near_to:
            listing = list_of(last, self._knowledge)
            items = {item.entry for item in listing.items if item.entry} if listing else set()
            entries = self._knowledge.entries.values()
            asked_before = {entry.id for entry in entries if last.id in entry.related}
            self._near_to[last.id] = frozenset({*last.related, *items, *asked_before})
        return self._near_to[last.id]

    def _why(self, last: Entry, language: Language) -> Reply:
        reply = self._answering.answer(f"为什么 {last.question.zh}", language, self._near(last))
        if _is_new(reply, last):
            return reply
        return self._offer(Kind.NOT_REPORTED, "no_reason", last, language)

    def _again(self, question: str, last: Entry, language: Language) -> Reply:
        """Answer once more, unless what is asked for in full has an answer of its own."""
        return self._beside_last(question, language, last, FAIR) or self._answering.answered(
            Answer(last, 1.0), language
        )

    def _more(self, last: Entry, language: Language) -> Reply:
        if position := next_position(last, self._knowledge):
            return self._answering.item(position, language)
        return self._offer(Kind.SUGGEST, "nothing_more", last, language)

    def _offer(self, kind: Kind, message: str, last: Entry, language: Language) -> Reply:
        """Say something in place of an answer, and what one may ask after the last one."""
        related = self._answering.related(last)[:MOST_SUGGESTIONS]
        text = self._answering.text(message)
        return Reply(kind, language, 1.0, suggestions=related, message=text)


def _best(replies: Iterable[Reply]) -> Reply | None:
    return max(replies, key=lambda reply: reply.score, default=None)


def _is_new(reply: Reply, last: Entry) -> bool:
    """Whether a reply answers, and not with the entry that was answered last."""
    return reply.is_answered and reply.answers[0].entry.id != last.id

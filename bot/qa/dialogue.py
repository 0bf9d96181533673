"""Answering what only makes sense after the last answer: why, what else, the third one, and she?"""

from bot.qa.answering import ANSWERED, MOST_SUGGESTIONS, Answering
from bot.qa.followups import (
    Turn,
    list_of,
    next_position,
    read_position,
    read_turn,
    rewordings,
)
from bot.qa.language import Language
from bot.qa.models import Entry
from bot.qa.reply import Conversation, Kind, Reply

LONGEST_RUN = 80
"""Characters of what may be a follow-up, or several questions with nothing in between."""


class FollowUps:
    """Answers follow-ups.

    Args:
        answering: Answers questions that stand alone.
    """

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._knowledge = answering.knowledge
        self._near_to: dict[str, frozenset[str]] = {}

    def answer(self, question: str, language: Language, conversation: Conversation) -> Reply | None:
        """Answer what only makes sense after the last answer; ``None`` where it is no such."""
        last = self._knowledge.entries.get(conversation.entry_id or "")
        if last is None:
            return None
        turn = read_turn(question)
        if turn is Turn.WHY:
            return self._why(last, language)
        if turn is Turn.MORE:
            return self._more(last, language)
        if position := read_position(question, last, self._knowledge):
            return self._answering.item(position, language)
        if len(question) > LONGEST_RUN:
            return None
        near = self._near(last)
        readings = (*rewordings(question, last, self._knowledge), question)
        replies = [self._answering.answer(reading, language, near) for reading in readings]
        new = [r for r in replies if r.kind in ANSWERED and r.answers[0].entry.id != last.id]
        return next((r for r in new if r.answers[0].entry.id in near), new[0] if new else None)

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
        if reply.kind in ANSWERED and reply.answers[0].entry.id != last.id:
            return reply
        return self._offer(Kind.NOT_REPORTED, "no_reason", last, language)

    def _more(self, last: Entry, language: Language) -> Reply:
        if position := next_position(last, self._knowledge):
            return self._answering.item(position, language)
        return self._offer(Kind.SUGGEST, "nothing_more", last, language)

    def _offer(self, kind: Kind, message: str, last: Entry, language: Language) -> Reply:
        """Say something in place of an answer, and what one may ask after the last one."""
        related = self._answering.related(last)[:MOST_SUGGESTIONS]
        text = self._answering.text(message)
        return Reply(kind, language, 1.0, suggestions=related, message=text)

"""Answering one question that stands alone: which entry, or what else to offer.

Pure: no Telegram, no clock, no database; the same input gives the same reply.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.qa.followups import ListPosition, position_in, split_ordinal
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.matcher import Candidate, Matcher
from bot.qa.models import Bilingual, Entry, Status
from bot.qa.passages import Passages
from bot.qa.reply import Answer, Kind, Reply
from bot.qa.verification import Verification
from bot.qa.weights import Weights

MOST_SUGGESTIONS = 4
_NEAR = 0.25
"""The share of the suggestion threshold from which an entry is offered with "I do not know"."""

_EQUAL = 1 - 1e-9  # similarity of a question that reads like a stored wording


class Answering:
    """Answers questions one at a time, each for itself.

    Args:
        knowledge: What is known.
        weights: The thresholds.
    """

    def __init__(self, knowledge: KnowledgeBase, weights: Weights) -> None:
        self.knowledge = knowledge
        self.matcher = Matcher(knowledge, weights)
        self.passages = Passages(knowledge, self.matcher)
        self._weights = weights
        self._verification = Verification(
            form for person in knowledge.lexicon.people for form in person.forms
        )

    def answer(
        self, question: str, language: Language, favoured: frozenset[str] = frozenset()
    ) -> Reply:
        """Answer one question; entries whose ids are ``favoured`` are likelier to be meant."""
        if item := self._item_named(question, language, favoured):
            return item
        candidates = self._candidates(question, favoured)
        if self._is_accepted(candidates):
            best = candidates[0]
            return self.answered(Answer(best.entry, best.score), language)
        return self._fallback(question, candidates, language)

    def _fallback(
        self, question: str, candidates: Sequence[Candidate], language: Language
    ) -> Reply:
        """Suggest what may be meant, or show the sentence that fits, or decline."""
        score = candidates[0].score if candidates else 0.0
        near = [c.entry for c in candidates if c.score >= self._weights.suggestion_threshold]
        if near:
            shown = tuple(near[:MOST_SUGGESTIONS])
            return Reply(
                Kind.SUGGEST, language, score, suggestions=shown, message=self.text("suggest")
            )
        declined = replace(
            self.decline(language, "decline", score), suggestions=self._near_by(candidates)
        )
        sentence = self.passages.find(question, self._weights.passage_threshold)
        if sentence is None:
            return declined
        message = self.text("passage")
        return replace(declined, kind=Kind.PASSAGE, passage=sentence, message=message)

    def _candidates(self, question: str, favoured: frozenset[str]) -> list[Candidate]:
        """Match a question as it stands, or opened where it checks a fact and that fits better."""
        direct = self.matcher.candidates(question, favoured)
        opened = [
            self.matcher.candidates(reading, favoured)
            for reading in self._verification.opened(question)
        ]
        fitting = [direct] if direct and not direct[0].evidence.guards else []
        fitting += [candidates for candidates in opened if candidates]
        return max(fitting, key=lambda candidates: candidates[0].score, default=direct)

    def _is_accepted(self, candidates: Sequence[Candidate]) -> bool:
        """Whether the best candidate is sure enough, and leads clearly enough, to be the answer.

        A question that reads like a stored wording is sure.
        What the report says is never the answer to a question with a guard the entry lacks: that
        question is about something else.
        """
        if not candidates:
            return False
        best, second = candidates[0], candidates[1].score if len(candidates) > 1 else 0.0
        if best.evidence.similarity > _EQUAL:
            return True
        if best.entry.status is not Status.NOT_REPORTED and best.evidence.guards:
            return False
        weights = self._weights
        return (
            best.score >= weights.threshold and best.score - second >= weights.ambiguity_threshold
        )

    def _item_named(
        self, question: str, language: Language, favoured: frozenset[str]
    ) -> Reply | None:
        """Answer "the third principle"; ``None`` where no item of a list is asked for."""
        split = split_ordinal(question)
        if split is None:
            return None
        number, of_list = split
        candidates = self._candidates(of_list, favoured)
        if self._is_accepted(candidates) and candidates[0].entry.items:
            return self.item(position_in(candidates[0].entry, number), language)
        return None

    def answered(self, answer: Answer, language: Language) -> Reply:
        """Reply with an answer."""
        entry = answer.entry
        is_answered = entry.status is not Status.NOT_REPORTED
        return Reply(
            Kind.ANSWER if is_answered else Kind.NOT_REPORTED,
            language,
            answer.score,
            answers=(answer,),
            suggestions=self.related(entry),
        )

    def related(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the entries that one may ask about next."""
        return tuple(self.knowledge.entries[key] for key in entry.related)

    def item(self, position: ListPosition, language: Language) -> Reply:
        """Reply with an item of a list, or say that the list is shorter."""
        items = position.entry.items
        if not 0 <= position.number < len(items):
            return Reply(
                Kind.NOT_REPORTED,
                language,
                1.0,
                answers=(Answer(position.entry, 1.0),),
                message=self.text("no_such_item"),
            )
        item = items[position.number]
        if item.entry:
            return self.answered(Answer(self.knowledge.entries[item.entry], 1.0), language)
        return self.answered(Answer(position.entry, 1.0, item), language)

    def decline(self, language: Language, message: str, score: float = 0.0) -> Reply:
        """Say that there is no answer.

        Args:
            language: What to say it in.
            message: The key of the text that says so.
            score: The best candidate's.
        """
        return Reply(Kind.DECLINE, language, score, message=self.text(message))

    def text(self, key: str) -> Bilingual:
        """Return what the bot says on some occasion."""
        return self.knowledge.messages.texts[key]

    def _near_by(self, candidates: Iterable[Candidate]) -> tuple[Entry, ...]:
        """Return what the report does say that comes near a question without an answer."""
        lowest = _NEAR * self._weights.suggestion_threshold
        near = (c.entry for c in candidates if c.score >= lowest)
        reported = tuple(entry for entry in near if entry.status is Status.REPORTED)
        return reported[:MOST_SUGGESTIONS]

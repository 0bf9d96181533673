"""The policy: from a question and the conversation so far to a reply.

Pure: no Telegram, no clock, no database; the same input gives the same reply.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.qa.article import Sentence
from bot.qa.clauses import (
    asks,
    clauses,
    cuts,
    is_cut_for_certain,
    is_long,
    questions,
    share_end,
)
from bot.qa.followups import (
    ListPosition,
    Turn,
    list_of,
    next_position,
    position_in,
    read_position,
    read_turn,
    rewordings,
    split_ordinal,
)
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language, detect
from bot.qa.matcher import Candidate, Matcher
from bot.qa.models import Bilingual, Entry, Status
from bot.qa.passages import Passages
from bot.qa.pinyin import typed_in_pinyin
from bot.qa.reply import Answer, Conversation, Kind, Reply
from bot.qa.text import fold
from bot.qa.verification import Verification
from bot.qa.weights import Weights, load_weights

LONGEST_QUESTION = 400
"""Characters of a folded question; a longer text is refused with a reason."""

_MOST_SUGGESTIONS = 4
_SOURCE_THRESHOLD = 0.5
"""The share of what an answer tells that its source must hold."""

_MOST_PARTS = 4
_NEAR = 0.25
"""The share of the suggestion threshold from which an entry is offered with "I do not know"."""
_MOST_CLAUSES = 5
"""Clauses of one message that are answered; whoever writes more asks in the last ones."""

_LONGEST_RUN = 80
"""Characters of what may be a follow-up, or several questions with nothing in between."""

_SURE_SCORE = 0.95
_EQUAL = 1 - 1e-9  # similarity of a question that reads like a stored wording


class Assistant:
    """Answers questions from one knowledge base.

    Building one takes about a tenth of a second; a reply takes less than a millisecond.
    """

    def __init__(self, knowledge: KnowledgeBase, weights: Weights | None = None) -> None:
        self.knowledge = knowledge
        self._weights = weights or load_weights()
        self.matcher = Matcher(knowledge, self._weights)
        self._verification = Verification(
            form
            for name in knowledge.lexicon.names
            if name.is_person
            for form in (name.zh, name.en, *name.also)
        )
        self._passages = Passages(knowledge, self.matcher)
        self._smalltalk = {
            fold(utterance): talk.answer
            for talk in knowledge.messages.smalltalk.values()
            for utterance in talk.utterances
        }

        self._near_to: dict[str, frozenset[str]] = {}

    def reply(self, question: str, conversation: Conversation | None = None) -> Reply:
        """Answer one message.

        Args:
            question: What the person wrote; anything at all.
            conversation: What was said before.
        """
        conversation = conversation or Conversation()
        folded = fold(question)
        if len(folded) > LONGEST_QUESTION:
            language = conversation.language or detect(question, default=conversation.script)
            return self._decline(language, "decline_long")
        language = self._language(question, folded, conversation)
        if not any(character.isalpha() for character in folded):
            return self._decline(language, "decline_empty")
        if talk := self._smalltalk.get(folded):
            return Reply(Kind.SMALLTALK, language, 1.0, message=talk)
        reply = self._follow_up(question, language, conversation)
        if reply is not None:
            return reply
        whole = self._answer(question, language)
        if whole.kind in _ANSWERED and self.matcher.is_stored(folded):
            return whole
        return self._by_clauses(question, whole, conversation) or whole

    def answer_entry(self, entry_id: str, language: Language) -> Reply | None:
        """Answer with a given entry, as when it was chosen from suggestions."""
        entry = self.knowledge.entries.get(entry_id)
        return None if entry is None else self._answered(Answer(entry, 1.0), language)

    def source_of(self, answer: str) -> Sentence | None:
        """Return the sentence of the report that an answer seems to be taken from."""
        return self._passages.find(answer, _SOURCE_THRESHOLD)

    def _language(self, question: str, folded: str, conversation: Conversation) -> Language:
        if conversation.language is not None:
            return conversation.language
        language = detect(question, default=conversation.script)
        if language is Language.ENGLISH and self._is_pinyin(folded):
            script = conversation.script
            return script if script.is_chinese else Language.HANS
        return language

    def _is_pinyin(self, folded: str) -> bool:
        """Whether a text of the Latin alphabet is pinyin rather than English."""
        return typed_in_pinyin(folded) is not None and not self.matcher.is_english(folded)

    def _answer(
        self, question: str, language: Language, favoured: frozenset[str] = frozenset()
    ) -> Reply:
        """Answer one question; entries whose ids are ``favoured`` are likelier to be meant."""
        if item := self._item_named(question, language, favoured):
            return item
        candidates = self._candidates(question, favoured)
        best = candidates[0] if candidates else None
        if best and self._is_accepted(candidates):
            return self._answered(Answer(best.entry, best.score), language)
        score = best.score if best else 0.0
        near = [c.entry for c in candidates if c.score >= self._weights.suggestion_threshold]
        if near:
            shown = tuple(near[:_MOST_SUGGESTIONS])
            return Reply(
                Kind.SUGGEST, language, score, suggestions=shown, message=self._text("suggest")
            )
        declined = replace(
            self._decline(language, "decline", score), suggestions=self._near_by(candidates)
        )
        sentence = self._passages.find(question, self._weights.passage_threshold)
        if sentence is None:
            return declined
        message = self._text("passage")
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
        best, second = candidates[0], candidates[1].score if len(candidates) > 1 else 0.0
        if best.evidence.similarity > _EQUAL:
            return True
        if best.entry.status is not Status.NOT_REPORTED and best.evidence.guards:
            return False
        weights = self._weights
        return (
            best.score >= weights.threshold and best.score - second >= weights.ambiguity_threshold
        )

    def _answered(self, answer: Answer, language: Language) -> Reply:
        entry = answer.entry
        is_answered = entry.status is not Status.NOT_REPORTED
        related = tuple(self.knowledge.entries[key] for key in entry.related)
        return Reply(
            Kind.ANSWER if is_answered else Kind.NOT_REPORTED,
            language,
            answer.score,
            answers=(answer,),
            suggestions=related,
        )

    def _near_by(self, candidates: Iterable[Candidate]) -> tuple[Entry, ...]:
        """Return what the report does say that comes near a question without an answer."""
        lowest = _NEAR * self._weights.suggestion_threshold
        near = (c.entry for c in candidates if c.score >= lowest)
        reported = tuple(entry for entry in near if entry.status is Status.REPORTED)
        return reported[:_MOST_SUGGESTIONS]

    def _decline(self, language: Language, message: str, score: float = 0.0) -> Reply:
        return Reply(Kind.DECLINE, language, score, message=self._text(message))

    def _text(self, key: str) -> Bilingual:
        return self.knowledge.messages.texts[key]

    def _by_clauses(self, question: str, whole: Reply, conversation: Conversation) -> Reply | None:
        """Answer a message clause by clause where that fits better than the message as a whole.

        Either every clause is a question with an answer of its own, or the message is long and
        the clauses without an answer are taken for chatter around those that have one.
        """
        parts = self._going_on(questions(question))
        asking = [part for part in parts if asks(part)]
        is_certain = is_cut_for_certain(question) or len(asking) == len(parts)
        for way in (parts if is_certain else [], asking, share_end(question)):
            if 1 < len(way) <= _MOST_CLAUSES and (
                joined := self._answer_all(way, whole.language, conversation)
            ):
                return joined
        if len(parts) < 2:
            run = "".join(parts)
            is_short = len(run) <= _LONGEST_RUN
            return self._by_cuts(run, whole, conversation) if is_short else None
        is_chatty = is_long(fold(question)) or (len(asking) == 1 and len(parts) > 2)
        return self._out_of_chatter(question, whole) if is_chatty else None

    def _going_on(self, parts: Sequence[str]) -> list[str]:
        """Drop chatter, and put clauses that name nothing ("what are they") to those before."""
        joined: list[str] = []
        for part in parts:
            if self.matcher.is_chatter(part):
                continue
            if joined and self.matcher.is_unspecific(part):
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
        near = frozenset(
            entry.id for entry in (*(a.entry for a in whole.answers), *whole.suggestions)
        )
        asking = [n for n, part in enumerate(parts) if asks(part)] or range(len(parts))
        asking = asking[-_MOST_CLAUSES:]
        replies = [self._answer_clause(parts[max(n - 1, 0) : n + 1], whole, near) for n in asking]
        best = max(replies, key=_worth)
        if best.kind not in _ANSWERED:
            return max(whole, best, key=_worth)
        sure = [r for r in replies if r.kind in _ANSWERED and r.score >= _SURE_SCORE]
        return self._joined(sure) or best

    def _answer_clause(self, parts: Sequence[str], whole: Reply, near: frozenset[str]) -> Reply:
        """Answer the last of some clauses, alone or with those before it."""
        readings = [parts[-1], " ".join(parts)] if len(parts) > 1 else [parts[-1]]
        short = [text for text in readings if len(text) <= _LONGEST_RUN] or readings[:1]
        return max((self._answer(text, whole.language, near) for text in short), key=_worth)

    def _by_cuts(self, question: str, whole: Reply, conversation: Conversation) -> Reply | None:
        """Answer questions that were written without anything between them."""
        for parts in cuts(question):
            if any(map(self.matcher.is_unspecific, parts)):
                continue
            joined = self._answer_all(parts, whole.language, conversation)
            if joined:
                found = {answer.entry.id for answer in joined.answers}
                is_within = all(answer.entry.id in found for answer in whole.answers)
                return joined if is_within and len(found) > 1 else None
        return None

    def _answer_all(
        self, parts: Sequence[str], language: Language, conversation: Conversation
    ) -> Reply | None:
        """Answer clauses in turn, each in the light of those before it; all of them or none."""
        replies = []
        for part in parts:
            reply = self._follow_up(part, language, conversation) or self._answer(part, language)
            if reply.kind not in _ANSWERED:
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

    def _follow_up(
        self, question: str, language: Language, conversation: Conversation
    ) -> Reply | None:
        """Answer what only makes sense after the last answer; ``None`` where it is no such."""
        last = self.knowledge.entries.get(conversation.entry_id or "")
        if last is None:
            return None
        turn = read_turn(question)
        if turn is Turn.WHY:
            return self._why(last, language)
        if turn is Turn.MORE:
            return self._more(last, language)
        if position := read_position(question, last, self.knowledge):
            return self._item(position, language)
        if len(question) > _LONGEST_RUN:
            return None
        near = self._near(last)
        readings = (*rewordings(question, last, self.knowledge), question)
        replies = [self._answer(reading, language, near) for reading in readings]
        new = [r for r in replies if r.kind in _ANSWERED and r.answers[0].entry.id != last.id]
        return next((r for r in new if r.answers[0].entry.id in near), new[0] if new else None)

    def _near(self, last: Entry) -> frozenset[str]:
        """Return the entries one is likely to ask about after an entry."""
        if last.id not in self._near_to:
            listing = list_of(last, self.knowledge)
            items = {item.entry for item in listing.items if item.entry} if listing else set()
            entries = self.knowledge.entries.values()
            asked_before = {entry.id for entry in entries if last.id in entry.related}
            self._near_to[last.id] = frozenset({*last.related, *items, *asked_before})
        return self._near_to[last.id]

    def _why(self, last: Entry, language: Language) -> Reply:
        reply = self._answer(f"为什么 {last.question.zh}", language, self._near(last))
        if reply.kind in _ANSWERED and reply.answers[0].entry.id != last.id:
            return reply
        return Reply(
            Kind.NOT_REPORTED,
            language,
            1.0,
            suggestions=self._related(last),
            message=self._text("no_reason"),
        )

    def _more(self, last: Entry, language: Language) -> Reply:
        if position := next_position(last, self.knowledge):
            return self._item(position, language)
        return Reply(
            Kind.SUGGEST,
            language,
            1.0,
            suggestions=self._related(last),
            message=self._text("nothing_more"),
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
        if candidates and candidates[0].entry.items and self._is_accepted(candidates):
            return self._item(position_in(candidates[0].entry, number), language)
        return None

    def _item(self, position: ListPosition, language: Language) -> Reply:
        items = position.entry.items
        if not 0 <= position.number < len(items):
            return Reply(
                Kind.NOT_REPORTED,
                language,
                1.0,
                answers=(Answer(position.entry, 1.0),),
                message=self._text("no_such_item"),
            )
        item = items[position.number]
        if item.entry:
            return self._answered(Answer(self.knowledge.entries[item.entry], 1.0), language)
        return self._answered(Answer(position.entry, 1.0, item), language)

    def _related(self, entry: Entry) -> tuple[Entry, ...]:
        return tuple(self.knowledge.entries[key] for key in entry.related)[:_MOST_SUGGESTIONS]


_ANSWERED = frozenset({Kind.ANSWER, Kind.NOT_REPORTED})


def _worth(reply: Reply) -> tuple[bool, bool, float]:
    """Order replies by how much they help: answers before suggestions before anything else."""
    return reply.kind in _ANSWERED, reply.kind is Kind.SUGGEST, reply.score

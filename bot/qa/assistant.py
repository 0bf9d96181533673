"""The policy: from a question and the conversation so far to a reply.

Pure: no Telegram, no clock, no database; the same input gives the same reply.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.qa.compound import splits
from bot.qa.followups import ListPosition, Turn, next_position, read_position, read_turn, rewordings
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language, detect
from bot.qa.matcher import Candidate, Matcher
from bot.qa.models import Bilingual, Entry, Status
from bot.qa.passages import Passages
from bot.qa.pinyin import typed_in_pinyin
from bot.qa.reply import Answer, Conversation, Kind, Reply
from bot.qa.text import fold
from bot.qa.weights import Weights, load_weights

LONGEST_QUESTION = 400
"""Characters of a folded question; a longer text is refused with a reason."""

_MOST_SUGGESTIONS = 4


class Assistant:
    """Answers questions from one knowledge base.

    Building one takes about a tenth of a second; a reply takes less than a millisecond.
    """

    def __init__(self, knowledge: KnowledgeBase, weights: Weights | None = None) -> None:
        self.knowledge = knowledge
        self._weights = weights or load_weights()
        self.matcher = Matcher(knowledge, self._weights)
        self._passages = Passages(knowledge, self.matcher)
        self._smalltalk = {
            fold(utterance): talk.answer
            for talk in knowledge.messages.smalltalk.values()
            for utterance in talk.utterances
        }

    def reply(self, question: str, conversation: Conversation | None = None) -> Reply:
        """Answer one message.

        Args:
            question: What the person wrote; anything at all.
            conversation: What was said before.
        """
        conversation = conversation or Conversation()
        folded = fold(question)
        language = self._language(question, folded, conversation)
        if not folded:
            return self._decline(language, "decline_empty")
        if len(folded) > LONGEST_QUESTION:
            return self._decline(language, "decline_long")
        if talk := self._smalltalk.get(folded):
            return Reply(Kind.SMALLTALK, language, 1.0, message=talk)
        reply = self._follow_up(question, language, conversation)
        if reply is None:
            reply = self._answer(question, language)
            if reply.kind not in _ANSWERED:
                reply = self._compound(question, language, conversation) or reply
        return reply

    def answer_entry(self, entry_id: str, language: Language) -> Reply | None:
        """Answer with a given entry, as when it was chosen from suggestions."""
        entry = self.knowledge.entries.get(entry_id)
        return entry and self._answered(Answer(entry, 1.0), language)

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

    def _answer(self, question: str, language: Language) -> Reply:
        """Answer one question that stands alone."""
        candidates = self.matcher.candidates(question)
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
        sentence = self._passages.find(question, self._weights.passage_threshold)
        if sentence:
            return Reply(
                Kind.PASSAGE, language, score, passage=sentence, message=self._text("passage")
            )
        return self._decline(language, "decline", score)

    def _is_accepted(self, candidates: Sequence[Candidate]) -> bool:
        best, second = candidates[0].score, candidates[1].score if len(candidates) > 1 else 0.0
        weights = self._weights
        return best >= weights.threshold and best - second >= weights.ambiguity_threshold

    def _answered(self, answer: Answer, language: Language) -> Reply:
        entry = answer.entry
        reported = entry.status is Status.REPORTED
        related = tuple(self.knowledge.entries[key] for key in entry.related)
        return Reply(
            Kind.ANSWER if reported else Kind.NOT_REPORTED,
            language,
            answer.score,
            answers=(answer,),
            suggestions=related,
        )

    def _decline(self, language: Language, message: str, score: float = 0.0) -> Reply:
        return Reply(Kind.DECLINE, language, score, message=self._text(message))

    def _text(self, key: str) -> Bilingual:
        return self.knowledge.messages.texts[key]

    def _compound(
        self, question: str, language: Language, conversation: Conversation
    ) -> Reply | None:
        """Answer a message part by part, where every part has an answer of its own."""
        for parts in splits(question):
            replies: list[Reply] = []
            so_far = conversation
            for part in parts:
                reply = self._follow_up(part, language, so_far) or self._answer(part, language)
                if reply.kind not in _ANSWERED:
                    break
                replies.append(reply)
                so_far = so_far.after(reply)
            answers = tuple(answer for reply in replies for answer in reply.answers)
            if len(replies) == len(parts) and len({a.entry.id for a in answers}) == len(answers):
                score = min(reply.score for reply in replies)
                return replace(replies[-1], kind=Kind.ANSWER, score=score, answers=answers)
        return None

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
        for rewording in rewordings(question, last, self.knowledge):
            reply = self._answer(rewording, language)
            if reply.kind in _ANSWERED and last.id != reply.answers[0].entry.id:
                return reply
        return None

    def _why(self, last: Entry, language: Language) -> Reply:
        reply = self._answer(f"为什么 {last.question.zh}", language)
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

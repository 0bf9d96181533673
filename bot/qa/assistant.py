"""The policy: from a question and the conversation so far to a reply.

Pure: no Telegram, no clock, no database; the same input gives the same reply.
"""

import re

from bot.qa.answering import Answering
from bot.qa.article import Sentence
from bot.qa.compounds import Compounds
from bot.qa.dialogue import FollowUps
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language, detect
from bot.qa.pinyin import typed_in_pinyin
from bot.qa.reply import Answer, Conversation, Kind, Reply
from bot.qa.text import fold
from bot.qa.weights import Weights, load_weights

LONGEST_QUESTION = 400
"""Characters of a folded question; a longer text is refused with a reason."""

_TAIL = re.compile(r"[呀啊呢吧哦喔噢嘛哈啦了喽咯哇嘞耶欸捏]+$")
"""What small talk may end in."""

_SOURCE_THRESHOLD = 0.5
"""The share of what an answer tells that its source must hold."""


class Assistant:
    """Answers questions from one knowledge base.

    Building one takes about half a second; a reply takes less than a millisecond.
    """

    def __init__(self, knowledge: KnowledgeBase, weights: Weights | None = None) -> None:
        self.knowledge = knowledge
        self._answering = Answering(knowledge, weights or load_weights())
        self._follow_ups = FollowUps(self._answering)
        self._compounds = Compounds(self._answering, self._follow_ups)
        self.matcher = self._answering.matcher
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
        if len(folded) > LONGEST_QUESTION:
            language = conversation.language or detect(question, default=conversation.script)
            return self._answering.decline(language, "decline_long")
        language = self._language(question, folded, conversation)
        if not any(character.isalpha() for character in folded):
            return self._answering.decline(language, "decline_empty")
        if talk := self._smalltalk.get(folded) or self._smalltalk.get(_TAIL.sub("", folded)):
            return Reply(Kind.SMALLTALK, language, 1.0, message=talk)
        reply = self._follow_ups.answer(question, language, conversation)
        if reply is not None:
            return reply
        whole = self._answering.answer(question, language)
        if whole.is_answered and self.matcher.is_stored(folded):
            return whole
        return self._compounds.answer(question, whole, conversation) or whole

    def answer_entry(self, entry_id: str, language: Language) -> Reply | None:
        """Answer with a given entry, as when it was chosen from suggestions."""
        entry = self.knowledge.entries.get(entry_id)
        return None if entry is None else self._answering.answered(Answer(entry, 1.0), language)

    def source_of(self, answer: str) -> Sentence | None:
        """Return the sentence of the report that an answer seems to be taken from."""
        return self._answering.passages.find(answer, _SOURCE_THRESHOLD)

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

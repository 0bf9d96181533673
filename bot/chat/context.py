"""What every handler can reach."""

import asyncio
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.chat.floods import Floods
from bot.chat.memory import Memory, Spot, place_of
from bot.chat.metrics import Metrics
from bot.chat.typing_sign import TypingSign
from bot.chat.view import View
from bot.curation.live import Live, LiveKnowledge
from bot.qa.assistant import Assistant
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.reply import Conversation
from bot.store import Store


@dataclass(slots=True)
class Services:
    """What the handlers work with.

    Attributes:
        curator_chat: The chat of those who teach the bot, if there is one.
        news: Set when there may be something to show to curators, or to tell an asker.
    """

    knowledge: LiveKnowledge
    store: Store
    metrics: Metrics
    floods: Floods
    curator_chat: int | None = None
    memory: Memory = field(init=False)
    typing: TypingSign = field(default_factory=TypingSign)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _views: dict[Language, View] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.memory = Memory(self.store.conversations)

    async def catch_up(self, update: Update) -> None:
        """Learn what another process may have changed for those an update is about."""
        message, user = update.effective_message, update.effective_user
        ids = {source.id for source in (update.effective_chat, user) if source}
        await self.store.catch_up(ids)
        if message:
            await self.memory.catch_up(place_of(message, user.id if user else None))

    def view(self, knowledge: KnowledgeBase, language: Language, username: str) -> View:
        """Return how cards are drawn in a language; it keeps what was drawn of this knowledge."""
        view = self._views.get(language)
        if view is None or view.knowledge is not knowledge:
            view = self._views[language] = View(knowledge, language, username)
        return view


Data = dict[str, Any]


class Context(CallbackContext[ExtBot[None], Data, Data, Data]):
    """The context of a handler, with the services and what follows from them."""

    @property
    def services(self) -> Services:
        """What the handlers work with."""
        services: Services = self.bot_data["services"]
        return services

    @cached_property
    def live(self) -> Live:
        """The knowledge that answers; the same from the beginning of an update to its end."""
        return self.services.knowledge.live

    @property
    def assistant(self) -> Assistant:
        """The assistant that finds the answers."""
        return self.live.assistant

    @property
    def knowledge(self) -> KnowledgeBase:
        """What the bot knows."""
        return self.live.assistant.knowledge

    @property
    def memory(self) -> Memory:
        """What is remembered of conversations."""
        return self.services.memory

    @property
    def store(self) -> Store:
        """What outlives a restart."""
        return self.services.store

    def view(self, language: Language) -> View:
        """Return how a card is drawn in a language."""
        return self.services.view(self.knowledge, language, self.bot.username)

    def chosen_language(self, chat: int) -> Language | None:
        """Return the language chosen for a chat; ``None`` if it follows the questions."""
        code = self.store.language(chat)
        return Language(code) if code else None

    async def conversation(self, message: Message, update: Update) -> Conversation:
        """Return how the conversation stands to which a message belongs.

        A reply to one of the bot's messages goes on from there, whoever was answered by it.
        """
        target = message.reply_to_message
        told = None
        if target and target.from_user and target.from_user.id == self.bot.id:
            told = await self.memory.told(Spot(message.chat_id, target.id))
        if told is None:
            return self._standing(message, update)
        return replace(told, language=self.chosen_language(message.chat_id))

    def language(self, update: Update) -> Language:
        """Return the language for what is not an answer to a question.

        It is the chosen one, or else that of the last reply, or else the phone's.
        """
        if update.effective_message is None:
            user = update.effective_user
            return (user and self.chosen_language(user.id)) or language_of_phone(update)
        conversation = self._standing(update.effective_message, update)
        return conversation.language or conversation.script

    def _standing(self, message: Message, update: Update) -> Conversation:
        user = update.effective_user
        standing = self.memory.standing(place_of(message, user.id if user else None))
        conversation = standing or Conversation(script=language_of_phone(update))
        return replace(conversation, language=self.chosen_language(message.chat_id))


App = Application[ExtBot[None], Context, Data, Data, Data, Any]


def language_of_phone(update: Update) -> Language:
    """Return the language of a person's Telegram; Simplified Chinese where it is not told."""
    user = update.effective_user
    code = ((user and user.language_code) or "zh-hans").lower()
    if not code.startswith("zh"):
        return Language.ENGLISH
    is_traditional = any(mark in code for mark in ("hant", "tw", "hk", "mo"))
    return Language.HANT if is_traditional else Language.HANS

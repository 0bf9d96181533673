"""What every handler can reach, and what is remembered of a chat."""

from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot, JobQueue

from bot.qa.assistant import Assistant
from bot.qa.language import Language, detect
from bot.qa.models import Bilingual
from bot.qa.reply import Conversation


@dataclass(slots=True)
class ChatState:
    """What is remembered of one chat."""

    conversation: Conversation = field(default_factory=Conversation)


class Context(CallbackContext[ExtBot[None], dict[str, Any], ChatState, dict[str, Any]]):
    """The context of a handler, with the assistant and the state of the chat."""

    @property
    def assistant(self) -> Assistant:
        """The assistant that finds the answers."""
        assistant = self.bot_data["assistant"]
        assert isinstance(assistant, Assistant)
        return assistant

    @property
    def state(self) -> ChatState:
        """What is remembered of this chat."""
        assert self.chat_data is not None
        return self.chat_data

    def text(self, key: str, language: Language) -> str:
        """Return one of the bot's messages."""
        message: Bilingual = self.assistant.knowledge.messages.texts[key]
        return message.in_language(language)


App = Application[
    ExtBot[None], Context, dict[str, Any], ChatState, dict[str, Any], JobQueue[Context] | None
]


def language_of(update: Update, context: Context) -> Language:
    """Return the language for a message that is not an answer to a question."""
    conversation = context.state.conversation
    if conversation.language or conversation.entry_id:
        return conversation.language or conversation.script
    code = (update.effective_user and update.effective_user.language_code) or "zh-hans"
    if not code.startswith("zh"):
        return Language.ENGLISH
    is_traditional = any(mark in code.lower() for mark in ("hant", "tw", "hk", "mo"))
    return Language.HANT if is_traditional else detect("", default=Language.HANS)

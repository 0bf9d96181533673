"""What the bot tells Telegram of itself: commands and descriptions, in Chinese and in English."""

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from typing import Any

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.chat.context import App, Services
from bot.qa.language import Language
from bot.qa.models import Bilingual

logger = logging.getLogger(__name__)

COMMANDS = ("start", "help", "topics", "article", "ask", "lang", "privacy", "forget")
GROUP_COMMANDS = ("ask", "topics", "article", "help", "lang", "privacy", "forget")

CURATOR_COMMANDS = ("stats", "log", *GROUP_COMMANDS)

# Telegram knows two letters only: `zh` is for both scripts, and no code is for everybody else.
_CODES = ((Language.HANS, "zh"), (Language.ENGLISH, None))


async def introduce(app: App) -> None:
    """Set commands and descriptions; what Telegram does not take is logged, and no more."""
    services: Services = app.bot_data["services"]
    texts = services.knowledge.live.assistant.knowledge.messages.texts
    calls = _calls(app, texts, services.curator_chat)
    for outcome in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(outcome, TelegramError):
            logger.warning("the bot could not introduce itself: %s", outcome)
        elif isinstance(outcome, BaseException):
            raise outcome


def _calls(
    app: App, texts: dict[str, Bilingual], curator_chat: int | None
) -> Iterator[Coroutine[Any, Any, bool]]:
    def listed(names: tuple[str, ...], language: Language) -> list[BotCommand]:
        return [BotCommand(name, texts[f"command_{name}"].in_language(language)) for name in names]

    for language, code in _CODES:
        yield app.bot.set_my_commands(listed(COMMANDS, language), language_code=code)
        yield app.bot.set_my_commands(
            listed(GROUP_COMMANDS, language), BotCommandScopeAllGroupChats(), language_code=code
        )
        if curator_chat is not None:
            yield app.bot.set_my_commands(
                listed(CURATOR_COMMANDS, language),
                BotCommandScopeChat(curator_chat),
                language_code=code,
            )
        yield app.bot.set_my_description(texts["description"].in_language(language), code)
        yield app.bot.set_my_short_description(
            texts["short_description"].in_language(language), code
        )

"""Knowledge to draw cards with: small, but with all that the bot says."""

from dataclasses import replace

import pytest

from bot.chat.view import View
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language


@pytest.fixture
def spoken(small_knowledge: KnowledgeBase, knowledge: KnowledgeBase) -> KnowledgeBase:
    """The small knowledge with the texts that come with the bot."""
    texts = {**knowledge.messages.texts, **small_knowledge.messages.texts}
    messages = small_knowledge.messages.model_copy(update={"texts": texts})
    return replace(small_knowledge, messages=messages)


@pytest.fixture
def view(spoken: KnowledgeBase) -> View:
    return View(spoken, Language.ENGLISH, "news_bot")

"""Texts in the person's language, and links to the bot."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.chat.introduction import COMMANDS, GROUP_COMMANDS
from bot.chat.view import View
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language

CHAT = Path(__file__).parents[3] / "bot" / "chat"


def test_a_shared_link_holds_the_deep_link_and_the_title(view: View) -> None:
    link = view.share_link("meeting-chair", "谁&谁 = 谁?")
    assert "https://t.me/news_bot?start=meeting-chair" in link
    assert parse_qs(urlsplit(link).query) == {
        "url": ["https://t.me/news_bot?start=meeting-chair"],
        "text": ["谁&谁 = 谁?"],
    }


def test_every_entry_has_a_deep_link(knowledge: KnowledgeBase) -> None:
    view = View(knowledge, Language.HANS, "news_bot")
    for key in knowledge.entries:
        assert view.link(key).endswith(f"?start={key}")


def test_texts_are_escaped_as_html(view: View) -> None:
    text = view.knowledge.messages.texts["help"].model_copy(update={"en": "<b>&"})
    view.knowledge.messages.texts["help"] = text
    assert view.text("help") == "<b>&"
    assert view.html("help") == "&lt;b&gt;&amp;"


def test_everything_the_code_says_is_among_the_messages(knowledge: KnowledgeBase) -> None:
    code = "\n".join(path.read_text("utf-8") for path in CHAT.glob("*.py"))
    said = set(re.findall(r'(?:\.text|\.html)\(\s*"([a-z_]+)"', code))
    said |= {f"command_{name}" for name in (*COMMANDS, *GROUP_COMMANDS)}
    said |= {f"language_{language}".lower() for language in Language}
    said |= {"language_auto", "description", "short_description", "start", "dead_link", "help"}
    said |= {"hint_voice", "hint_picture", "hint_other", "topics", "none_meant", "language_set"}
    assert said - set(knowledge.messages.texts) == set()


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_what_telegram_limits_is_within_its_limits(
    language: Language, knowledge: KnowledgeBase
) -> None:
    view = View(knowledge, language, "news_bot")
    assert len(view.text("description")) <= 512
    assert len(view.text("short_description")) <= 120
    for key in knowledge.messages.texts:
        if key.startswith(("vote_", "noted", "old_", "failed")):
            assert len(view.text(key)) <= 200

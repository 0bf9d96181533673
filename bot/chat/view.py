"""What a card is drawn with: the knowledge, the language, and the bot's name."""

from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote

from telegram.helpers import create_deep_linked_url

from bot.chat.memory import Recent
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Bilingual

_MOST_DRAWN = 2048


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """How one person sees the bot.

    Attributes:
        username: The bot's, for links to it.
        drawn: What was drawn already and is the same for everybody, such as answers.
    """

    knowledge: KnowledgeBase
    language: Language
    username: str
    drawn: Recent[str, Any] = field(init=False, default_factory=lambda: Recent(_MOST_DRAWN))

    def say(self, text: Bilingual) -> str:
        """Return a text in the person's language."""
        return text.in_language(self.language)

    def text(self, key: str, **values: object) -> str:
        """Return one of the bot's messages, with ``{names}`` filled in."""
        text = self.say(self.knowledge.messages.texts[key])
        return text.format(**values) if values else text

    def html(self, key: str, **values: object) -> str:
        """Return one of the bot's messages as HTML, with ``{names}`` filled in."""
        return escape(self.text(key, **values))

    def link(self, parameter: str) -> str:
        """Return a link that opens the bot with a start parameter.

        Raises:
            ValueError: If it is over 64 characters or holds others than ``A-Za-z0-9_-``.
        """
        return create_deep_linked_url(self.username, parameter)

    def share_link(self, parameter: str, title: str) -> str:
        """Return a link that lets a person send a link to the bot to anybody."""
        # A link stays legible inside a link; only `&` and `#` would end it.
        link = quote(self.link(parameter), safe=":/?=")
        return f"https://t.me/share/url?url={link}&text={quote(title, safe='')}"

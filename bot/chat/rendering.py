"""Laying replies out as Telegram messages: HTML with everything escaped."""

from collections.abc import Iterable
from html import escape

from telegram.constants import MessageLimit

from bot.qa.article import Sentence
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Entry
from bot.qa.plain import source_line
from bot.qa.reply import Answer, Kind, Reply

_LONGEST_QUOTE = 900
"""Characters of quoted report under one answer, so that no card fills more than a screen."""


def reply_html(reply: Reply, knowledge: KnowledgeBase) -> str:
    """Lay out a reply: message, answers, passage; suggestions are buttons."""
    blocks = [escape(reply.message.in_language(reply.language))] if reply.message else []
    blocks += [answer_html(answer, reply.language, knowledge) for answer in reply.answers]
    if reply.passage:
        blocks.append(quote_html([reply.passage], reply.language, is_expandable=False))
    return "\n\n".join(blocks)[: MessageLimit.MAX_TEXT_LENGTH]


def answer_html(answer: Answer, language: Language, knowledge: KnowledgeBase) -> str:
    """Lay out one answer: the question it answers, the answer, and the report's own words."""
    entry = answer.entry
    title = f"<b>{escape(entry.question.in_language(language))}</b>"
    parts = [title, escape(answer.text.in_language(language))]
    source = source_line(entry, language, knowledge)
    if source:
        parts.append(f"<i>{escape(source)}</i>")
        parts.append(quote_html(knowledge.sources(entry), language))
    return "\n".join(parts)


def quote_html(
    sentences: Iterable[Sentence], language: Language, *, is_expandable: bool = True
) -> str:
    """Quote sentences of the report word for word."""
    text = "\n".join(s.original if language is Language.HANT else s.text for s in sentences)
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    attribute = " expandable" if is_expandable else ""
    return f"<blockquote{attribute}>{escape(text)}</blockquote>"


def has_choices(reply: Reply) -> bool:
    """Whether the suggestions of a reply are what the person must choose from."""
    return reply.kind in {Kind.SUGGEST, Kind.DECLINE}


def label(entry: Entry, language: Language) -> str:
    """Write an entry's question as a button, cut to what a phone shows."""
    text = entry.question.in_language(language)
    longest = 60 if language is Language.ENGLISH else 30
    return text if len(text) <= longest else text[: longest - 1] + "…"

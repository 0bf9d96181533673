"""Laying replies out as Telegram messages: HTML with everything escaped."""

from collections.abc import Iterable
from html import escape

from telegram.constants import MessageLimit

from bot.chat.view import View
from bot.qa.article import Sentence
from bot.qa.language import Language
from bot.qa.models import Bilingual, Entry
from bot.qa.plain import source_line
from bot.qa.reply import Answer, Reply

_LONGEST_QUOTE = 900
"""Characters of quoted report under one answer, so that no card fills more than a screen."""

_LONGEST_TEXT = 3000
"""Characters of one answer or paragraph; leaves room for title and source in one message."""


def reply_html(reply: Reply, view: View) -> str:
    """Lay out a reply: message, answers, passage; suggestions are buttons.

    What does not fit into one message is left out, the last answer first.
    """
    blocks = [escape(view.say(reply.message))] if reply.message else []
    blocks += [answer_html(answer, view) for answer in reply.answers]
    if reply.passage:
        blocks.append(_passage_html(reply.passage, view))
    return fitting(blocks)


def answer_html(answer: Answer, view: View) -> str:
    """Lay out one answer: the question it answers, the answer, and the report's own words."""
    return _card_html(answer.entry.question, answer.text, answer.entry, view)


def item_html(entry: Entry, number: int, view: View) -> str:
    """Lay out one item of a list: which it is, and what the report says of it."""
    item = entry.items[number]
    told = view.knowledge.entries.get(item.entry or "")
    place = view.text("item_of", number=number + 1, count=len(entry.items))
    title = f"{escape(view.say(entry.question))} <i>{escape(place)}</i>"
    if told is None:
        return f"{title}\n{_card_html(item, None, entry, view)}"
    return f"{title}\n{_card_html(item, told.answer, told, view)}"


def paragraph_html(number: int, view: View) -> str:
    """Lay out one paragraph of the report, numbered from zero."""
    paragraphs = view.knowledge.article.paragraphs
    title = view.text("article_page", number=number + 1, count=len(paragraphs))
    return f"<b>{escape(title)}</b>\n{escape(_printed(paragraphs[number], '', view.language))}"


def title_html(title: str) -> str:
    """Write a title alone."""
    return f"<b>{escape(title)}</b>"


def quote_html(
    sentences: Iterable[Sentence], language: Language, *, is_expandable: bool = True
) -> str:
    """Quote sentences of the report word for word."""
    text = cut(_printed(sentences, "\n", language), _LONGEST_QUOTE)
    attribute = " expandable" if is_expandable else ""
    return f"<blockquote{attribute}>{escape(text)}</blockquote>"


def fitting(blocks: Iterable[str]) -> str:
    """Join as many blocks as one message holds; the first is always kept.

    Counts tags as text, so it errs on the short side.
    """
    joined = ""
    for block in blocks:
        longer = f"{joined}\n\n{block}" if joined else block
        if joined and len(longer) > MessageLimit.MAX_TEXT_LENGTH:
            break
        joined = longer
    return joined


def label(entry: Entry, language: Language) -> str:
    """Write an entry's question as a button, cut to what a phone shows."""
    return cut(entry.question.in_language(language), 60 if language is Language.ENGLISH else 30)


def preview(entry: Entry, language: Language) -> str:
    """Write the beginning of an answer in one line, for a list of results."""
    return cut(" ".join(entry.answer.in_language(language).split()), 120)


def cut(text: str, longest: int) -> str:
    """Cut a text to a number of characters, the last of them an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _card_html(title: Bilingual, text: Bilingual | None, entry: Entry, view: View) -> str:
    said = view.say(title)
    parts = [title_html(said[:1].upper() + said[1:])]  # an item begins with a small letter
    if text is not None:
        parts.append(escape(cut(view.say(text), _LONGEST_TEXT)))
    source = source_line(entry, view.language, view.knowledge)
    if source:
        parts.append(f"<i>{escape(source)}</i>")
    if entry.source:
        parts.append(quote_html(view.knowledge.sources(entry), view.language))
    return "\n".join(parts)


def _passage_html(sentence: Sentence, view: View) -> str:
    source = view.text("source_line", paragraphs=sentence.paragraph)
    quoted = quote_html([sentence], view.language, is_expandable=False)
    return f"{quoted}\n<i>{escape(source)}</i>"


def _printed(sentences: Iterable[Sentence], between: str, language: Language) -> str:
    is_traditional = language is Language.HANT
    return between.join(s.original if is_traditional else s.text for s in sentences)

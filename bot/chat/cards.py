"""Whole messages: what they say, and the buttons under them."""

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.chat import keyboards, rendering
from bot.chat.view import View
from bot.qa.language import Language
from bot.qa.models import Entry, Topic
from bot.qa.reply import Answer, Reply


@dataclass(frozen=True, slots=True)
class Card:
    """One message as it is sent, or as it is put in the place of another."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def reply_card(reply: Reply, view: View, question: int) -> Card:
    """Show a reply to the message of that number."""
    if len(reply.answers) == 1 and reply.message is None and reply.answers[0].item is None:
        return answer_card(reply.answers[0].entry, view)
    html = rendering.reply_html(reply, view)
    return Card(html, keyboards.reply_keyboard(reply, view, question))


def answer_card(entry: Entry, view: View) -> Card:
    """Show an entry in a message of its own; drawn once, as it is the same for everybody."""
    card: Card | None = view.drawn.get(entry.id)
    if card is None:
        html = rendering.answer_html(Answer(entry, 1.0), view)
        card = view.drawn[entry.id] = Card(html, keyboards.card_keyboard(entry, view))
    return card


def entry_card(entry: Entry, view: View) -> Card:
    """Show an entry in the place of another message."""
    html = rendering.answer_html(Answer(entry, 1.0), view)
    return Card(html, keyboards.card_keyboard(entry, view, is_in_place=True))


def item_card(entry: Entry, number: int, view: View) -> Card:
    """Show one item of an entry's list."""
    html = rendering.item_html(entry, number, view)
    return Card(html, keyboards.item_keyboard(entry, number, view))


def inline_card(entry: Entry, view: View) -> Card:
    """Show an entry in somebody else's chat."""
    html = rendering.answer_html(Answer(entry, 1.0), view)
    return Card(html, keyboards.link_keyboard(entry, view))


def topics_card(view: View, key: str = "topics") -> Card:
    """Show all topics below one of the bot's messages."""
    return Card(view.html(key), keyboards.topics_keyboard(view))


def topic_card(topic: Topic, page: int, view: View) -> Card:
    """Show a page of a topic's questions."""
    title = rendering.title_html(view.say(topic.title))
    return Card(title, keyboards.topic_keyboard(topic, page, view))


def article_card(number: int, view: View) -> Card:
    """Show a paragraph of the report; a number past the end shows the last."""
    number = min(number, len(view.knowledge.article.paragraphs) - 1)
    html = rendering.paragraph_html(number, view)
    return Card(html, keyboards.article_keyboard(number, view))


def language_card(chosen: Language | None, view: View, key: str = "language") -> Card:
    """Show which language is chosen, and the others."""
    return Card(view.html(key), keyboards.language_keyboard(chosen, view))


def start_card(view: View, key: str = "start") -> Card:
    """Say something to somebody who may not know what to ask."""
    return Card(view.html(key), keyboards.popular_keyboard(view))

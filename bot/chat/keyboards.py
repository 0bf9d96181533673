"""The rows of buttons under messages."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.presses import Action, Press
from bot.chat.rendering import label
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Entry, Topic
from bot.qa.plain import popular
from bot.qa.reply import Kind, Reply

QUESTIONS_A_PAGE = 8


def button(text: str, press: Press) -> InlineKeyboardButton:
    """Make a button that sends a press."""
    return InlineKeyboardButton(text, callback_data=press.pack())


def entry_rows(
    entries: list[Entry] | tuple[Entry, ...], language: Language, action: Action = Action.ANSWER
) -> list[list[InlineKeyboardButton]]:
    """Offer entries, one a row, because questions are longer than half a phone."""
    return [[button(label(entry, language), Press(action, entry.id))] for entry in entries]


def reply_keyboard(reply: Reply, knowledge: KnowledgeBase) -> InlineKeyboardMarkup | None:
    """Offer what may be meant, what may be asked next, or where to begin."""
    entries: list[Entry] = list(reply.suggestions[: 3 if reply.answers else 4])
    if reply.kind is Kind.DECLINE and not entries:
        entries = popular(knowledge)
    return InlineKeyboardMarkup(entry_rows(entries, reply.language)) if entries else None


def topics_keyboard(knowledge: KnowledgeBase, language: Language) -> InlineKeyboardMarkup:
    """List the topics."""
    return InlineKeyboardMarkup(
        [
            [button(topic.title.in_language(language), Press(Action.TOPIC, topic.topic))]
            for topic in knowledge.topics
        ]
    )


def topic_keyboard(
    topic: Topic, page: int, language: Language, back: str
) -> InlineKeyboardMarkup:
    """List one page of a topic's questions, with arrows and the way back.

    Args:
        topic: The topic.
        page: From zero; a page past the end shows the last.
        language: What to write the buttons in.
        back: What the button to all topics says.
    """
    last = (len(topic.entries) - 1) // QUESTIONS_A_PAGE
    page = min(page, last)
    shown = topic.entries[page * QUESTIONS_A_PAGE : (page + 1) * QUESTIONS_A_PAGE]
    rows = entry_rows(shown, language)
    arrows = [button(back, Press(Action.TOPICS))]
    if page > 0:
        arrows.insert(0, button("‹", Press(Action.TOPIC, topic.topic, page - 1)))
    if page < last:
        arrows.append(button("›", Press(Action.TOPIC, topic.topic, page + 1)))
    return InlineKeyboardMarkup([*rows, arrows])

"""The rows of buttons under messages."""

from collections.abc import Iterable, Sequence
from itertools import chain
from statistics import median
from unicodedata import east_asian_width

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.presses import Action, Press
from bot.chat.rendering import label
from bot.chat.view import View
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Entry, Status, Topic
from bot.qa.plain import popular
from bot.qa.reply import Kind, Reply

QUESTIONS_A_PAGE = 8
_ITEMS_A_ROW = 8
_MOST_RELATED = 3
_COLUMNS = 40
"""What a phone shows of one row of buttons, in half-width characters, less their margins."""

LANGUAGES: Sequence[Language | None] = (None, Language.HANS, Language.HANT, Language.ENGLISH)
"""What /lang offers; ``None`` follows the question."""

Row = list[InlineKeyboardButton]


def button(
    text: str, action: Action, view: View, target: str = "", number: int = 0
) -> InlineKeyboardButton:
    """Make a button that sends a press."""
    press = Press(action, view.language, target, number)
    return InlineKeyboardButton(text, callback_data=press.pack())


def reply_keyboard(reply: Reply, view: View, question: int) -> InlineKeyboardMarkup | None:
    """Offer what may be meant, what may be asked next, or where to begin.

    Args:
        reply: What is said.
        view: How.
        question: The number of the message that asked.
    """
    if len(reply.answers) == 1:
        answer = reply.answers[0]
        if answer.item:
            return item_keyboard(answer.entry, answer.entry.items.index(answer.item), view)
        return card_keyboard(answer.entry, view)
    if reply.message == view.knowledge.messages.texts["suggest"]:
        return _choices(reply.suggestions, view, question)
    entries: Iterable[Entry] = reply.suggestions
    if reply.kind in {Kind.DECLINE, Kind.PASSAGE} and not entries:
        entries = popular(view.knowledge)
    rows = entry_rows(entries, view) if len(reply.answers) < 2 else related_rows(entries, view)
    if reply.kind in {Kind.DECLINE, Kind.PASSAGE, Kind.NOT_REPORTED}:
        rows.append([_topics_button(view)])
    return _markup(rows)


def offered_entries(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    """Return the ids of the entries that a keyboard offers to answer."""
    buttons = chain(*keyboard.inline_keyboard) if keyboard else ()
    presses = [Press.unpack(str(each.callback_data)) for each in buttons]
    return [press.target for press in presses if press and press.action is Action.ANSWER]


def card_keyboard(
    entry: Entry, view: View, *, is_in_place: bool = False
) -> InlineKeyboardMarkup | None:
    """Offer an entry's items, what is related to it, a vote and a link.

    Args:
        entry: The entry on the card.
        view: How it is shown.
        is_in_place: The card took the place of another, and so needs a way up.
    """
    numbers = [
        button(str(number + 1), Action.ITEM, view, entry.id, number)
        for number in range(len(entry.items))
    ]
    is_reported = entry.status is not Status.NOT_REPORTED
    listed = {item.entry for item in entry.items}
    related = [view.knowledge.entries[key] for key in entry.related if key not in listed]
    if not (related or is_reported):
        related = popular(view.knowledge)
    rows = [numbers[at : at + _ITEMS_A_ROW] for at in range(0, len(numbers), _ITEMS_A_ROW)]
    rows += related_rows(related, view, Action.OPEN if is_in_place else Action.ANSWER)
    if not (is_reported or is_in_place):
        rows.append([_topics_button(view)])
    rows.append(_opinion_row(entry, view))
    if is_in_place:
        topic = view.knowledge.topic_of[entry.id]
        page = topic.entries.index(entry) // QUESTIONS_A_PAGE
        text = f"‹‹ {view.say(topic.title)}"
        rows.append([button(text, Action.TOPIC, view, topic.topic, page)])
    return _markup(rows)


def item_keyboard(entry: Entry, number: int, view: View) -> InlineKeyboardMarkup | None:
    """Lead to the items before and behind, and back to the whole list."""
    row = [button(view.text("whole_list"), Action.OPEN, view, entry.id)]
    if number > 0:
        row.insert(0, button(f"‹ {number}", Action.ITEM, view, entry.id, number - 1))
    if number < len(entry.items) - 1:
        row.append(button(f"{number + 2} ›", Action.ITEM, view, entry.id, number + 1))
    told = view.knowledge.entries.get(entry.items[number].entry or "", entry)
    return _markup([row, _opinion_row(told, view)])


def entry_rows(
    entries: Iterable[Entry], view: View, action: Action = Action.ANSWER, number: int = 0
) -> list[Row]:
    """Offer entries, one a row, because questions are longer than half a phone."""
    return [
        [button(label(entry, view.language), action, view, entry.id, number)] for entry in entries
    ]


def related_rows(entries: Iterable[Entry], view: View, action: Action = Action.ANSWER) -> list[Row]:
    """Offer up to three entries, side by side as far as a phone shows their questions whole."""
    return _side_by_side(chain(*entry_rows(list(entries)[:_MOST_RELATED], view, action)))


def popular_keyboard(view: View) -> InlineKeyboardMarkup | None:
    """Offer what people ask most, and all topics."""
    return _markup([*entry_rows(popular(view.knowledge), view), [_topics_button(view)]])


def topics_keyboard(view: View) -> InlineKeyboardMarkup | None:
    """List the topics."""
    return _markup(
        _side_by_side(
            button(view.say(topic.title), Action.TOPIC, view, topic.topic)
            for topic in in_reading_order(view.knowledge)
        )
    )


def in_reading_order(knowledge: KnowledgeBase) -> list[Topic]:
    """Return the topics as the report comes to them; those of what it does not say are the last."""
    place = {key: number for number, key in enumerate(knowledge.article.sentences)}

    def order(topic: Topic) -> tuple[bool, float]:
        places = [place[key] for entry in topic.entries for key in entry.source]
        has_news = any(entry.status is Status.REPORTED for entry in topic.entries)
        return not has_news, median(places) if places else len(place)

    return sorted((topic for topic in knowledge.topics if topic.entries), key=order)


def topic_keyboard(topic: Topic, page: int, view: View) -> InlineKeyboardMarkup | None:
    """List one page of a topic's questions, with arrows and the way back.

    Args:
        topic: The topic.
        page: From zero; a page past the end shows the last.
        view: How it is shown.
    """
    last = (len(topic.entries) - 1) // QUESTIONS_A_PAGE
    page = min(page, last)
    shown = topic.entries[page * QUESTIONS_A_PAGE : (page + 1) * QUESTIONS_A_PAGE]
    back = button(view.text("back"), Action.TOPICS, view)
    arrows = _arrows(Action.TOPIC, view, topic.topic, page, last, back)
    return _markup([*entry_rows(shown, view, Action.OPEN), arrows])


def article_keyboard(number: int, view: View) -> InlineKeyboardMarkup | None:
    """Lead from paragraph to paragraph."""
    last = len(view.knowledge.article.paragraphs) - 1
    return _markup([_arrows(Action.ARTICLE, view, "", number, last)])


def language_keyboard(chosen: Language | None, view: View) -> InlineKeyboardMarkup | None:
    """Offer the languages, each in its own words; the chosen one is marked."""
    texts = view.knowledge.messages.texts
    rows = []
    for number, language in enumerate(LANGUAGES):
        name = texts[f"language_{language or 'auto'}".lower()].in_language(
            language or view.language
        )
        mark = "✓ " if language is chosen else ""
        rows.append([button(mark + name, Action.LANGUAGE, view, number=number)])
    return _markup(rows)


def link_keyboard(entry: Entry, view: View) -> InlineKeyboardMarkup | None:
    """Lead from a card in somebody else's chat to the bot."""
    return _markup([[InlineKeyboardButton(view.text("ask_more"), url=view.link(entry.id))]])


def _choices(entries: Iterable[Entry], view: View, question: int) -> InlineKeyboardMarkup | None:
    rows = entry_rows(list(entries)[:4], view, number=question)
    return _markup([*rows, [button(view.text("none_of_these"), Action.NONE, view, "", question)]])


def _opinion_row(entry: Entry, view: View) -> Row:
    share = view.share_link(entry.id, view.say(entry.question))
    return [
        button("👍", Action.VOTE, view, entry.id, 1),
        button("👎", Action.VOTE, view, entry.id, 0),
        InlineKeyboardButton(view.text("share"), url=share),
    ]


def _topics_button(view: View) -> InlineKeyboardButton:
    return button(view.text("all_topics"), Action.TOPICS, view)


def _arrows(
    action: Action, view: View, target: str, page: int, last: int, *between: InlineKeyboardButton
) -> Row:
    row = list(between)
    if page > 0:
        row.insert(0, button(f"‹ {view.text('previous')}", action, view, target, page - 1))
    if page < last:
        row.append(button(f"{view.text('next')} ›", action, view, target, page + 1))
    return row


def _side_by_side(buttons: Iterable[InlineKeyboardButton]) -> list[Row]:
    """Put buttons into rows, as many into each as a phone shows whole."""
    rows: list[Row] = []
    for each in buttons:
        if rows and _fits([*rows[-1], each]):
            rows[-1].append(each)
        else:
            rows.append([each])
    return rows


def _fits(row: Row) -> bool:
    # The buttons of a row are of equal width.
    return len(row) * (max(_width(each.text) for each in row) + 2) <= _COLUMNS


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "FWA" else 1 for character in text)


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup | None:
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(kept) if kept else None

"""The rows of buttons under messages."""

import pytest
from telegram import InlineKeyboardMarkup

from bot.chat.keyboards import (
    QUESTIONS_A_PAGE,
    entry_rows,
    reply_keyboard,
    topic_keyboard,
    topics_keyboard,
)
from bot.chat.presses import Action, Press
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Topic
from bot.qa.reply import Answer, Kind, Reply

HANS, ENGLISH = Language.HANS, Language.ENGLISH


def rows_of(keyboard: InlineKeyboardMarkup | None) -> list[list[tuple[str, Press | None]]]:
    assert keyboard is not None
    return [
        [(button.text, Press.unpack(str(button.callback_data))) for button in row]
        for row in keyboard.inline_keyboard
    ]


def targets(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    return [press.target for row in rows_of(keyboard) for _, press in row if press]


def test_entries_are_one_a_row_with_their_action(small_knowledge: KnowledgeBase) -> None:
    entries = list(small_knowledge.entries.values())[2:4]
    rows = rows_of(InlineKeyboardMarkup(entry_rows(entries, ENGLISH, Action.OPEN)))
    assert rows == [
        [("Who chaired the circle?", Press(Action.OPEN, "chair"))],
        [("Who spoke?", Press(Action.OPEN, "speaker"))],
    ]


def test_every_shipped_entry_fits_into_a_button(knowledge: KnowledgeBase) -> None:
    for language in Language:
        keyboard = InlineKeyboardMarkup(entry_rows(list(knowledge.entries.values()), language))
        assert targets(keyboard) == list(knowledge.entries)


@pytest.mark.parametrize(
    ("kind", "suggested", "shown"),
    [
        pytest.param(Kind.SUGGEST, 5, 4, id="four to choose from"),
        pytest.param(Kind.SUGGEST, 2, 2, id="as many as there are"),
        pytest.param(Kind.ANSWER, 5, 3, id="three after an answer"),
    ],
)
def test_suggestions_become_buttons(
    kind: Kind, suggested: int, shown: int, small_knowledge: KnowledgeBase
) -> None:
    entries = tuple(small_knowledge.entries.values())[:suggested]
    answers = (Answer(entries[0], 1.0),) if kind is Kind.ANSWER else ()
    reply = Reply(kind, HANS, 0.5, answers=answers, suggestions=entries)
    keyboard = reply_keyboard(reply, small_knowledge)
    assert targets(keyboard) == [entry.id for entry in entries[:shown]]


def test_declining_offers_what_is_popular(small_knowledge: KnowledgeBase) -> None:
    keyboard = reply_keyboard(Reply(Kind.DECLINE, HANS, 0.0), small_knowledge)
    assert targets(keyboard) == ["chair", "plan"]


@pytest.mark.parametrize("kind", [Kind.SMALLTALK, Kind.ANSWER, Kind.PASSAGE], ids=str)
def test_a_reply_with_nothing_to_offer_has_no_buttons(
    kind: Kind, small_knowledge: KnowledgeBase
) -> None:
    assert reply_keyboard(Reply(kind, HANS, 1.0), small_knowledge) is None


def test_topics_open_their_first_page(small_knowledge: KnowledgeBase) -> None:
    assert rows_of(topics_keyboard(small_knowledge, ENGLISH)) == [
        [("Plans", Press(Action.TOPIC, "plans", 0))],
        [("The reading circle", Press(Action.TOPIC, "talks", 0))],
    ]


def topic_of(knowledge: KnowledgeBase, size: int) -> Topic:
    """Make a topic of so many entries out of copies of one."""
    [topic] = [topic for topic in knowledge.topics if topic.topic == "talks"]
    entry = topic.entries[0]
    entries = tuple(entry.model_copy(update={"id": f"entry-{n}"}) for n in range(size))
    return topic.model_copy(update={"entries": entries})


@pytest.mark.parametrize(
    ("size", "page", "shown", "arrows"),
    [
        pytest.param(1, 0, ["entry-0"], ["‹‹"], id="one page"),
        pytest.param(8, 0, [f"entry-{n}" for n in range(8)], ["‹‹"], id="a full page"),
        pytest.param(9, 0, [f"entry-{n}" for n in range(8)], ["‹‹", "›"], id="first of two"),
        pytest.param(9, 1, ["entry-8"], ["‹", "‹‹"], id="last of two"),
        pytest.param(17, 1, [f"entry-{n}" for n in range(8, 16)], ["‹", "‹‹", "›"], id="middle"),
        pytest.param(9, 99, ["entry-8"], ["‹", "‹‹"], id="past the end"),
    ],
)
def test_a_page_of_a_topic_has_its_questions_and_arrows(
    size: int, page: int, shown: list[str], arrows: list[str], small_knowledge: KnowledgeBase
) -> None:
    assert QUESTIONS_A_PAGE == 8
    keyboard = topic_keyboard(topic_of(small_knowledge, size), page, HANS, "‹‹")
    *questions, last = rows_of(keyboard)
    assert [press and press.target for [(_, press)] in questions] == shown
    assert [text for text, _ in last] == arrows


def test_arrows_lead_to_the_pages_beside_and_back(small_knowledge: KnowledgeBase) -> None:
    keyboard = topic_keyboard(topic_of(small_knowledge, 17), 1, HANS, "‹‹")
    assert [press for _, press in rows_of(keyboard)[-1]] == [
        Press(Action.TOPIC, "talks", 0),
        Press(Action.TOPICS),
        Press(Action.TOPIC, "talks", 2),
    ]

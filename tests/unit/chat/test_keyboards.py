"""The rows of buttons under messages."""

from dataclasses import replace

import pytest
from telegram import InlineKeyboardMarkup

from bot.chat import keyboards
from bot.chat.keyboards import (
    LANGUAGES,
    QUESTIONS_A_PAGE,
    card_keyboard,
    item_keyboard,
    reply_keyboard,
    topic_keyboard,
)
from bot.chat.presses import Action, Press
from bot.chat.view import View
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Entry, Status, Topic
from bot.qa.reply import Answer, Kind, Reply

HANS, ENGLISH = Language.HANS, Language.ENGLISH


def rows_of(keyboard: InlineKeyboardMarkup | None) -> list[list[tuple[str, Press | None]]]:
    assert keyboard is not None
    return [
        [(button.text, Press.unpack(str(button.callback_data))) for button in row]
        for row in keyboard.inline_keyboard
    ]


def presses(keyboard: InlineKeyboardMarkup | None, action: Action) -> list[Press]:
    found = [press for row in rows_of(keyboard) for _, press in row if press]
    return [press for press in found if press.action is action]


def targets(keyboard: InlineKeyboardMarkup | None, action: Action = Action.ANSWER) -> list[str]:
    return [press.target for press in presses(keyboard, action)]


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_every_card_and_item_and_page_fits_into_its_buttons(
    language: Language, knowledge: KnowledgeBase
) -> None:
    view = View(knowledge, language, "news_bot")
    for entry in knowledge.entries.values():
        assert card_keyboard(entry, view)
        assert card_keyboard(entry, view, is_in_place=True)
        assert keyboards.link_keyboard(entry, view)
        for number in range(len(entry.items)):
            assert item_keyboard(entry, number, view)
    for topic in knowledge.topics:
        assert topic_keyboard(topic, 0, view)


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_at_most_three_related_questions_are_offered_and_none_that_is_listed(
    language: Language, knowledge: KnowledgeBase
) -> None:
    view = View(knowledge, language, "news_bot")
    for entry in knowledge.entries.values():
        related = targets(card_keyboard(entry, view))
        assert len(related) <= 3
        assert not {item.entry for item in entry.items} & set(related)


def test_related_questions_share_a_row_as_far_as_a_phone_shows_them(view: View) -> None:
    def entry(number: int, length: int) -> Entry:
        question = {"zh": "会" * length, "en": "x" * length}
        entry = view.knowledge.entries["chair"]
        question_text = entry.question.model_copy(update=question)
        return entry.model_copy(update={"id": f"e{number}", "question": question_text})

    short = [entry(number, 5) for number in range(4)]
    long = [entry(number, 18) for number in range(3)]
    chinese = replace(view, language=HANS)
    assert list(map(len, keyboards.related_rows(short, view))) == [3]
    assert list(map(len, keyboards.related_rows(short, chinese))) == [3]
    assert list(map(len, keyboards.related_rows(long, view))) == [2, 1]
    assert list(map(len, keyboards.related_rows(long, chinese))) == [1, 1, 1]


def test_a_card_has_items_related_votes_and_link(view: View) -> None:
    rows = rows_of(card_keyboard(view.knowledge.entries["plan"], view))
    assert [text for text, _ in rows[0]] == ["1", "2", "3", "4"]
    assert rows[0][2][1] == Press(Action.ITEM, ENGLISH, "plan", 2)
    assert [text for text, _ in rows[-1]] == ["👍", "👎", "Share"]


def test_a_card_in_place_leads_back_to_its_topic(view: View) -> None:
    keyboard = card_keyboard(view.knowledge.entries["chair"], view, is_in_place=True)
    assert rows_of(keyboard)[-1] == [
        ("‹‹ The reading circle", Press(Action.TOPIC, ENGLISH, "talks", 0))
    ]
    assert targets(keyboard, Action.OPEN) == ["speaker", "plan"]
    assert targets(keyboard, Action.ANSWER) == []


def test_what_is_not_reported_offers_popular_questions_and_topics(view: View) -> None:
    keyboard = card_keyboard(view.knowledge.entries["next-circle"], view)
    assert targets(keyboard) == ["chair", "plan"]
    assert presses(keyboard, Action.TOPICS)


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        pytest.param(0, ["‹‹ Whole list", "2 ›"], id="first"),
        pytest.param(1, ["‹ 1", "‹‹ Whole list", "3 ›"], id="middle"),
        pytest.param(3, ["‹ 3", "‹‹ Whole list"], id="last"),
    ],
)
def test_an_item_leads_to_those_beside_it(number: int, texts: list[str], view: View) -> None:
    keyboard = item_keyboard(view.knowledge.entries["plan"], number, view)
    assert [text for text, _ in rows_of(keyboard)[0]] == texts


def test_an_item_with_an_entry_is_voted_on_by_that_entry(view: View) -> None:
    entry = view.knowledge.entries["plan"]
    assert targets(item_keyboard(entry, 0, view), Action.VOTE) == ["plan-aloud"] * 2
    assert targets(item_keyboard(entry, 1, view), Action.VOTE) == ["plan"] * 2


def test_did_you_mean_offers_four_at_most_and_none_of_these(view: View) -> None:
    entries = tuple(view.knowledge.entries.values())
    message = view.knowledge.messages.texts["suggest"]
    reply = Reply(Kind.SUGGEST, ENGLISH, 0.5, suggestions=entries, message=message)
    keyboard = reply_keyboard(reply, view, 77)
    assert targets(keyboard) == [entry.id for entry in entries[:4]]
    assert {press.number for press in presses(keyboard, Action.ANSWER)} == {77}
    assert rows_of(keyboard)[-1] == [("None of these", Press(Action.NONE, ENGLISH, "", 77))]


def test_nothing_more_to_say_is_no_question_back(view: View) -> None:
    message = view.knowledge.messages.texts["nothing_more"]
    entries = (view.knowledge.entries["chair"],)
    reply = Reply(Kind.SUGGEST, ENGLISH, 1.0, suggestions=entries, message=message)
    assert presses(reply_keyboard(reply, view, 1), Action.NONE) == []


@pytest.mark.parametrize("kind", [Kind.DECLINE, Kind.PASSAGE], ids=str)
def test_not_knowing_offers_what_is_popular_and_topics(kind: Kind, view: View) -> None:
    keyboard = reply_keyboard(Reply(kind, ENGLISH, 0.0), view, 1)
    assert targets(keyboard) == ["chair", "plan"]
    assert presses(keyboard, Action.TOPICS)


def test_several_answers_have_related_questions_and_no_votes(view: View) -> None:
    entries = tuple(view.knowledge.entries.values())
    answers = tuple(Answer(entry, 1.0) for entry in entries[:2])
    reply = Reply(Kind.ANSWER, ENGLISH, 1.0, answers=answers, suggestions=entries)
    keyboard = reply_keyboard(reply, view, 1)
    assert len(targets(keyboard)) == 3
    assert presses(keyboard, Action.VOTE) == []


def test_small_talk_has_no_buttons(view: View) -> None:
    assert reply_keyboard(Reply(Kind.SMALLTALK, ENGLISH, 1.0), view, 1) is None


def test_topics_open_their_first_page(view: View) -> None:
    assert rows_of(keyboards.topics_keyboard(view)) == [
        [
            ("Plans", Press(Action.TOPIC, ENGLISH, "plans", 0)),
            ("The reading circle", Press(Action.TOPIC, ENGLISH, "talks", 0)),
        ]
    ]


def topic_of(knowledge: KnowledgeBase, size: int) -> Topic:
    """Make a topic of so many entries out of copies of one."""
    [topic] = [topic for topic in knowledge.topics if topic.topic == "talks"]
    entry = topic.entries[0]
    entries = tuple(entry.model_copy(update={"id": f"entry-{n}"}) for n in range(size))
    return topic.model_copy(update={"entries": entries})


BACK, PREVIOUS, NEXT = "‹‹ All topics", "‹ Previous", "Next ›"


@pytest.mark.parametrize(
    ("size", "page", "shown", "arrows"),
    [
        pytest.param(1, 0, ["entry-0"], [BACK], id="one page"),
        pytest.param(8, 0, [f"entry-{n}" for n in range(8)], [BACK], id="a full page"),
        pytest.param(9, 0, [f"entry-{n}" for n in range(8)], [BACK, NEXT], id="first of two"),
        pytest.param(9, 1, ["entry-8"], [PREVIOUS, BACK], id="last of two"),
        pytest.param(
            17, 1, [f"entry-{n}" for n in range(8, 16)], [PREVIOUS, BACK, NEXT], id="middle"
        ),
        pytest.param(9, 99, ["entry-8"], [PREVIOUS, BACK], id="past the end"),
    ],
)
def test_a_page_of_a_topic_has_its_questions_and_arrows(
    size: int, page: int, shown: list[str], arrows: list[str], view: View
) -> None:
    assert QUESTIONS_A_PAGE == 8
    keyboard = topic_keyboard(topic_of(view.knowledge, size), page, view)
    assert targets(keyboard, Action.OPEN) == shown
    assert [text for text, _ in rows_of(keyboard)[-1]] == arrows


def test_arrows_lead_to_the_pages_beside_and_back(view: View) -> None:
    keyboard = topic_keyboard(topic_of(view.knowledge, 17), 1, view)
    assert [press for _, press in rows_of(keyboard)[-1]] == [
        Press(Action.TOPIC, ENGLISH, "talks", 0),
        Press(Action.TOPICS, ENGLISH),
        Press(Action.TOPIC, ENGLISH, "talks", 2),
    ]


def test_the_chosen_language_is_marked(view: View) -> None:
    rows = rows_of(keyboards.language_keyboard(HANS, view))
    assert [text[0] == "✓" for [(text, _)] in rows] == [choice is HANS for choice in LANGUAGES]
    assert [press and press.number for [(_, press)] in rows] == [0, 1, 2, 3]


def test_topics_come_in_the_order_of_the_report_and_what_it_does_not_say_last(
    knowledge: KnowledgeBase,
) -> None:
    topics = keyboards.in_reading_order(knowledge)
    reported = [any(e.status is Status.REPORTED for e in topic.entries) for topic in topics]
    assert sorted(reported, reverse=True) == reported
    names = [topic.topic for topic in topics]
    assert names.index("people") < names.index("principles") < names.index("tasks-drivers")
    assert sorted(names) == sorted(topic.topic for topic in knowledge.topics)


def test_short_buttons_share_a_row_and_long_ones_do_not(knowledge: KnowledgeBase) -> None:
    view = View(knowledge, HANS, "news_bot")
    rows = [[text for text, _ in row] for row in rows_of(keyboards.topics_keyboard(view))]
    assert ["人物与职务", "总体要求", "会议概况"] in rows
    assert all(len(row) * max(map(len, row)) <= 20 for row in rows)

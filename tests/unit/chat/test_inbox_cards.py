"""What curators see: it fits into messages and buttons, and nothing in it is markup."""

from collections import Counter
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat import inbox_cards
from bot.chat.cards import Card
from bot.chat.presses import Press
from bot.chat.reports import log_card, stats_text
from bot.chat.view import View
from bot.curation.figures import OUTCOMES, Figures
from bot.qa.drafts import not_in_report, read_draft
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.lessons import (
    EntryLesson,
    RefusedError,
    WordingLesson,
)

LONG = "<b>&" * 1000


def item(**values: Any) -> Any:
    given = {"id": 17, "text": "停车<吗>", "times": 3, "reason": "decline", "entry_id": None}
    return SimpleNamespace(**given | values)


def change(number: int = 3, **values: Any) -> Any:
    given = {"id": number, "at": datetime.now(UTC), "name": "Lin <x>", "lesson": None}
    return SimpleNamespace(**given | {"undoes": None, "question": LONG} | values)


@pytest.fixture(params=list(Language), ids=str)
def shipped(request: pytest.FixtureRequest, knowledge: KnowledgeBase) -> View:
    return View(knowledge, request.param, "news_bot")


def pressed(card: Card) -> list[tuple[str, str, int]]:
    rows = card.keyboard.inline_keyboard if card.keyboard else ()
    presses = [Press.unpack(str(button.callback_data)) for row in rows for button in row]
    return [(press.action.name, press.target, press.number) for press in presses if press]


def test_an_open_card_shows_the_question_and_what_may_be_done(view: View) -> None:
    near = [view.knowledge.entries["chair"], view.knowledge.entries["plan"]]
    card = inbox_cards.open_card(item(), near, view)
    assert card.html.startswith("#17 · asked 3×\n<b>停车&lt;吗&gt;</b>\n")
    assert pressed(card) == [
        ("SAME", "chair", 17),
        ("SAME", "plan", 17),
        ("WRITE", "", 17),
        ("UNREPORTED", "", 17),
        ("DISMISS", "", 17),
    ]


def test_a_disliked_answer_is_named(view: View) -> None:
    card = inbox_cards.open_card(item(reason="bad", entry_id="chair"), [], view)
    assert "Who chaired the circle?" in card.html
    assert (
        "gone-by-now"
        in inbox_cards.open_card(item(reason="bad", entry_id="gone-by-now"), [], view).html
    )


def test_a_settled_card_says_who_did_what_and_can_be_undone(view: View) -> None:
    entry = read_draft("可以<停>。", "停车吗")
    for lesson, words in [
        (WordingLesson(entry_id="chair", wording="谁坐庄"), "Who chaired the circle?"),
        (WordingLesson(entry_id="gone", wording="谁坐庄"), "“gone”"),
        (EntryLesson(entry=entry), "可以&lt;停&gt;。"),
        (EntryLesson(entry=not_in_report("停车吗", view.knowledge)), "does not say"),
        (None, "dismissed"),
    ]:
        done = change(lesson=lesson.model_dump_json() if lesson else None)
        card = inbox_cards.settled_card(item(), done, view)
        assert "Lin &lt;x&gt;" in card.html
        assert words in card.html
        assert pressed(card) == [("UNDO", "", 3)]


def test_a_draft_offers_its_source(view: View) -> None:
    entry = read_draft("王小明。\n---\nWang Xiaoming.", "谁坐庄")
    sentence = view.knowledge.article.sentences["p1s1"]
    assert pressed(inbox_cards.draft_card(item(), entry, 5, None, view)) == [
        ("PUBLISH", "", 5),
        ("CANCEL", "", 5),
    ]
    card = inbox_cards.draft_card(item(), entry, 5, sentence, view)
    assert pressed(card)[0] == ("PUBLISH", "p1s1", 5)
    assert "王小明。" in card.html
    assert "Wang Xiaoming." in card.html


def test_everything_fits_whatever_was_asked(shipped: View) -> None:
    entries = list(shipped.knowledge.entries.values())
    card = inbox_cards.open_card(item(text=LONG, id=2**31), entries[:3], shipped)
    assert len(card.html) < 4096
    draft = read_draft("好" * 3000 + "\n---\n" + "x" * 900, LONG)
    source = next(iter(shipped.knowledge.article.sentences.values()))
    assert len(inbox_cards.draft_card(item(), draft, 1, source, shipped).html) <= 4096
    assert len(inbox_cards.found_card(item(), entries[:8], shipped).html) < 4096
    assert inbox_cards.found_card(item(), [], shipped).keyboard is None


@pytest.mark.parametrize(
    "reason",
    ["collision", "known", "gone", "empty", "no_chinese", "unsourced", "committed"],
)
def test_every_refusal_has_its_words(reason: str, shipped: View) -> None:
    values = {"wording": "一", "other": "二", "entry": "三", "id": "four", "fact": "五"}
    text = inbox_cards.refusal_text(RefusedError(f"refused_{reason}", **values), shipped)
    assert "{" not in text
    assert len(text) <= 200  # what may pop up


def test_the_log_can_be_undone_but_not_twice(shipped: View) -> None:
    changes = [change(12, undoes=9), *(change(number) for number in range(11, 2, -1))]
    card = log_card(changes, shipped)
    assert len(card.html) < 4096
    assert "<x>" not in card.html
    undone = [number for _, _, number in pressed(card)]
    assert undone == [11, 10, 8, 7, 6, 5, 4, 3]
    assert log_card([], shipped).keyboard is None


def test_the_figures_fit_into_a_caption(shipped: View) -> None:
    entries = [(entry, 10_000) for entry in shipped.knowledge.entries]
    days = {date(2026, 3, 1): Counter(dict.fromkeys(OUTCOMES, 1_000_000))}
    figures = Figures(days, entries, list(shipped.knowledge.entries), 10**6, 10**6, entries, {})
    assert 100 < len(stats_text(figures, shipped)) <= 1024

"""Figures and their picture."""

from collections import Counter
from datetime import UTC, date, datetime

from bot.curation.figures import (
    ANSWERED,
    DECLINED,
    NOT_REPORTED,
    PASSAGE,
    SUGGESTED,
    first_day,
    make_figures,
)
from bot.curation.picture import draw
from bot.qa.knowledge import KnowledgeBase
from bot.store.figures import Counts

TODAY = date(2026, 3, 2)
NOTHING = Counts([], [], [], [])
COUNTS = Counts(
    endings=[
        (TODAY, "answer", 5),
        (TODAY, "chosen", 2),
        (TODAY, "not_reported", 3),
        (date(2026, 3, 1), "suggest", 1),
        (date(2026, 3, 1), "passage", 1),
        (date(2026, 3, 1), "decline", 1),
        (date(2026, 3, 1), "none", 1),
        (date(2026, 3, 1), "of a later version", 1),
    ],
    entries=[("chair", 8), ("gone", 2)],
    votes=[("chair", 3, 1), ("plan", 0, 2), ("speaker", 1, 4)],
    inbox=[("open", 3), ("taught", 1)],
)


def test_the_days_end_today() -> None:
    assert first_day(TODAY, 3) == datetime(2026, 2, 28, tzinfo=UTC)


def test_endings_are_put_together_by_what_became_of_the_question(
    small_knowledge: KnowledgeBase,
) -> None:
    figures = make_figures(COUNTS, small_knowledge, TODAY, days=3)
    assert list(figures.days) == [date(2026, 2, 28), date(2026, 3, 1), TODAY]
    assert figures.days[date(2026, 2, 28)] == Counter()
    assert figures.days[TODAY] == {ANSWERED: 7, NOT_REPORTED: 3}
    assert figures.days[date(2026, 3, 1)] == {SUGGESTED: 1, PASSAGE: 1, DECLINED: 3}
    assert figures.questions == 15


def test_entries_that_nobody_asked_and_those_disliked_are_named(
    small_knowledge: KnowledgeBase,
) -> None:
    figures = make_figures(COUNTS, small_knowledge, TODAY)
    assert figures.most_asked == [("chair", 8), ("gone", 2)]
    assert set(figures.never_asked) == set(small_knowledge.entries) - {"chair"}
    assert (figures.liked, figures.unliked) == (4, 7)
    assert figures.disliked == [("speaker", 4), ("plan", 2)]
    assert figures.inbox == {"open": 3, "taught": 1}


def test_figures_are_drawn_for_a_phone_also_without_any(small_knowledge: KnowledgeBase) -> None:
    for counts in (COUNTS, NOTHING):
        picture = draw(make_figures(counts, small_knowledge, TODAY))
        assert picture.startswith(b"\x89PNG")
        width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
        assert (width, height) == (900, 1290)

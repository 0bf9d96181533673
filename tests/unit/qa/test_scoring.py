"""Ranking wordings by how well they fit a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.scoring import COMPARISONS, Ranker

EQUAL = [1.0] * len(COMPARISONS)
WEIGHTS = st.lists(st.floats(0.01, 10), min_size=len(COMPARISONS), max_size=len(COMPARISONS))
WORDINGS = st.lists(st.text("ab会议谁", max_size=8), min_size=1, max_size=12).filter(any)
SLACK = 1e-9


def scores_of(ranker: Ranker, question: str) -> dict[int, float]:
    ranking = ranker.rank(question)
    return dict(zip(ranking.texts.tolist(), ranking.scores.tolist(), strict=True))


@given(WORDINGS, st.text("ab会议谁z", max_size=8), WEIGHTS)
def test_scores_and_comparisons_stay_between_zero_and_one(
    wordings: list[str], question: str, weights: list[float]
) -> None:
    ranking = Ranker(wordings, weights).rank(question)
    assert ranking.comparisons.shape == (len(ranking.texts), len(COMPARISONS))
    assert all(0 <= value <= 1 + SLACK for value in ranking.comparisons.ravel())
    assert all(0 <= score <= 1 + SLACK for score in ranking.scores)
    assert all(0 <= fullness <= 1 + SLACK for fullness in ranking.fullness)


@given(WORDINGS, st.text("ab会议谁z", max_size=8), WEIGHTS)
def test_the_best_wording_comes_first(
    wordings: list[str], question: str, weights: list[float]
) -> None:
    scores = Ranker(wordings, weights).rank(question).scores.tolist()
    assert scores == sorted(scores, reverse=True)


@given(WORDINGS, WEIGHTS, st.data())
def test_an_equal_wording_scores_one(
    wordings: list[str], weights: list[float], data: st.DataObject
) -> None:
    number = data.draw(
        st.sampled_from([n for n, w in enumerate([*wordings, "会议"]) if len(w) > 1])
    )
    wordings = [*wordings, "会议"]
    assert scores_of(Ranker(wordings, weights), wordings[number])[number] == pytest.approx(1.0)


def test_an_equal_wording_of_one_symbol_scores_one() -> None:
    assert scores_of(Ranker(["会", "会议", "议题"], EQUAL), "会")[0] == pytest.approx(1.0)


@given(WORDINGS, WEIGHTS, st.text("ab会议谁", min_size=2, max_size=8))
def test_no_wording_scores_above_an_equal_one(
    wordings: list[str], weights: list[float], question: str
) -> None:
    scores = scores_of(Ranker([*wordings, question], weights), question)
    assert max(scores.values()) <= scores[len(wordings)] + SLACK


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        pytest.param("谁主持会议", "谁主持大会", "谁参加了活动", id="shared characters"),
        pytest.param("谁主持会议", "谁主持会议", "会议谁主持", id="order"),
        pytest.param("主持", "主持", "谁主持了那次很长的会议", id="length"),
        pytest.param("特殊会议", "特殊安排", "什么会议", id="the rarer character tells more"),
    ],
)
def test_the_better_wording_scores_higher(question: str, better: str, worse: str) -> None:
    others = ["开会议", "看会议", "会议室", "会议厅"]
    scores = scores_of(Ranker([better, worse, *others], EQUAL), question)
    assert scores[0] > scores.get(1, 0.0)


def test_nothing_in_common_ranks_nothing() -> None:
    ranking = Ranker(["ab", "bc"], EQUAL).rank("会议")
    assert len(ranking.texts) == len(ranking.scores) == 0


def test_the_limit_bounds_how_many_are_compared() -> None:
    assert len(Ranker(["ab"] * 10, EQUAL).rank("ab", limit=3).texts) == 3

"""What lies behind the rates of an evaluation."""

import pytest

from bot.evaluation.analysis import Guess, coverage_at, reliability, risk_coverage

GUESSES = [Guess(0.95, True), Guess(0.91, True), Guess(0.55, False), Guess(0.5, True)]


def test_reliability_is_the_share_right_among_guesses_of_about_one_score() -> None:
    unsure, sure = reliability(GUESSES)
    assert (unsure.count, unsure.right) == (2, 0.5)
    assert (sure.count, sure.right) == (2, 1.0)
    assert sure.mean_score == pytest.approx(0.93)


def test_a_score_of_one_belongs_to_the_last_group() -> None:
    assert [group.count for group in reliability([Guess(1.0, True), Guess(0.99, True)])] == [2]


def test_the_surest_are_answered_first() -> None:
    assert risk_coverage(GUESSES) == [(0.25, 0.0), (0.5, 0.0), (0.75, 1 / 3), (1.0, 0.25)]


@pytest.mark.parametrize(("risk", "coverage"), [(0.0, 0.5), (0.25, 1.0), (0.3, 1.0)])
def test_coverage_is_the_most_that_can_be_answered_at_a_risk(risk: float, coverage: float) -> None:
    assert coverage_at(GUESSES, risk) == coverage


def test_nothing_covers_nothing() -> None:
    assert coverage_at([], 0.1) == 0.0

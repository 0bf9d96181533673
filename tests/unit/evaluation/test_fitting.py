"""Weights under which the right choices are the likeliest."""

import numpy as np
import pytest

from bot.evaluation.fitting import Choices, likeliest_weights

THREE_OF_FOUR = Choices(
    evidence=np.array([[[1.0], [0.0]]] * 4 + [[[0.0], [0.0]]]),
    is_there=np.array([[True, True]] * 4 + [[True, False]]),
    is_right=np.array([[True, False]] * 3 + [[False, True]] + [[False, False]]),
)
"""The choice that the evidence speaks for is right three times in four; one has no right choice."""


def test_weights_make_the_right_choice_as_likely_as_it_was_right() -> None:
    [weight] = likeliest_weights([(1.0, THREE_OF_FOUR)], np.zeros(1))
    assert 1 / (1 + np.exp(-weight)) == pytest.approx(3 / 4, abs=1e-4)


def test_a_ridge_keeps_weights_small_and_a_lowest_one_holds() -> None:
    [freely] = likeliest_weights([(1.0, THREE_OF_FOUR)], np.zeros(1))
    [held] = likeliest_weights([(1.0, THREE_OF_FOUR)], np.zeros(1), ridge=0.1)
    assert 0 < held < freely
    against = THREE_OF_FOUR._replace(evidence=-THREE_OF_FOUR.evidence)
    [least] = likeliest_weights([(1.0, against)], np.ones(1), lowest=0.0)
    assert least == 0.0


def test_a_source_counts_for_its_share() -> None:
    against = THREE_OF_FOUR._replace(evidence=-THREE_OF_FOUR.evidence)
    [weight] = likeliest_weights([(1.0, THREE_OF_FOUR), (0.1, against)], np.zeros(1))
    assert weight > 0

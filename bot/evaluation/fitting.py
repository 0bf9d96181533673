"""Fitting weights under which the right choice is the likeliest: a softmax over choices."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Choices(NamedTuple):
    """Questions, each with what there is to choose from; all arrays have one row a question.

    Attributes:
        evidence: For each choice the numbers that are weighed.
        is_there: Whether there is such a choice: not all questions have as many.
        is_right: Whether it is a right one. A question may have several.
    """

    evidence: Floats
    is_there: Flags
    is_right: Flags

    def only(self, chosen: Flags) -> "Choices":
        """Return some of the questions."""
        return Choices(self.evidence[chosen], self.is_there[chosen], self.is_right[chosen])


def likeliest_weights(
    sources: Sequence[tuple[float, Choices]],
    start: Floats,
    *,
    ridge: Floats | float = 0.0,
    lowest: float | None = None,
) -> Floats:
    """Return the weights of greatest likelihood. Questions without a right choice do not count.

    Args:
        sources: Questions, each lot with what its mean log-likelihood counts for.
        start: The weights to begin with.
        ridge: What the square of each weight costs.
        lowest: The least that a weight may be; by default there is none.
    """
    from scipy.optimize import minimize  # not installed where the bot runs

    solvable = [
        (share, choices.only(np.asarray(choices.is_right.any(axis=1))))
        for share, choices in sources
    ]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = float((ridge * weights**2).sum()), 2 * ridge * weights
        for share, (evidence, is_there, is_right) in solvable:
            scores = np.where(is_there, evidence @ weights, -np.inf)
            odds = np.exp(scores - scores.max(axis=1, keepdims=True))
            chance = odds / odds.sum(axis=1, keepdims=True)
            of_right = (chance * is_right).sum(axis=1)
            pull = chance * is_right / of_right[:, None] - chance
            total -= share * float(np.log(of_right).mean())
            gradient = gradient - share * np.einsum("qc,qcw->w", pull, evidence) / len(pull)
        return total, gradient

    bounds = [(lowest, None)] * len(start)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)

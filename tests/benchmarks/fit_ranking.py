"""Fit the ranking weights in ``bot/qa/weights.json``: ``fit_ranking.py --pairs FILE``.

FILE holds pairs of questions, see ``retrieval.py``. The weights are those under which the right
texts are likeliest to come first: a softmax over the texts nearest to each question, fitted by
maximum likelihood; none is negative. The pairs of one source are alike in a way that others are
not, such as two questions of nearly the same length. So the development questions count too, each
to find a wording of its entry among a few of every entry's. Printed is the P@1 of each source, by
five-fold cross-validation. ``make tune`` is to be run afterwards.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from engines import Project
from numpy.typing import NDArray
from retrieval import Task, development_task, read_task
from rich import print
from scipy.optimize import minimize

from bot.qa.scoring import COMPARISONS
from bot.qa.weights import WEIGHTS_FILE

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_NEAREST = 32
_FOLDS = 5
_SHARE_OF_DEVELOPMENT = 0.06  # of their log-likelihood, against 1 for that of the pairs


@dataclass(frozen=True, slots=True)
class Cases:
    """Questions with the texts nearest to each; all arrays have one row a question.

    Attributes:
        comparisons: Row by row the comparisons of up to ``_NEAREST`` texts.
        is_there: Whether there is such a text.
        is_right: Whether it is a right one.
    """

    comparisons: Floats
    is_there: Flags
    is_right: Flags

    def only(self, chosen: Flags) -> "Cases":
        """Return some of the questions."""
        return Cases(self.comparisons[chosen], self.is_there[chosen], self.is_right[chosen])


def cases_of(task: Task) -> Cases:
    """Compare every question of a task with the texts nearest to it."""
    engine = Project(task.texts)
    size = (len(task.questions), _NEAREST)
    comparisons, is_there = np.zeros((*size, len(COMPARISONS))), np.zeros(size, bool)
    is_right = np.zeros(size, bool)
    for row, (question, right) in enumerate(zip(task.questions, task.right, strict=True)):
        ranking = engine.rank(question, _NEAREST)
        count = len(ranking.texts)
        comparisons[row, :count], is_there[row, :count] = ranking.comparisons, True
        is_right[row, :count] = [text in right for text in ranking.texts.tolist()]
    return Cases(comparisons, is_there, is_right)


def fit(sources: Sequence[tuple[float, Cases]]) -> Floats:
    """Return the weights of greatest likelihood, each source counted with its share."""
    solvable = [
        (share, cases.only(np.asarray(cases.is_right.any(axis=1)))) for share, cases in sources
    ]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = 0.0, np.zeros_like(weights)
        for share, cases in solvable:
            scores = np.where(cases.is_there, cases.comparisons @ weights, -np.inf)
            odds = np.exp(scores - scores.max(axis=1, keepdims=True))
            chance = odds / odds.sum(axis=1, keepdims=True)
            of_right = (chance * cases.is_right).sum(axis=1)
            pull = chance * cases.is_right / of_right[:, None] - chance
            total -= share * np.log(of_right).mean()
            gradient -= share * np.einsum("qt,qtc->c", pull, cases.comparisons) / len(pull)
        return float(total), gradient

    start, bounds = np.ones(len(COMPARISONS)), [(0, None)] * len(COMPARISONS)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def hits(cases: Cases, weights: Floats) -> Flags:
    """Tell for which questions the first text is right."""
    first = np.where(cases.is_there, cases.comparisons @ weights, -np.inf).argmax(axis=1)
    return np.asarray(cases.is_right[np.arange(len(first)), first])


def cross_validated(sources: Sequence[tuple[float, Cases]]) -> list[float]:
    """Return the P@1 of each source with weights fitted on the other folds."""
    found = [np.zeros(len(cases.is_right), bool) for _, cases in sources]
    for number in range(_FOLDS):
        folds = [np.asarray(np.arange(len(one)) % _FOLDS == number) for one in found]
        others = [
            (share, cases.only(np.logical_not(fold)))
            for (share, cases), fold in zip(sources, folds, strict=True)
        ]
        weights = fit(others)
        for one, (_, cases), fold in zip(found, sources, folds, strict=True):
            one[fold] = hits(cases.only(fold), weights)
    return [float(one.mean()) for one in found]


def main() -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    pairs = read_task(options.pairs)
    sources = [(1.0, cases_of(pairs)), (_SHARE_OF_DEVELOPMENT, cases_of(development_task()))]
    weights = fit(sources)
    written = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    written["ranking"] = {
        name: round(float(weight), 2) for name, weight in zip(COMPARISONS, weights, strict=True)
    }
    WEIGHTS_FILE.write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    print(written["ranking"])
    of_pairs, of_development = cross_validated(sources)
    print(f"P@1 of the pairs {of_pairs:.4f}, of the development questions {of_development:.4f}")


if __name__ == "__main__":
    main()

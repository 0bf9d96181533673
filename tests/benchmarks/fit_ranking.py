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
from pathlib import Path

import numpy as np
from engines import Project
from retrieval import Task, development_task, read_task
from rich import print

from bot.evaluation.fitting import Choices, Flags, Floats, likeliest_weights
from bot.qa.scoring import COMPARISONS
from bot.qa.weights import WEIGHTS_FILE

_NEAREST = 32
_FOLDS = 5
_SHARE_OF_DEVELOPMENT = 0.06  # of their log-likelihood, against 1 for that of the pairs


def choices_of(task: Task) -> Choices:
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
    return Choices(comparisons, is_there, is_right)


def fit(sources: Sequence[tuple[float, Choices]]) -> Floats:
    """Return the weights of greatest likelihood, each source counted with its share."""
    return likeliest_weights(sources, np.ones(len(COMPARISONS)), lowest=0.0)


def hits(choices: Choices, weights: Floats) -> Flags:
    """Tell for which questions the first text is right."""
    first = np.where(choices.is_there, choices.evidence @ weights, -np.inf).argmax(axis=1)
    return np.asarray(choices.is_right[np.arange(len(first)), first])


def cross_validated(sources: Sequence[tuple[float, Choices]]) -> list[float]:
    """Return the P@1 of each source with weights fitted on the other folds."""
    found = [np.zeros(len(choices.is_right), bool) for _, choices in sources]
    for number in range(_FOLDS):
        folds = [np.asarray(np.arange(len(one)) % _FOLDS == number) for one in found]
        others = [
            (share, choices.only(np.logical_not(fold)))
            for (share, choices), fold in zip(sources, folds, strict=True)
        ]
        weights = fit(others)
        for one, (_, choices), fold in zip(found, sources, folds, strict=True):
            one[fold] = hits(choices.only(fold), weights)
    return [float(one.mean()) for one in found]


def main() -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    pairs = read_task(options.pairs)
    sources = [(1.0, choices_of(pairs)), (_SHARE_OF_DEVELOPMENT, choices_of(development_task()))]
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

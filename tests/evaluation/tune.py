"""Fit the weights and thresholds in ``bot/qa/weights.json``: ``make tune``.

Confidence: a multinomial logistic model over each question's candidates and the outcome "none of
them", fitted by maximum likelihood on the development questions with a small ridge penalty.
Ranking: its weights stay; ``tests/benchmarks/fit_ranking.py`` fits them, on pairs of questions.
Thresholds: the pair with the most right answers, on scores predicted by ten-fold cross-validation,
of those with at most 1.5 % wrong and 1.5 % false ones. Questions whose misses nobody has looked at
end wrong about twice as often.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.fitting import Choices, Floats, likeliest_weights
from bot.evaluation.judging import is_fitting
from bot.evaluation.questions import Expected, load_questions
from bot.qa.assistant import LONGEST_QUESTION
from bot.qa.clauses import clauses, is_long
from bot.qa.evidence import EVIDENCE
from bot.qa.knowledge import default_folder, load_knowledge
from bot.qa.matcher import Matcher
from bot.qa.models import Status
from bot.qa.text import fold
from bot.qa.weights import WEIGHTS_FILE, load_weights

_RIDGE = 0.0002
_FOLDS = 10
_MOST_WRONG = 0.015
_MOST = 16


@dataclass(frozen=True, slots=True)
class Case:
    """One question: the evidence for each candidate, and which are right.

    Attributes:
        evidence: One row a candidate, a constant 1 in the last column.
        is_right: Which candidates are right.
        none_is_right: Whether answering with none of them is right.
        is_answerable: Whether some entry answers the question.
        is_guarded: Which candidates the policy never answers with; see ``Assistant``.
    """

    evidence: Floats
    is_right: NDArray[np.bool_]
    none_is_right: bool
    is_answerable: bool
    is_guarded: NDArray[np.bool_]


def case_of(matcher: Matcher, expected: Expected) -> Case | None:
    """Look a question up; ``None`` where its outcome does not depend on the weights."""
    if len(expected.parts) > 1 or expected.context:
        return None
    if not 0 < len(fold(expected.question)) <= LONGEST_QUESTION or _has_chatter(expected):
        return None
    candidates = matcher.candidates(expected.question)[:_MOST]
    evidence = np.array(
        [[getattr(c.evidence, name) for name in EVIDENCE] + [1] for c in candidates]
    )
    is_right = np.array([is_fitting(expected, c.entry) for c in candidates], bool)
    answerable = expected.is_answerable
    if answerable and not is_right.any():
        return None
    is_guarded = np.array(
        [c.entry.status is Status.REPORTED and c.evidence.guards > 0 for c in candidates], bool
    )
    return Case(evidence, is_right, not answerable, answerable, is_guarded)


def _has_chatter(expected: Expected) -> bool:
    """Whether a message is so long that it is answered clause by clause."""
    return is_long(fold(expected.question)) and len(clauses(expected.question)) > 1


def fit(cases: Sequence[Case]) -> Floats:
    """Return the weights of greatest likelihood."""
    size = len(EVIDENCE) + 1
    evidence = np.zeros((len(cases), _MOST + 1, size))
    present = np.zeros((len(cases), _MOST + 1), bool)
    right = np.zeros((len(cases), _MOST + 1), bool)
    for row, case in enumerate(cases):
        count = len(case.evidence)
        if count:
            evidence[row, 1 : count + 1] = case.evidence
        present[row, : count + 1] = True
        right[row, 0] = case.none_is_right
        right[row, 1 : count + 1] = case.is_right

    ridge = np.append(np.full(size - 1, _RIDGE), 0.0)  # the bias costs nothing
    choices = Choices(evidence, present, right)
    return likeliest_weights([(1.0, choices)], np.zeros(size), ridge=ridge)


def predict(case: Case, weights: Floats) -> Floats:
    """Return each candidate's probability."""
    if not len(case.evidence):
        return np.empty(0)
    odds = np.exp(case.evidence @ weights)
    return np.asarray(odds / (1 + odds.sum()))


def cross_validated(cases: Sequence[Case]) -> list[Floats]:
    """Predict every case with weights fitted on the other folds."""
    scores: list[Floats] = [np.empty(0)] * len(cases)
    for fold_number in range(_FOLDS):
        weights = fit([case for n, case in enumerate(cases) if n % _FOLDS != fold_number])
        for n in range(fold_number, len(cases), _FOLDS):
            scores[n] = predict(cases[n], weights)
    return scores


def best_thresholds(cases: Sequence[Case], scores: Sequence[Floats]) -> tuple[float, float]:
    """Return the threshold and the ambiguity threshold that do best."""
    tops = []
    for case, score in zip(cases, scores, strict=True):
        if len(score):
            order = np.argsort(-score)
            if case.is_guarded[order[0]]:
                continue
            lead = score[order[0]] - (score[order[1]] if len(order) > 1 else 0.0)
            tops.append((score[order[0]], lead, case.is_right[order[0]], case.is_answerable))
    top, lead, is_right, is_answerable = (np.array(column) for column in zip(*tops, strict=True))
    answerable = sum(case.is_answerable for case in cases)

    def outcome(threshold: float, ambiguity: float) -> tuple[bool, float]:
        answered = (top >= threshold) & (lead >= ambiguity)
        missed = answered & ~is_right
        wrong = (missed & is_answerable).sum() / answerable
        false = (missed & ~is_answerable).sum() / (len(cases) - answerable)
        right = float((answered & is_right & is_answerable).sum() / answerable)
        return max(wrong, false) <= _MOST_WRONG, right

    grid = [
        (round(float(t), 2), round(float(a), 2))
        for t in np.arange(0.3, 0.91, 0.02)
        for a in np.arange(0.0, 0.41, 0.02)
    ]
    return max(grid, key=lambda pair: (outcome(*pair), pair))


def main() -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parent
    sets = [here / "questions.jsonl", here / "questions_later.jsonl"]
    parser.add_argument("--questions", type=Path, nargs="+", default=sets)
    options = parser.parse_args()
    weights = load_weights()
    matcher = Matcher(load_knowledge(default_folder()), weights)
    questions = [q for path in options.questions for q in load_questions(path)]
    cases = [case for q in questions if (case := case_of(matcher, q))]
    confidence = fit(cases)
    threshold, ambiguity = best_thresholds(cases, cross_validated(cases))
    written = {
        "made_by": f"make tune, on {len(cases)} questions; ranking: fit_ranking.py, on LCQMC dev",
        "ranking": dict(weights.ranking),
        "confidence": {
            name: round(float(value), 3)
            for name, value in zip((*EVIDENCE, "bias"), confidence, strict=True)
        },
        "context_prior": weights.context_prior,
        "threshold": threshold,
        "ambiguity_threshold": ambiguity,
        "suggestion_threshold": weights.suggestion_threshold,
        "passage_threshold": weights.passage_threshold,
    }
    WEIGHTS_FILE.write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    print(json.dumps(written, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()

"""The fitted numbers: weights and thresholds, all in ``weights.json``, written by ``make tune``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WEIGHTS_FILE = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """What the matcher and the policy were fitted to.

    Attributes:
        made_by: On what and how the numbers came about.
        ranking: The weight of each comparison of :data:`bot.qa.scoring.COMPARISONS`.
        confidence: The weights of :data:`bot.qa.matcher.EVIDENCE`, and ``bias``; a logistic model.
        context_prior: What the log-odds of an entry gain when it belongs to the last answer.
        threshold: Lowest score that is answered, in ``[0, 1]``.
        ambiguity_threshold: Lowest lead over the second entry that is answered.
        suggestion_threshold: Lowest score that is suggested.
        passage_threshold: Lowest share of a question that a sentence must hold to be shown.
    """

    made_by: str
    ranking: Mapping[str, float]
    confidence: Mapping[str, float]
    context_prior: float
    threshold: float
    ambiguity_threshold: float
    suggestion_threshold: float
    passage_threshold: float


def load_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """Read the fitted numbers."""
    return Weights(**json.loads(path.read_text("utf-8")))

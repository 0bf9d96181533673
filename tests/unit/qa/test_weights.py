"""The fitted numbers: complete, and within their ranges."""

from bot.qa.evidence import EVIDENCE
from bot.qa.scoring import COMPARISONS
from bot.qa.weights import load_weights


def test_every_comparison_and_every_evidence_has_its_weight() -> None:
    weights = load_weights()
    assert set(weights.ranking) == set(COMPARISONS)
    assert set(weights.confidence) == {"bias", *EVIDENCE}
    assert weights.made_by


def test_weights_and_thresholds_are_within_their_ranges() -> None:
    weights = load_weights()
    assert all(weight >= 0 for weight in weights.ranking.values())
    assert sum(weights.ranking.values()) > 0
    assert 0 < weights.suggestion_threshold < weights.threshold < 1
    assert 0 <= weights.ambiguity_threshold < 1
    assert 0 < weights.passage_threshold <= 1

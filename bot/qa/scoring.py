"""How well a stored wording fits a question: five comparisons, added up with fitted weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.qa.index import Floats, Hits, Index, Ints, Query

COMPARISONS = ("symbol_mass", "pair_mass", "symbol_dice", "length_ratio", "order")
"""What is compared, each in ``[0, 1]``, higher is better:

symbol_mass: how much of what the question's symbols tell (by inverse document frequency) is shared.
pair_mass: the same over pairs of neighbouring symbols.
symbol_dice: the Sørensen-Dice coefficient of the two sets of symbols.
length_ratio: the shorter length over the longer.
order: RapidFuzz's normalized Indel similarity, which looks at order and slips.
"""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Stored wordings with how well each fits, the best first.

    Attributes:
        query: The features of the question.
        texts: Numbers of the wordings.
        fullness: What of each wording the question has, by what it tells, in ``[0, 1]``.
        comparisons: One row a wording, one column a comparison.
        scores: The weighted comparisons, in ``[0, 1]``; ``1.0`` is an equal wording.
    """

    query: Query
    texts: Ints
    fullness: Floats
    comparisons: Floats
    scores: Floats


class Ranker:
    """Ranks stored wordings, given as strings of symbols, by how well they fit a question.

    Args:
        texts: The wordings.
        weights: The weight of each comparison, in the order of ``COMPARISONS``.
        groups: See :class:`bot.qa.index.Index`.
        faint: See :class:`bot.qa.index.Index`.
    """

    def __init__(
        self,
        texts: Sequence[str],
        weights: Sequence[float],
        groups: Sequence[int] | None = None,
        *,
        faint: str = "",
    ) -> None:
        self.index = Index(texts, groups, faint=faint)
        self._texts = np.array([*texts, None], dtype=object)[:-1]
        self._lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self._weights = np.asarray(weights) / np.sum(weights)

    def rank(self, question: str, *, limit: int = 32) -> Ranking:
        """Compare a question, as a string of symbols, with the wordings nearest to it."""
        query = self.index.query(question)
        hits = self.index.search(query, limit=limit)
        comparisons = self._compare(question, hits)
        scores = comparisons @ self._weights
        best = np.argsort(-scores, kind="stable")
        return Ranking(
            query, hits.texts[best], hits.fullness[best], comparisons[best], scores[best]
        )

    def _compare(self, question: str, hits: Hits) -> Floats:
        lengths = self._lengths[hits.texts]
        length = max(len(question), 1)
        order = process.cdist(
            [question],
            self._texts[hits.texts],
            scorer=Indel.normalized_similarity,
            dtype=np.float64,
        )
        distinct = self.index.distinct_symbols[hits.texts] + len(set(question))
        return np.column_stack(
            [
                hits.symbol_mass,
                hits.pair_mass,
                2 * hits.shared_symbols / np.maximum(distinct, 1),
                np.minimum(lengths, length) / np.maximum(lengths, length),
                order[0] if len(hits.texts) else np.empty(0),
            ]
        )

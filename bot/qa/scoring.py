"""How well a stored wording fits a question: seven comparisons, added up with fitted weights."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.qa.features import Ints, codes_of
from bot.qa.index import Floats, Hits, Index, Query

COMPARISONS = (
    "symbol_mass",
    "pair_mass",
    "fullness",
    "length_ratio",
    "shape",
    "order",
    "ending",
)
"""What is compared, each in ``[0, 1]``, higher is better:

symbol_mass: how much of what the question's symbols tell (by inverse document frequency) is shared.
pair_mass: the same over pairs of neighbouring symbols.
fullness: how much of what the wording's symbols tell is in the question.
length_ratio: the shorter length over the longer.
shape: that times the Sørensen-Dice coefficient of the two sets of symbols.
order: RapidFuzz's normalized Indel similarity, which looks at order and slips.
ending: 1 where both end with the same symbol, which in Chinese often makes the question.
"""

_FULLNESS = COMPARISONS.index("fullness")
_NOTHING = "\0"  # how a text without symbols ends


class Ranking(NamedTuple):
    """Stored wordings with how well each fits, the best first.

    Attributes:
        query: The features of the question.
        texts: Numbers of the wordings.
        comparisons: One row a wording, one column a comparison.
        scores: The weighted comparisons, in ``[0, 1]``; ``1.0`` is an equal wording.
    """

    query: Query
    texts: Ints
    comparisons: Floats
    scores: Floats

    @property
    def fullness(self) -> Floats:
        """What of each wording the question has, by what it tells, in ``[0, 1]``."""
        return self.comparisons[:, _FULLNESS]


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
        self._texts = texts
        self._lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self._endings = codes_of("".join(text[-1:] or _NOTHING for text in texts))
        self._weights = np.asarray(weights) / np.sum(weights)

    def rank(
        self, question: str, *, limit: int = 16, among: Sequence[int] | None = None
    ) -> Ranking:
        """Compare a question, as a string of symbols, with wordings.

        Args:
            question: The question.
            limit: How many wordings are compared, those nearest to it.
            among: The numbers of the wordings to compare instead.
        """
        query = self.index.query(question)
        if among is None:
            hits = self.index.search(query, limit=limit)
        else:
            hits = self.index.count(query, np.asarray(among, np.int64))
        comparisons = self._compare(question, hits)
        scores = comparisons @ self._weights
        best = (-scores).argsort(kind="stable")
        return Ranking(query, hits.texts[best], comparisons[best], scores[best])

    def _compare(self, question: str, hits: Hits) -> Floats:
        texts = [self._texts[number] for number in hits.texts.tolist()]
        order = process.cdist(
            [question], texts, scorer=Indel.normalized_similarity, dtype=np.float64
        )
        lengths = self._lengths[hits.texts]
        length = max(len(question), 1)
        distinct = self.index.distinct_symbols[hits.texts] + len(set(question))
        dice = 2 * hits.shared_symbols / np.maximum(distinct, 1)
        ratio = np.minimum(lengths, length) / np.maximum(lengths, length)
        comparisons = np.empty((len(texts), len(COMPARISONS)))
        comparisons[:, 0] = hits.symbol_mass
        comparisons[:, 1] = hits.pair_mass
        comparisons[:, 2] = hits.fullness
        comparisons[:, 3] = ratio
        comparisons[:, 4] = dice * ratio
        comparisons[:, 5] = order[0] if texts else 0.0
        comparisons[:, 6] = self._endings[hits.texts] == ord(question[-1:] or _NOTHING)
        return comparisons

"""An inverted index over short texts: which stored texts share the rarest features with a query.

A text is a string of *symbols* (see :mod:`bot.qa.symbols`); its features are the distinct symbols
and pairs of neighbouring symbols in it. Everything lies in NumPy arrays, so that a query costs a
few passes over the postings of its rarest features, however many texts there are.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.qa.features import (
    FIRST_PAIR,
    Ints,
    begins,
    codes_of,
    feature_keys,
    features_of,
    starts_of,
)

Floats = NDArray[np.float64]

_FAINT_IDF = 0.5  # the most that a faint symbol tells, in nats
_BREVITY = 0.02  # a text loses this share of its own mass: of two that share as much, the fuller
_NEAR = 0.3  # what is kept for selection, as a part of the best: enough, and a short list
_NO_MASS = 1e-9  # divides instead of a mass of zero
_PRIOR_COUNT = 0.05  # texts of a group that have a feature are so many more, as no count is certain


class Hits(NamedTuple):
    """The texts that share most with a query, in no order, with what they share.

    All arrays have one row a text. Masses are sums of inverse document frequencies.

    Attributes:
        texts: Numbers of the texts.
        symbol_mass: What of the query's symbols each text has, as a share in ``[0, 1]``.
        pair_mass: What of the query's pairs each text has, as a share in ``[0, 1]``; for a query
            of one symbol the same as ``symbol_mass``.
        fullness: What of each text's own symbols the query has, as a share in ``[0, 1]``.
        shared_symbols: How many distinct symbols of the query each text has.
    """

    texts: Ints
    symbol_mass: Floats
    pair_mass: Floats
    fullness: Floats
    shared_symbols: Floats


class Query(NamedTuple):
    """The distinct features of one query.

    Attributes:
        told: How much each feature tells, in nats, by its key (see
            :func:`bot.qa.features.feature_keys`); the most for one the index never saw.
        known: Ids of the features that the index has.
        weights: How much each of those tells.
        symbol_mass: What all symbols tell.
        pair_mass: What all pairs tell.
    """

    told: Mapping[int, float]
    known: Ints
    weights: Floats
    symbol_mass: float
    pair_mass: float


class Group(NamedTuple):
    """The features of one group of texts, a row each.

    Attributes:
        keys: The key of each feature.
        lifts: How much more frequent it is in the group than in all texts, as a logarithm.
    """

    keys: Ints
    lifts: Floats


class Index:
    """Finds the stored texts nearest to a query.

    Not safe for use by several threads at once: queries share one scratch array.

    Args:
        texts: Strings of symbols.
        groups: For each text the number of the group it belongs to, the texts of each group in
            one piece, in order. A feature's document frequency counts groups, so that an entry
            with many wordings does not make its own words common. By default every text is a
            group of its own.
        faint: Symbols that tell little, whatever their frequency.
        postings_budget: How many postings a query may visit at most, rarest features first.
            What lies beyond is not searched for but still counted in the hits.
    """

    def __init__(
        self,
        texts: Sequence[str],
        groups: Sequence[int] | None = None,
        *,
        faint: str = "",
        postings_budget: int = 5_000,
    ) -> None:
        self._postings_budget = postings_budget
        if not any(texts):
            raise ValueError("an index needs at least one text that is not empty")
        self._keys, feature, owner = features_of(texts)
        size, bits = len(self._keys), len(self._keys).bit_length()
        self._postings = owner.astype(np.int32)
        self._postings_start = starts_of(feature, size)
        self._groups = np.arange(len(texts)) if groups is None else np.asarray(groups)
        is_first = begins(feature) | begins(self._groups[owner])  # of its group
        frequency = np.bincount(feature[is_first], minlength=size)
        count = int(begins(self._groups).sum())
        idf = np.log1p((count - frequency + 0.5) / (frequency + 0.5))
        is_faint = np.isin(self._keys, codes_of(faint))
        self._idf = np.where(is_faint, np.minimum(idf, _FAINT_IDF), idf)
        self._faint = frozenset(map(ord, faint))
        self.unseen_idf = float(np.log1p((count + 0.5) / 0.5))
        self._first_pair = int(self._keys.searchsorted(FIRST_PAIR))
        symbols = int(self._postings_start[self._first_pair])
        of_symbols = owner[:symbols]  # what follows them are pairs
        self.distinct_symbols = np.bincount(of_symbols, minlength=len(texts))
        mass = np.bincount(of_symbols, self._idf[feature[:symbols]], minlength=len(texts))
        self._text_mass = mass.astype(np.float64)
        by_text = np.sort(owner << bits | feature)
        self._forward = (by_text & ((1 << bits) - 1)).astype(np.int32)
        self._forward_start = starts_of(owner, len(texts))
        self._scratch = -_BREVITY * self._text_mass
        self._place = np.zeros(len(texts), np.int64)
        self._weight = np.zeros(size)

    def __len__(self) -> int:
        return len(self._scratch)

    def query(self, text: str) -> Query:
        """Look up the features of a string of symbols."""
        keys = feature_keys(text)
        asked = np.array(keys, np.int64)
        place = self._keys.searchsorted(asked)
        is_known = self._keys.take(place, mode="clip") == asked
        known = place[is_known]
        weights = self._idf[known]
        told = dict.fromkeys(keys, self.unseen_idf)
        told.update((key, _FAINT_IDF) for key in self._faint.intersection(keys))
        told.update(zip(asked[is_known].tolist(), weights.tolist(), strict=True))
        tells, symbols = list(told.values()), len(set(text))
        return Query(told, known, weights, sum(tells[:symbols]), sum(tells[symbols:]))

    def group(self, number: int) -> Group:
        """Return the features of a group of texts."""
        first, end = np.searchsorted(self._groups, (number, number + 1))
        of_texts = self._forward[self._forward_start[first] : self._forward_start[end]]
        feature, count = np.unique_counts(of_texts)
        everywhere = self._postings_start[feature + 1] - self._postings_start[feature]
        within = (count + _PRIOR_COUNT) / (end - first + 2 * _PRIOR_COUNT)
        return Group(self._keys[feature], np.log(within * (len(self) + 1) / (everywhere + 0.5)))

    def having(self, text: str, lacking: float) -> Ints:
        """Return the texts that have each symbol of a string that tells enough by itself.

        Args:
            text: The string of symbols.
            lacking: The share, in ``[0, 1]``, of what all its symbols tell that may be lacking. A
                symbol that tells more by itself must be there.
        """
        query = self.query(text)
        most = lacking * query.symbol_mass
        needed = query.known[(query.weights > most) & (query.known < self._first_pair)]
        symbols = [told for key, told in query.told.items() if key < FIRST_PAIR]
        if sum(told > most for told in symbols) > len(needed):
            return np.empty(0, np.int64)
        start, end = self._postings_start[needed], self._postings_start[needed + 1]
        lists = [self._postings[start[n] : end[n]] for n in (end - start).argsort()]
        texts: Ints = lists[0].astype(np.int64) if lists else np.arange(len(self))
        for postings in lists[1:]:
            place = postings.searchsorted(texts)
            texts = texts[postings.take(place, mode="clip") == texts]
        return texts

    def search(self, query: Query, *, limit: int) -> Hits:
        """Return up to ``limit`` texts that share the most mass with the query."""
        return self.count(query, self._nearest(query, limit))

    def _nearest(self, query: Query, limit: int) -> Ints:
        """Add up each feature's weight over its postings, rarest first, within the budget."""
        if not len(query.known):
            return np.empty(0, np.int64)
        start = self._postings_start[query.known]
        length = self._postings_start[query.known + 1] - start
        chosen = length.argsort()
        visited = length[chosen].cumsum().searchsorted(self._postings_budget, "right")
        chosen = chosen[: max(visited, 1)]
        length = length[chosen]
        slices = zip(start[chosen].tolist(), length.tolist(), strict=True)
        met = np.concatenate([self._postings[at : at + n] for at, n in slices], dtype=np.int64)
        before = self._scratch.take(met)
        np.add.at(self._scratch, met, query.weights[chosen].repeat(length))
        total = self._scratch.take(met)
        self._scratch[met] = before
        near = (total >= _NEAR * total.max()).nonzero()[0]
        once = near[self._last_places(met[near])]
        if len(once) < limit:  # else there are far fewer to select from, and the same ones selected
            once = self._last_places(met)
        met, total = met[once], total[once]
        if len(met) > limit:
            met = met[total.argpartition(-limit)[-limit:]]
        return np.sort(met)

    def _last_places(self, texts: Ints) -> Ints:
        """Return the place of each text; the last one of a text that is met several times."""
        place = np.arange(len(texts))
        self._place[texts] = place
        last: Ints = (self._place[texts] == place).nonzero()[0]
        return last

    def count(self, query: Query, texts: Ints) -> Hits:
        """Count what each of the given texts shares with the query, by its list of features."""
        start = self._forward_start[texts]
        length = self._forward_start[texts + 1] - start
        size = 2 * len(texts)
        cell = np.arange(0, size, 2).repeat(length)  # symbols in even ones, pairs in odd ones
        place = (start - length.cumsum() + length).repeat(length)
        feature = self._forward[place + np.arange(len(place))]
        cell += feature >= self._first_pair
        self._weight[query.known] = query.weights
        weight = self._weight[feature]
        self._weight[query.known] = 0.0
        mass = np.bincount(cell, weight, size).astype(np.float64)
        shared = np.bincount(cell, weight > 0, size).astype(np.float64)
        symbol_mass = mass[::2] / max(query.symbol_mass, _NO_MASS)
        return Hits(
            texts,
            symbol_mass,
            mass[1::2] / query.pair_mass if query.pair_mass else symbol_mass,
            mass[::2] / np.maximum(self._text_mass[texts], _NO_MASS),
            shared[::2],
        )

"""An inverted index over short texts: which stored texts share the rarest features with a query.

A text is a string of *symbols* (see :mod:`bot.qa.symbols`); its features are the distinct symbols
and pairs of neighbouring symbols in it. Everything lies in NumPy arrays, so that a query costs a
few passes over the postings of its rarest features, however many texts there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.qa.features import (
    FIRST_PAIR,
    Ints,
    codes_of,
    feature_keys,
    features_of,
    starts_of,
)

Floats = NDArray[np.float64]

_FAINT_IDF = 0.5
_BREVITY = 0.02  # a text loses this share of its own mass: of two that share as much, the fuller
_NEAR = 0.3  # what is kept for selection, as a part of the best: enough, and a short list
_PRIOR_COUNT = 0.05  # texts of a group that have a feature are so many more, as no count is certain


@dataclass(frozen=True, slots=True)
class Hits:
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


@dataclass(frozen=True, slots=True)
class Query:
    """The distinct features of one query.

    Attributes:
        keys: The key of each feature; see :func:`bot.qa.features.feature_keys`.
        idf: How much each feature tells, in nats; the most for one the index never saw.
        is_pair: Whether each feature is a pair.
        known: Ids of the features that the index has.
        symbol_mass: Sum of ``idf`` over the symbols.
        pair_mass: Sum of ``idf`` over the pairs.
        known_mass: Sum of ``idf`` over what the index has.
    """

    keys: Ints
    idf: Floats
    is_pair: NDArray[np.bool_]
    known: Ints
    symbol_mass: float
    pair_mass: float
    known_mass: float


@dataclass(frozen=True, slots=True)
class Group:
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
        size = len(self._keys)
        self._postings = owner.astype(np.int32)
        self._postings_start = starts_of(feature, size)
        frequency, count = np.diff(self._postings_start), len(texts)
        if groups is not None:
            self._groups = np.asarray(groups)
            changes = np.diff(self._groups[owner], prepend=-1) | np.diff(feature, prepend=-1)
            frequency = np.bincount(feature[changes != 0], minlength=size)
            count = len(set(groups))
        idf = np.log1p((count - frequency + 0.5) / (frequency + 0.5))
        is_faint = np.isin(self._keys, codes_of(faint))
        self._idf = np.where(is_faint, np.minimum(idf, _FAINT_IDF), idf)
        self._faint = frozenset(map(ord, faint))
        self.unseen_idf = float(np.log1p((count + 0.5) / 0.5))
        self._is_pair = (self._keys >= FIRST_PAIR).astype(np.int64)
        symbols = int(self._postings_start[np.searchsorted(self._keys, FIRST_PAIR)])
        of_symbols = owner[:symbols]  # what follows them are pairs
        self.distinct_symbols = np.bincount(of_symbols, minlength=len(texts))
        mass = np.bincount(of_symbols, self._idf[feature[:symbols]], minlength=len(texts))
        self._text_mass = mass.astype(np.float64)
        self._forward = np.mod(np.sort(owner * size + feature), size).astype(np.int32)
        self._forward_start = starts_of(owner, len(texts))
        self._scratch = np.zeros(len(texts))
        self._place = np.zeros(len(texts), np.int64)
        self._weight = np.zeros(size)

    def __len__(self) -> int:
        return len(self._scratch)

    def query(self, text: str) -> Query:
        """Look up the features of a string of symbols."""
        keys = feature_keys(text)
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        is_known = self._keys[place] == keys
        idf = np.where(is_known, self._idf[place], self.unseen_idf)
        for n in np.flatnonzero(~is_known):
            if int(keys[n]) in self._faint:
                idf[n] = _FAINT_IDF
        is_pair = keys >= FIRST_PAIR
        pair_mass = float(idf @ is_pair)
        return Query(
            keys,
            idf,
            is_pair,
            known=place[is_known],
            symbol_mass=float(idf.sum()) - pair_mass,
            pair_mass=pair_mass,
            known_mass=float(idf @ is_known),
        )

    def group(self, number: int) -> Group:
        """Return the features of a group of texts; the index must have been given groups."""
        first, end = np.searchsorted(self._groups, (number, number + 1))
        of_texts = self._forward[self._forward_start[first] : self._forward_start[end]]
        feature, count = np.unique_counts(of_texts)
        everywhere = self._postings_start[feature + 1] - self._postings_start[feature]
        within = (count + _PRIOR_COUNT) / (end - first + 2 * _PRIOR_COUNT)
        return Group(self._keys[feature], np.log(within * (len(self) + 1) / (everywhere + 0.5)))

    def search(self, query: Query, *, limit: int) -> Hits:
        """Return up to ``limit`` texts that share the most mass with the query."""
        return self.count(query, self._nearest(query, limit))

    def _nearest(self, query: Query, limit: int) -> Ints:
        """Add up each feature's weight over its postings, rarest first, within the budget."""
        start, end = self._postings_start[query.known], self._postings_start[query.known + 1]
        length = end - start
        rarest_first = length.argsort()
        visited = length[rarest_first].cumsum() <= self._postings_budget
        visited[:1] = True
        chosen = rarest_first[visited]
        if not len(chosen):
            return np.empty(0, np.int64)
        slices = zip(start[chosen].tolist(), end[chosen].tolist(), strict=True)
        met = np.concatenate([self._postings[first:last] for first, last in slices], dtype=np.int64)
        np.add.at(self._scratch, met, self._idf[query.known[chosen]].repeat(length[chosen]))
        total = self._scratch[met] - _BREVITY * self._text_mass[met]
        self._scratch[met] = 0.0
        place = np.arange(len(met))
        self._place[met] = place  # a text met several times keeps its last place only
        once = (self._place[met] == place).nonzero()[0]
        met, total = met[once], total[once]
        if len(met) > limit:
            near = (total >= _NEAR * total.max()).nonzero()[0]
            if len(near) >= limit:  # far fewer to select from, and the same ones selected
                met, total = met[near], total[near]
            met = met[total.argpartition(-limit)[-limit:]]
        return np.sort(met)

    def count(self, query: Query, texts: Ints) -> Hits:
        """Count what each of the given texts shares with the query, by its list of features."""
        start = self._forward_start[texts]
        length = self._forward_start[texts + 1] - start
        row = np.repeat(np.arange(len(texts)), length)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
        feature = self._forward[np.repeat(start, length) + offset]
        self._weight[query.known] = self._idf[query.known]
        weight = self._weight[feature]
        self._weight[query.known] = 0.0
        cell = 2 * row + self._is_pair[feature]
        size = 2 * len(texts)
        mass = np.bincount(cell, weight, minlength=size).reshape(-1, 2).astype(np.float64)
        shared = np.bincount(
            2 * row[weight > 0] + self._is_pair[feature[weight > 0]], minlength=size
        )
        symbol_mass = mass[:, 0] / max(query.symbol_mass, 1e-9)
        return Hits(
            texts,
            symbol_mass,
            mass[:, 1] / query.pair_mass if query.pair_mass else symbol_mass,
            mass[:, 0] / np.maximum(self._text_mass[texts], 1e-9),
            shared[::2].astype(np.float64),
        )

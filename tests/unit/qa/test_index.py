"""The inverted index, against a slow and obvious reference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.qa.features import feature_keys
from bot.qa.index import Hits, Index


@dataclass(frozen=True)
class Shared:
    """What one text shares with a query, in nats."""

    symbols: float
    pairs: float
    count: int

    @property
    def total(self) -> float:
        return self.symbols + self.pairs


def features(text: str) -> set[str]:
    return set(text) | {text[i : i + 2] for i in range(len(text) - 1)}


class Reference:
    """Counts everything over every text."""

    def __init__(self, texts: Sequence[str], groups: Sequence[int]) -> None:
        self.texts, self.groups = texts, groups

    def idf(self, feature: str) -> float:
        having = {
            group
            for text, group in zip(self.texts, self.groups, strict=True)
            if feature in features(text)
        }
        count, frequency = len(set(self.groups)), len(having)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

    def mass(self, query: str, size: int) -> float:
        return sum(self.idf(f) for f in features(query) if len(f) == size)

    def shared(self, query: str) -> list[Shared]:
        return [
            Shared(
                sum(self.idf(f) for f in both if len(f) == 1),
                sum(self.idf(f) for f in both if len(f) == 2),
                sum(len(f) == 1 for f in both),
            )
            for both in (features(query) & features(text) for text in self.texts)
        ]


ALPHABET = "ab会议\x00\U0010fffd"
TEXTS = st.lists(st.text(ALPHABET, max_size=8), min_size=1, max_size=12).filter(any)
QUERIES = st.text(ALPHABET + "z", max_size=8)


@st.composite
def grouped(draw: st.DrawFn) -> tuple[list[str], list[int] | None]:
    texts = draw(TEXTS)
    size = len(texts)
    groups = draw(st.none() | st.lists(st.integers(0, 3), min_size=size, max_size=size).map(sorted))
    return texts, groups


def assert_counts(hits: Hits, reference: Reference, query: str) -> None:
    expected = reference.shared(query)
    for row, text in enumerate(hits.texts.tolist()):
        assert hits.symbol_mass[row] == pytest.approx(
            expected[text].symbols / max(reference.mass(query, 1), 1e-9)
        )
        pair_mass = reference.mass(query, 2)
        share = expected[text].pairs / pair_mass if pair_mass else hits.symbol_mass[row]
        assert hits.pair_mass[row] == pytest.approx(share)
        assert hits.shared_symbols[row] == expected[text].count
        own = reference.mass(reference.texts[text], 1)
        assert hits.fullness[row] == pytest.approx(expected[text].symbols / max(own, 1e-9))


@given(grouped(), QUERIES)
def test_search_finds_every_text_that_shares_anything(
    stored: tuple[list[str], list[int] | None], query: str
) -> None:
    texts, groups = stored
    index = Index(texts, groups)
    reference = Reference(texts, groups if groups is not None else list(range(len(texts))))
    hits = index.search(index.query(query), limit=len(texts))
    sharing = [n for n, shared in enumerate(reference.shared(query)) if shared.total]
    assert sorted(hits.texts.tolist()) == sharing
    assert_counts(hits, reference, query)


@given(TEXTS, QUERIES, st.integers(1, 4))
def test_search_with_a_limit_keeps_the_texts_that_share_most(
    texts: list[str], query: str, limit: int
) -> None:
    index = Index(texts)
    reference = Reference(texts, range(len(texts)))
    found = index.search(index.query(query), limit=limit).texts.tolist()
    totals = [shared.total for shared in reference.shared(query)]
    best = sorted((total for total in totals if total), reverse=True)[:limit]
    assert len(set(found)) == len(found)
    assert sorted((totals[n] for n in found), reverse=True) == pytest.approx(best)


@given(TEXTS, QUERIES, st.integers(0, 3))
def test_beyond_the_budget_less_is_searched_but_all_is_counted(
    texts: list[str], query: str, budget: int
) -> None:
    index = Index(texts, postings_budget=budget)
    reference = Reference(texts, range(len(texts)))
    hits = index.search(index.query(query), limit=len(texts))
    sharing = [n for n, shared in enumerate(reference.shared(query)) if shared.total]
    assert set(hits.texts.tolist()) <= set(sharing)
    assert bool(len(hits.texts)) == bool(sharing)
    assert_counts(hits, reference, query)


@given(TEXTS, QUERIES, QUERIES)
def test_a_query_leaves_no_trace_in_the_next(texts: list[str], first: str, second: str) -> None:
    index, fresh = Index(texts), Index(texts)
    index.search(index.query(first), limit=3)
    again = index.search(index.query(second), limit=len(texts))
    alone = fresh.search(fresh.query(second), limit=len(texts))
    assert again.texts.tolist() == alone.texts.tolist()
    assert again.symbol_mass.tolist() == alone.symbol_mass.tolist()


@given(TEXTS, QUERIES)
def test_count_takes_texts_that_share_nothing(texts: list[str], query: str) -> None:
    index = Index(texts)
    hits = index.count(index.query(query), np.arange(len(texts)))
    assert_counts(hits, Reference(texts, range(len(texts))), query)


@given(TEXTS, QUERIES, st.floats(0, 1))
def test_having_leaves_out_only_texts_that_lack_too_much(
    texts: list[str], query: str, lacking: float
) -> None:
    index, reference = Index(texts), Reference(texts, range(len(texts)))
    having = index.having(query, lacking).tolist()
    assert having == sorted(set(having))
    for number, shared in enumerate(reference.shared(query)):
        if shared.symbols > (1 - lacking) * reference.mass(query, 1) + 1e-9:
            assert number in having


def test_having_needs_each_symbol_that_tells_much() -> None:
    index = Index(["abc", "ab", "bc", "c"])
    assert index.having("ab", 0.4).tolist() == [0, 1]
    assert index.having("ab", 1.0).tolist() == [0, 1, 2, 3]
    assert index.having("az", 0.4).tolist() == []


@given(TEXTS, QUERIES)
def test_query_masses_are_those_of_the_reference(texts: list[str], text: str) -> None:
    query = Index(texts).query(text)
    reference = Reference(texts, range(len(texts)))
    assert query.symbol_mass == pytest.approx(reference.mass(text, 1), abs=1e-9)
    assert query.pair_mass == pytest.approx(reference.mass(text, 2), abs=1e-9)


@given(TEXTS)
def test_nothing_tells_more_than_what_was_never_seen(texts: list[str]) -> None:
    assume("z" not in "".join(texts))
    index = Index(texts)
    query = index.query("".join(texts) + "z")
    assert max(query.told.values()) == pytest.approx(index.unseen_idf)


@given(st.text())
def test_feature_keys_are_sorted_and_one_for_each_feature(text: str) -> None:
    keys = feature_keys(text)
    assert keys == sorted(set(keys))
    assert len(keys) == len(features(text))


def test_a_feature_of_one_group_is_rare_however_many_wordings_have_it() -> None:
    texts = ["ab", "ab", "ab", "cd"]
    alone, together = Index(texts), Index(texts, [0, 0, 0, 1])
    assert together.query("a").told[ord("a")] == together.query("c").told[ord("c")]
    assert alone.query("a").told[ord("a")] < alone.query("c").told[ord("c")]


def test_the_length_is_the_number_of_texts() -> None:
    assert len(Index(["a", "", "b"])) == 3


@pytest.mark.parametrize("texts", [[], [""], ["", ""]], ids=["none", "empty", "empties"])
def test_an_index_over_nothing_is_refused(texts: list[str]) -> None:
    with pytest.raises(ValueError, match="at least one text"):
        Index(texts)


def test_a_group_tells_how_much_more_frequent_its_features_are() -> None:
    index = Index(["ab", "ac", "bc", "c"], [0, 0, 1, 1])
    group = index.group(0)
    lifts = dict(zip(group.keys.tolist(), group.lifts.tolist(), strict=True))
    assert set(lifts) == {*feature_keys("ab"), *feature_keys("ac")}
    assert lifts[ord("a")] == pytest.approx(math.log((2 + 0.05) / (2 + 0.1) * (4 + 1) / (2 + 0.5)))
    assert lifts[ord("a")] > 0 > lifts[ord("c")]

"""Features as integers, against a slow and obvious reference."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.features import codes_of, counted, feature_keys, features_of, starts_of, text_of

TEXTS = st.lists(st.text("ab会议\U000f0000", max_size=6), min_size=1).filter(any)


@given(TEXTS)
def test_each_text_has_its_own_features_and_no_other(texts: list[str]) -> None:
    keys, feature, owner = features_of(texts)
    assert list(zip(feature, owner, strict=True)) == sorted(set(zip(feature, owner, strict=True)))
    for number, text in enumerate(texts):
        assert keys[feature[owner == number]].tolist() == feature_keys(text)


@given(st.text())
def test_a_text_is_its_code_points(text: str) -> None:
    assert codes_of(text).tolist() == list(map(ord, text))
    assert text_of(codes_of(text).astype(np.uint32)) == text


@given(st.lists(st.integers(0, 5), min_size=1).map(sorted))
def test_sorted_numbers_are_counted(numbers: list[int]) -> None:
    distinct, counts = counted(np.array(numbers))
    assert distinct.tolist() == sorted(set(numbers))
    assert counts.tolist() == [numbers.count(n) for n in distinct]
    starts = starts_of(np.array(numbers), 6)
    assert [numbers[a:b] for a, b in pairwise(starts)] == [[n] * numbers.count(n) for n in range(6)]

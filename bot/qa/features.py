"""The features of texts, as integers in NumPy arrays: what an index counts.

A text is a string of *symbols* (see :mod:`bot.qa.symbols`); its features are the distinct symbols
and pairs of neighbouring symbols in it.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_CODE_BITS = 21  # a Unicode code point
_CODES = 0x110000

FIRST_PAIR = 1 << (2 * _CODE_BITS)
"""The keys of pairs begin here; those of symbols are below."""
_PAIR = np.int64(FIRST_PAIR)


def features_of(texts: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Find the features of texts.

    Returns:
        The keys of all features, sorted; and, feature by feature, for each text that has one the
        feature's place among the keys and the number of the text.
    """
    symbols, numbers = _numbered(codes_of("".join(texts)))
    size = len(symbols)
    text = np.arange(len(texts)).repeat(np.fromiter(map(len, texts), np.int64, len(texts)))
    within = text[:-1] == text[1:]
    pairs = (size + numbers[:-1] * size + numbers[1:])[within]
    shift = len(texts).bit_length()  # feature and text as one number: those are sorted fastest
    features = np.concatenate([numbers, pairs]) << shift
    features |= np.concatenate([text, text[:-1][within]])
    features.sort()
    features = features[begins(features)]
    feature, owner = features >> shift, features & ((1 << shift) - 1)
    distinct, counts = counted(feature)
    first, second = np.divmod(distinct - size, size)
    keys = np.where(first < 0, symbols[second], _pair(symbols[first], symbols[second]))
    return keys, np.arange(len(keys)).repeat(counts), owner


def _numbered(codes: Ints) -> tuple[Ints, Ints]:
    """Return the distinct code points, sorted, and for each given one its number among them."""
    is_used = np.zeros(_CODES, np.bool_)
    is_used[codes] = True
    distinct = is_used.nonzero()[0]
    number_of = np.empty(_CODES, np.int64)
    number_of[distinct] = np.arange(len(distinct))
    return distinct, number_of[codes]


def starts_of(numbers: Ints, count: int) -> Ints:
    """Return where each number from 0 to ``count`` begins in sorted ones."""
    return np.append(0, np.bincount(numbers, minlength=count).cumsum())


def begins(numbers: Ints) -> NDArray[np.bool_]:
    """Tell of each number whether it is another than the one before it."""
    is_other = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_other[1:])
    return is_other


def counted(numbers: Ints) -> tuple[Ints, Ints]:
    """Return the distinct numbers of sorted ones, and how often each occurs."""
    first = begins(numbers).nonzero()[0]
    return numbers[first], np.diff(first, append=len(numbers))


def codes_of(text: str) -> Ints:
    """Return the code points of a string of symbols."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)


def text_of(codes: NDArray[np.uint32]) -> str:
    """Return the string of symbols that has these code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def _pair(first: Ints, second: Ints) -> Ints:
    return _PAIR | (first << _CODE_BITS) | second


def feature_keys(text: str) -> list[int]:
    """Return the distinct features of a string of symbols, sorted.

    A symbol's key is its code point; the key of a pair holds both code points and a mark.
    """
    codes = list(map(ord, text))
    pairs = {FIRST_PAIR | first << _CODE_BITS | second for first, second in pairwise(codes)}
    return sorted(pairs.union(codes))

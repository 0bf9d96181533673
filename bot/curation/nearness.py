"""Whether two questions are the same but for how they are written."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from pypinyin import lazy_pinyin
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.qa.models import Lexicon
from bot.qa.pinyin import split_syllables, typed_in_pinyin
from bot.qa.text import fold, fold_all, stem, tokens

NEARLY_THE_SAME = 0.9
"""How much of two keys must be shared: one has at most one token in ten, or in five, more."""

_SOUNDS_KEPT = 4096

_LONGEST_KEY = 600
"""Characters of a key; PostgreSQL indexes no more than 2,700 bytes."""


class Nearness:
    """Tells questions apart, or does not.

    Two questions are one if they sound the same without politeness and particles, whatever their
    script, case, punctuation and endings; or if one of them is the other with little put in
    between, as long as that is no number and no word that turns it into another question.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._chatter = _any_of(chain(*lexicon.chatter))
        self._guards = _any_of(chain(*chain(*lexicon.guards.values())))

    def key(self, question: str) -> str:
        """Write a question as its sounds and word stems; the same question has the same key.

        Empty for a text without letters and digits.
        """
        folded = fold(question)
        kept = self._chatter.sub(" ", folded).strip() or folded
        return " ".join(_sounds(kept))[:_LONGEST_KEY]

    def alike(self, key: str, others: Sequence[str]) -> list[int]:
        """Return the places of the keys that are a key with something put in, or left out.

        All others are surely of other questions; this tells so in a fraction of the time.
        """
        longer = np.abs(np.fromiter(map(len, others), int, len(others)) - len(key))
        distances = process.cdist([key], others, scorer=Indel.distance)[0]
        places: list[int] = np.flatnonzero(distances == longer).tolist()
        return places

    def is_near(self, one: str, other: str) -> bool:
        """Whether two questions are one."""
        return self.is_near_by_key(one, self.key(one), other, self.key(other))

    def is_near_by_key(self, one: str, its_key: str, other: str, other_key: str) -> bool:
        """Whether two questions are one, where their keys are known."""
        if its_key == other_key:
            return True
        short, long = sorted((its_key.split(), other_key.split()), key=len)
        if Indel.normalized_similarity(short, long, score_cutoff=NEARLY_THE_SAME) == 0.0:
            return False
        is_within = Indel.distance(short, long) == len(long) - len(short)
        return is_within and self._turns(one) == self._turns(other)

    def _turns(self, question: str) -> tuple[list[str], list[str]]:
        """Return the guards and numbers of a question."""
        folded = fold(question)
        return sorted(self._guards.findall(folded)), sorted(re.findall(r"\d+", folded))


def _sounds(folded: str) -> list[str]:
    if typed_in_pinyin(folded):
        return list(chain(*(split_syllables(word) or [word] for word in folded.split())))
    return [stem(t) if t.isascii() else _sound(t) for t in tokens(folded)]


@lru_cache(_SOUNDS_KEPT)
def _sound(token: str) -> str:
    return lazy_pinyin(token)[0]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of some words, the longest first; those in Latin letters as whole words.

    Words that begin alike stand together, or each of the thousands would be tried at each place.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for word in sorted({word for word in fold_all(words) if word}, key=len, reverse=True):
        edge = r"\b" if word.isascii() else ""
        groups.setdefault((edge, word[0]), []).append(re.escape(word[1:]))
    patterns = (
        f"{edge}{re.escape(first)}(?:{'|'.join(rests)}){edge}"
        for (edge, first), rests in sorted(groups.items())
    )
    return re.compile("|".join(patterns) or r"(?!)", re.ASCII)

"""Slips of the keyboard: misspelt English words, and characters taken for ones that look alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from operator import add

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.qa.features import begins, codes_of, text_of

_SHORT_WORD, _LONG_WORD, _LONGER_WORD = 3, 5, 7
_MOST_KEPT = 4096
_EVERYDAY = 500  # occurrences in the subtitles of films; slips of the keyboard are rarer


@cache
def everyday_words() -> frozenset[str]:
    """Return the English words in everyday use, some 26,000: none of them is a slip."""
    from spellchecker import SpellChecker  # here, as few questions need it and it takes a moment

    frequencies = SpellChecker(language="en").word_frequency.dictionary
    return frozenset(word for word, count in frequencies.items() if count >= _EVERYDAY)


class Speller:
    """Reads misspelt English words as the known words they are nearest to.

    Args:
        words: The known words, the most frequent first: it wins where several are as near.
    """

    def __init__(self, words: Iterable[str]) -> None:
        known = dict.fromkeys(word for word in words if word.isalpha())
        self._known = {word: rank for rank, word in enumerate(known)}
        self._of_length: dict[int, list[str]] = defaultdict(list)
        for word in self._known:
            self._of_length[len(word)].append(word)
        self._corrected: dict[str, str] = {}

    def correct(self, word: str) -> str:
        """Return the known word that a misspelt one is nearest to, or the word itself.

        One slip is forgiven, from seven letters on two, but not both where the first letter is
        another one: "undefined" is not "defined". In words of three or four letters a
        slip is two letters swapped or one left out, because another letter is another word.
        A word in everyday use is not misspelt: "hair" is no "chair".

        Example:
            >>> Speller(["when", "economy"]).correct("wen"), Speller(["economy"]).correct("econmy")
            ('when', 'economy')
        """
        if word in self._known or len(word) < _SHORT_WORD or not word.isalpha():
            return word
        if word not in self._corrected:
            if len(self._corrected) == _MOST_KEPT:
                self._corrected.clear()
            is_right = word in self._everyday
            self._corrected[word] = word if is_right else self._nearest(word)
        return self._corrected[word]

    @cached_property
    def _everyday(self) -> frozenset[str]:
        return everyday_words()  # held here as well: it is pickled with what is kept ready

    def _nearest(self, word: str) -> str:
        if len(word) < _LONG_WORD:
            words = self._words_of(len(word), len(word) + 1)
            near = process.extract(word, words, scorer=OSA.distance, score_cutoff=1, limit=9)
            return next((w for w, *_ in near if _is_swapped_or_short(word, w)), word)
        slips = 1 if len(word) < _LONGER_WORD else 2
        words = self._words_of(len(word) - slips, len(word) + slips)
        near = process.extract(word, words, scorer=OSA.distance, score_cutoff=slips, limit=None)
        near = [match for match in near if match[1] < 2 or match[0][0] == word[0]]
        best = min(near, key=lambda match: (match[1], self._known[match[0]]), default=None)
        return best[0] if best else word

    def _words_of(self, shortest: int, longest: int) -> list[str]:
        """Return the known words of these lengths: no other can be as near."""
        return [w for n in range(shortest, longest + 1) for w in self._of_length.get(n, ())]


def _is_swapped_or_short(word: str, meant: str) -> bool:
    return sorted(word) == sorted(meant) or len(meant) == len(word) + 1


class CharacterSpeller:
    """Reads characters that are taken for others as those, where that makes a known text.

    Args:
        lookalikes: For each character those that are taken for it.
        texts: Folded texts whose pairs of neighbouring characters are known.
    """

    def __init__(self, lookalikes: Mapping[str, str], texts: Iterable[str]) -> None:
        codes = codes_of("\n".join(texts))
        pairs_of_codes = np.sort(codes[:-1] | codes[1:] << 32)
        pairs = text_of(pairs_of_codes[begins(pairs_of_codes)].view(np.uint32))
        self._pairs = set(map(add, pairs[::2], pairs[1::2]))
        self._characters = set("".join(self._pairs))
        self._meant: dict[str, str] = {}
        for meant, others in lookalikes.items():
            for other in others:
                self._meant[other] = self._meant.get(other, "") + meant

    def correct(self, text: str) -> str:
        """Return a folded text with lookalikes replaced.

        A character is replaced where it makes no known pair with either neighbour and another
        makes one with both; with one of them is enough for a character that no text has.
        The first and last character of a text have one neighbour, so only a character that no
        text has is replaced there.
        """
        for place, character in enumerate(text):
            if character not in self._meant or self._known_around(text, place, character):
                continue
            needed = 1 if character not in self._characters else 2
            best = max(self._meant[character], key=lambda c: self._known_around(text, place, c))
            if self._known_around(text, place, best) >= needed:
                text = text[:place] + best + text[place + 1 :]
        return text

    def _known_around(self, text: str, place: int, character: str) -> int:
        """Count the neighbours that a character at a place would make a known pair with."""
        before = text[place - 1 : place] + character
        after = character + text[place + 1 : place + 2]
        return (before in self._pairs) + (after in self._pairs)

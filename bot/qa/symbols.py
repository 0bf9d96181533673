"""Reading a folded text: known phrases become one form, and tokens become symbols to search for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.qa.text import fold, tokens

Tokens = tuple[str, ...]

_FIRST_WORD_CODE = 0xF0000  # a private plane: one code point an English word or number
UNKNOWN_WORD = chr(0x10FFFD)
_SHORTEST_CORRECTED = 5


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a known phrase becomes.

    Attributes:
        tokens: What stands for it; empty for chatter.
        guard: The word itself where it is a guard, else empty.
    """

    tokens: Tokens
    guard: str = ""


class Phrases:
    """Replaces known phrases in a sequence of tokens, the longest first, from left to right.

    Args:
        phrases: What each phrase, as its tokens, becomes. Phrases given later win.
    """

    def __init__(self, phrases: Iterable[tuple[Tokens, Phrase]]) -> None:
        self._by_first: dict[str, dict[Tokens, Phrase]] = {}
        for key, phrase in phrases:
            if key:
                self._by_first.setdefault(key[0], {})[key] = phrase
        self._lengths = {
            first: sorted({len(key) for key in known}, reverse=True)
            for first, known in self._by_first.items()
        }

    def __call__(self, words: Sequence[str]) -> tuple[list[str], frozenset[str]]:
        """Return the tokens with known phrases replaced, and the guards met.

        Chatter is taken out unless nothing else would be left.
        """
        kept: list[str] = []
        guards: set[str] = set()
        position = 0
        while position < len(words):
            length, phrase = self._match(words, position)
            if phrase is None:
                kept.append(words[position])
            else:
                kept.extend(phrase.tokens)
                if phrase.guard:
                    guards.add(phrase.guard)
            position += length
        return kept or list(words), frozenset(guards)

    def _match(self, words: Sequence[str], position: int) -> tuple[int, Phrase | None]:
        known = self._by_first.get(words[position])
        if known is not None:
            for length in self._lengths[words[position]]:
                phrase = known.get(tuple(words[position : position + length]))
                if phrase is not None:
                    return length, phrase
        return 1, None


class WordCodes:
    """Gives every English word and number one character, and reads misspelt words as known ones."""

    def __init__(self, words: Iterable[str]) -> None:
        distinct = dict.fromkeys(word for word in words if word.isascii())
        self._code = {word: chr(_FIRST_WORD_CODE + n) for n, word in enumerate(distinct)}
        self._long = [word for word in distinct if len(word) >= _SHORTEST_CORRECTED - 1]

    def __contains__(self, word: str) -> bool:
        return word in self._code

    def encode(self, words: Iterable[str]) -> str:
        """Write tokens as a string of symbols; an unknown word is ``UNKNOWN_WORD``."""
        return "".join(
            self._code.get(word, UNKNOWN_WORD) if word.isascii() else word for word in words
        )

    def correct(self, word: str) -> str:
        """Return the known word that a misspelt one is nearest to, or the word itself.

        Words of fewer than five letters and numbers are never corrected; from eight letters on
        two slips are forgiven, before that one.
        """
        if word in self._code or len(word) < _SHORTEST_CORRECTED or not word.isalpha():
            return word
        slips = 1 if len(word) < 8 else 2
        best = process.extractOne(word, self._long, scorer=OSA.distance, score_cutoff=slips)
        return best[0] if best else word


def phrase_table(
    *,
    chatter: Iterable[str],
    guards: Iterable[str],
    plain: Iterable[str],
    names: Mapping[str, Iterable[str]],
    synonyms: Iterable[Sequence[str]],
) -> list[tuple[Tokens, Phrase]]:
    """Put all known phrases into one table of tokens; what comes later in the table wins."""

    def split(text: str) -> Tokens:
        return tuple(tokens(fold(text)))

    table = [(split(word), Phrase(())) for word in chatter]
    table += [(split(word), Phrase(split(word), guard=fold(word))) for word in guards]
    for first, *others in synonyms:
        table += [(split(word), Phrase(split(first))) for word in (first, *others)]
    table += [(split(word), Phrase(split(word))) for word in plain]
    for name, aliases in names.items():
        table += [(split(word), Phrase(split(name))) for word in chain([name], aliases)]
    return table

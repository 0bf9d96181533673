"""Reading a folded text: known phrases become one form, and tokens become symbols to search for."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.qa.text import fold, stems

Tokens = tuple[str, ...]

_FIRST_WORD_CODE = 0xF0000  # a private plane: one code point an English word or number
UNKNOWN_WORD = chr(0x10FFFD)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a known phrase becomes.

    Attributes:
        tokens: What stands for it; empty for chatter.
        guard: The word itself where it is a guard, else empty.
        asks: The question word where it is one, such as "谁" for "who", else empty.
    """

    tokens: Tokens
    guard: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the matcher reads it.

    Attributes:
        symbols: What is searched for.
        guards: The guards met.
        asked: The question words met, in their one form.
    """

    symbols: str
    guards: frozenset[str]
    asked: frozenset[str]


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

    def __call__(self, words: Sequence[str]) -> tuple[Sequence[str], list[Phrase]]:
        """Return the tokens with known phrases replaced, and the phrases met.

        Chatter is taken out unless nothing else would be left.
        """
        kept: list[str] = []
        met: list[Phrase] = []
        position = 0
        while position < len(words):
            word = words[position]
            for length in self._lengths.get(word, ()):
                phrase = self._by_first[word].get(tuple(words[position : position + length]))
                if phrase is not None:
                    kept.extend(phrase.tokens)
                    met.append(phrase)
                    position += length
                    break
            else:
                kept.append(word)
                position += 1
        return kept or words, met


class WordCodes:
    """Gives every English stem and number one character."""

    def __init__(self, words: Iterable[str]) -> None:
        distinct = dict.fromkeys(word for word in words if word.isascii())
        self._code = {word: chr(_FIRST_WORD_CODE + n) for n, word in enumerate(distinct)}

    def encode(self, words: Iterable[str]) -> str:
        """Write stems as a string of symbols; an unknown word is ``UNKNOWN_WORD``."""
        return "".join(
            self._code.get(word, UNKNOWN_WORD) if word.isascii() else word for word in words
        )


def phrase_table(
    *,
    chatter: Iterable[str],
    guards: Iterable[str],
    plain: Iterable[str],
    names: Mapping[str, Iterable[str]],
    synonyms: Iterable[Sequence[str]],
    question_words: Container[str],
) -> list[tuple[Tokens, Phrase]]:
    """Put all known phrases into one table of tokens; what comes later in the table wins."""

    def stems_of(text: str) -> Tokens:
        return stems(fold(text))

    table = [(stems_of(word), Phrase(())) for word in chatter]
    table += [(stems_of(word), Phrase(stems_of(word), guard=fold(word))) for word in guards]
    for first, *others in synonyms:
        asks = first if first in question_words else ""
        one_form = Phrase(stems_of(first), asks=asks)
        table += [(stems_of(word), one_form) for word in (first, *others)]
    table += [(stems_of(word), Phrase(stems_of(word))) for word in plain]
    for name, aliases in names.items():
        table += [(stems_of(word), Phrase(stems_of(name))) for word in chain([name], aliases)]
    return table

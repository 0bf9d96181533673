"""Reading a folded text: known phrases become one form, and tokens become symbols to search for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import ahocorasick

from bot.qa.models import Lexicon
from bot.qa.text import fold_all

_FIRST_WORD_CODE = 0xF0000  # a private plane: one code point an English word or number
UNKNOWN_WORD = chr(0x10FFFD)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a known phrase becomes.

    Attributes:
        symbols: What stands for it; empty for chatter.
        guard: The word itself where it is a guard, else empty.
        asks: The question word where it is one, such as "谁" for "who", else empty.
    """

    symbols: str
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
    """Replaces known phrases in a string of symbols: from left to right, the longest first.

    Args:
        phrases: What each phrase, as a string of symbols, becomes. Phrases given later win.
    """

    def __init__(self, phrases: Mapping[str, Phrase]) -> None:
        self._automaton = ahocorasick.Automaton()
        for symbols, phrase in phrases.items():
            if symbols and UNKNOWN_WORD not in symbols:
                self._automaton.add_word(symbols, (len(symbols), phrase))
        self._automaton.make_automaton()

    def read(self, symbols: str) -> Reading:
        """Return the reading of a text; chatter goes unless nothing else would be left."""
        kept: list[str] = []
        guards: list[str] = []
        asked: list[str] = []
        position = 0
        for last, (length, phrase) in self._automaton.iter_long(symbols):
            kept += symbols[position : last - length + 1], phrase.symbols
            position = last + 1
            if phrase.guard:
                guards.append(phrase.guard)
            if phrase.asks:
                asked.append(phrase.asks)
        kept.append(symbols[position:])
        return Reading("".join(kept) or symbols, frozenset(guards), frozenset(asked))


class WordCodes:
    """Gives every English stem and number one character.

    Args:
        stems: The stems and numbers that get one of their own.
    """

    def __init__(self, stems: Iterable[str]) -> None:
        distinct = dict.fromkeys(word for word in stems if word.isascii())
        self._code = {word: chr(_FIRST_WORD_CODE + n) for n, word in enumerate(distinct)}

    def encode(self, stems: Iterable[str]) -> str:
        """Write stems as a string of symbols; an unknown word is ``UNKNOWN_WORD``."""
        return "".join(
            self._code.get(word, UNKNOWN_WORD) if word.isascii() else word for word in stems
        )


def phrase_table(
    lexicon: Lexicon, synonyms: Iterable[Sequence[str]], encode: Callable[[str], str]
) -> dict[str, Phrase]:
    """Put all known phrases into one table; where two are written alike, names win.

    Args:
        lexicon: Chatter, guards, plain words and names.
        synonyms: Groups of words that mean the same; the first stands for all.
        encode: Writes a folded phrase as symbols.
    """
    words = [*phrases_of(lexicon), *chain(*synonyms)]
    symbols = dict(zip(words, map(encode, fold_all(words)), strict=True))
    table = {symbols[word]: Phrase("") for word in chain(*lexicon.chatter)}
    for guard in chain(*chain(*lexicon.guards.values())):
        table[symbols[guard]] = Phrase(symbols[guard], guard=guard)
    for first, *others in synonyms:
        asks = first if first in lexicon.question_words else ""
        phrase = Phrase(symbols[first], asks=asks)
        table.update((symbols[word], phrase) for word in (first, *others))
    for word in lexicon.plain:
        table[symbols[word]] = Phrase(symbols[word])
    for name in lexicon.names:
        phrase = Phrase(symbols[name.zh])
        table.update((symbols[form], phrase) for form in (name.zh, name.en, *name.also))
    return table


def phrases_of(lexicon: Lexicon) -> Iterator[str]:
    """Yield every phrase of the lexicon."""
    yield from chain(*lexicon.chatter, *chain(*lexicon.guards.values()), lexicon.plain)
    for name in lexicon.names:
        yield from (name.zh, name.en, *name.also)

"""Reading a folded text: known phrases become one form, and tokens become symbols to search for."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import ahocorasick

from bot.qa.models import Lexicon
from bot.qa.spelling import Speller
from bot.qa.text import WORD, fold_all, stem

_FIRST_WORD_CODE = 0xF0000  # a private plane: one code point an English word or number
UNKNOWN_WORD = chr(0x10FFFD)
_WORDS = re.compile(f"({WORD.pattern})")
_END = "\n"  # stands between texts that are read in one pass


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a known phrase becomes.

    Attributes:
        symbols: What stands for it; empty for chatter.
        guard: The word itself where it is a guard, else empty.
        asks: The question word where it is one, such as "谁" for "who", else empty.
        person: The name of a person where it is one, in its one form, else empty.
    """

    symbols: str
    guard: str = ""
    asks: str = ""
    person: str = ""


class Reading(NamedTuple):
    """A text as the matcher reads it.

    Attributes:
        symbols: What is searched for.
        guards: The guards met.
        asked: The question words met, in their one form.
        people: The names of people met, in their one form.
        is_chatter: Whether there is nothing but chatter in it.
    """

    symbols: str
    guards: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    is_chatter: bool = False

    @classmethod
    def of(cls, phrase: Phrase) -> "Reading":
        """Return the reading of a phrase alone."""
        guards, asked, people = (
            frozenset(filter(None, [told])) for told in (phrase.guard, phrase.asks, phrase.person)
        )
        return cls(phrase.symbols, guards, asked, people)

    def with_told(self, phrases: Sequence["Reading"]) -> "Reading":
        """Return the same symbols with what phrases in them tell."""
        first, *others = phrases
        guards, asked, people = first.guards, first.asked, first.people
        for other in others:
            guards, asked, people = (
                guards | other.guards,
                asked | other.asked,
                people | other.people,
            )
        return Reading(self.symbols, guards, asked, people, self.is_chatter)


class Phrases:
    """Replaces known phrases in a string of symbols: from left to right, the longest first.

    Args:
        phrases: What each phrase, as a string of symbols, becomes. Phrases given later win.
    """

    def __init__(self, phrases: Mapping[str, Phrase]) -> None:
        self._automaton = ahocorasick.Automaton()
        self._automaton.add_word(_END, (len(_END), _END, None))
        for symbols, phrase in sorted(phrases.items()):  # in order: faster to search
            if symbols and UNKNOWN_WORD not in symbols:
                told = Reading.of(phrase) if phrase.guard or phrase.asks or phrase.person else None
                self._automaton.add_word(symbols, (len(symbols), phrase.symbols, told))
        self._automaton.make_automaton()

    def read_all(self, lines: str) -> list[Reading]:
        """Return the reading of each line of a text, given as symbols, in one pass.

        Chatter goes unless nothing else would be left of a line.
        """
        lines += _END  # the search would miss what ends with the text
        kept: list[str] = []
        told: defaultdict[int, list[Reading]] = defaultdict(list)
        line = position = 0
        for last, (length, symbols, tells) in self._automaton.iter_long(lines):
            if position <= last - length:
                kept.append(lines[position : last - length + 1])
            position = last + 1
            kept.append(symbols)
            if symbols == _END:
                line += 1
            elif tells:
                told[line].append(tells)
        written = zip("".join(kept).split(_END), lines.split(_END), strict=True)
        readings = [Reading(symbols or text, is_chatter=not symbols) for symbols, text in written]
        del readings[-1]  # what follows the last end
        for line, those in told.items():
            readings[line] = readings[line].with_told(those)
        return readings


class Words:
    """Gives every English stem and number one character, and misspelt words those they mean.

    Args:
        words: The known words, the most frequent first.
    """

    def __init__(self, words: Iterable[str]) -> None:
        known = list(words)
        self._speller = Speller(known)
        self._of_stem: dict[str, str] = {}
        self._of_word: dict[str, str] = {}
        for word in known:
            code = chr(_FIRST_WORD_CODE + len(self._of_stem))
            self._of_word[word] = self._of_stem.setdefault(stem(word), code)

    def __contains__(self, word: str) -> bool:
        return word in self._of_word

    def encode(self, folded: str) -> str:
        """Write a folded text as symbols; a word that cannot be guessed is ``UNKNOWN_WORD``."""
        return with_words(folded, self.symbol)

    def symbol(self, word: str) -> str:
        """Return the symbol of one word."""
        symbol = self._of_word.get(word) or self._of_stem.get(stem(word))
        return symbol or self._of_word.get(self._speller.correct(word), UNKNOWN_WORD)


def with_words(folded: str, symbols_of: Callable[[str], str]) -> str:
    """Write each word of a folded text, which may be long, as symbols, and drop the spaces."""
    parts = _WORDS.split(folded)
    symbols = {word: symbols_of(word) for word in set(parts[1::2])}
    parts[1::2] = map(symbols.__getitem__, parts[1::2])
    return "".join(parts).replace(" ", "")


def phrase_table(
    lexicon: Lexicon, synonyms: Sequence[Sequence[str]], encode: Callable[[str], str]
) -> dict[str, Phrase]:
    """Put all known phrases into one table; where two are written alike, names win.

    Args:
        lexicon: Chatter, guards, plain words and names.
        synonyms: Groups of words that mean the same; the first stands for all.
        encode: Writes folded phrases, a line each, as symbols.
    """
    words = [*phrases_of(lexicon), *chain(*synonyms)]
    symbols = dict(zip(words, encode(_END.join(fold_all(words))).split(_END), strict=True))
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
        phrase = Phrase(symbols[name.zh], person=name.zh if name.is_person else "")
        table.update((symbols[form], phrase) for form in (name.zh, name.en, *name.also))
    return table


def phrases_of(lexicon: Lexicon) -> Iterator[str]:
    """Yield every phrase of the lexicon."""
    yield from chain(*lexicon.chatter, *chain(*lexicon.guards.values()), lexicon.plain)
    for name in lexicon.names:
        yield from (name.zh, name.en, *name.also)

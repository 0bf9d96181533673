"""Reading a folded text: known phrases become one form, and tokens become symbols to search for."""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from bot.qa.models import Lexicon
from bot.qa.spelling import Speller
from bot.qa.text import WORD, fold_all, stem

_FIRST_WORD_CODE = 0xF0000  # a private plane: one code point an English word or number
UNKNOWN_WORD = chr(0x10FFFD)
_WORDS = re.compile(f"({WORD.pattern})")
_END = "\n"  # stands between texts that are read in one pass


class Phrase(NamedTuple):
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
    def of(cls, symbols: str, told: Iterable[Phrase], *, is_chatter: bool = False) -> "Reading":
        """Return symbols with what phrases in them tell."""
        parts = zip(Phrase(""), *told, strict=True)
        _, guards, asked, people = (frozenset(filter(None, part)) for part in parts)
        return cls(symbols, guards, asked, people, is_chatter)


class Readings(NamedTuple):
    """Many texts as the matcher reads them.

    Attributes:
        symbols: What is searched for in each.
        told: The phrases that tell something, in turn, each with the number of the text it is in.
    """

    symbols: list[str]
    told: list[tuple[int, Phrase]]


class Phrases:
    """Replaces known phrases in a string of symbols: from left to right, the longest first.

    Args:
        phrases: What each phrase, as a string of symbols, becomes. Phrases given later win.
    """

    def __init__(self, phrases: Mapping[str, Phrase]) -> None:
        self._texts = [text for text in phrases if text and UNKNOWN_WORD not in text]
        self._meanings = [_meaning(text, phrases[text]) for text in self._texts]

    def __getstate__(self) -> dict[str, object]:
        return {key: value for key, value in vars(self).items() if key != "_automaton"}

    @cached_property
    def _automaton(self) -> AhoCorasick:
        """Built when the first text is read: it cannot be pickled."""
        kind = MatchKind.LeftmostLongest
        return AhoCorasick(self._texts, matchkind=kind, store_patterns=False)

    def read(self, text: str) -> Reading:
        """Return the reading of one text, given as symbols.

        Chatter goes unless nothing else would be left.
        """
        symbols, told = self._replaced(text)
        is_chatter, symbols = not symbols, symbols or text
        if not told:
            return Reading(symbols, is_chatter=is_chatter)
        return Reading.of(symbols, [phrase for _, phrase in told], is_chatter=is_chatter)

    def read_all(self, lines: str) -> Readings:
        """Return the readings of all lines of a text, given as symbols, in one pass."""
        replaced, told = self._replaced(lines)
        written = lines.split(_END)
        ends = list(accumulate([len(line) + 1 for line in written]))
        symbols = [line or text for line, text in zip(replaced.split(_END), written, strict=True)]
        return Readings(symbols, [(bisect(ends, place), phrase) for place, phrase in told])

    def _replaced(self, text: str) -> tuple[str, list[tuple[int, Phrase]]]:
        """Replace all phrases; return also those that tell something, with their places."""
        kept: list[str] = []
        told: list[tuple[int, Phrase]] = []
        position = 0
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            symbols, tells = self._meanings[number]
            if tells:
                told.append((start, tells))
            if symbols is not None:
                kept += (text[position:start], symbols)
                position = end
        kept.append(text[position:])
        return "".join(kept), told


class Reader(NamedTuple):
    """One way to read folded texts.

    Attributes:
        encode: Writes a folded text as symbols.
        phrases: The known phrases, as symbols.
    """

    encode: Callable[[str], str]
    phrases: Phrases

    def read(self, folded: str) -> Reading:
        """Read one text."""
        return self.phrases.read(self.encode(folded))

    def read_all(self, folded: Iterable[str]) -> Readings:
        """Read many texts, in a fraction of the time."""
        return self.phrases.read_all(self.encode(_END.join(folded)))


def _meaning(text: str, phrase: Phrase) -> tuple[str | None, Phrase | None]:
    """Return what to write for a text, unless it stays, and its phrase, if that tells something."""
    _, *tells = phrase
    return (None if phrase.symbols == text else phrase.symbols, phrase if any(tells) else None)


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
        return with_words(split_words(folded), self.symbol)

    def symbol(self, word: str) -> str:
        """Return the symbol of one word."""
        symbol = self._of_word.get(word) or self._of_stem.get(stem(word))
        return symbol or self._of_word.get(self._speller.correct(word), UNKNOWN_WORD)


def split_words(folded: str) -> list[str]:
    """Split a folded text into what stands between words and the words, in turn."""
    return _WORDS.split(folded)


def with_words(parts: Sequence[str], symbols_of: Callable[[str], str]) -> str:
    """Write each word of a folded text, which may be long, as symbols, and drop the spaces.

    Args:
        parts: The text as :func:`split_words` returns it.
        symbols_of: Returns the symbols of a word.
    """
    written = list(parts)
    symbols = {word: symbols_of(word) for word in set(parts[1::2])}
    written[1::2] = map(symbols.__getitem__, parts[1::2])
    return "".join(written).replace(" ", "")


class PhraseBook:
    """All known phrases, folded once and written as symbols by each view.

    Args:
        lexicon: Chatter, guards, plain words and names.
        synonyms: Groups of words that mean the same; the first stands for all.

    Attributes:
        folded: The phrases, folded, a line each.
    """

    def __init__(self, lexicon: Lexicon, synonyms: Sequence[Sequence[str]]) -> None:
        self._lexicon = lexicon
        self._synonyms = synonyms
        self._phrases = [*phrases_of(lexicon), *chain(*synonyms)]
        self.folded = _END.join(fold_all(self._phrases))

    def table(self, encode: Callable[[str], str]) -> dict[str, Phrase]:
        """Put all phrases, as symbols, into one table; where two are written alike, names win."""
        lexicon = self._lexicon
        symbols = dict(zip(self._phrases, encode(self.folded).split(_END), strict=True))
        table = {symbols[word]: Phrase("") for word in chain(*lexicon.chatter)}
        for guard in chain(*chain(*lexicon.guards.values())):
            table[symbols[guard]] = Phrase(symbols[guard], guard=guard)
        for first, *others in self._synonyms:
            asks = first if first in lexicon.question_words else ""
            phrase = Phrase(symbols[first], asks=asks)
            table.update(dict.fromkeys([symbols[word] for word in (first, *others)], phrase))
        for word in lexicon.plain:
            table[symbols[word]] = Phrase(symbols[word])
        for name in lexicon.names:
            phrase = Phrase(symbols[name.zh], person=name.zh if name.is_person else "")
            table.update((symbols[form], phrase) for form in name.forms)
        return table


def phrases_of(lexicon: Lexicon) -> Iterator[str]:
    """Yield every phrase of the lexicon."""
    yield from chain(*lexicon.chatter, *chain(*lexicon.guards.values()), lexicon.plain)
    for name in lexicon.names:
        yield from name.forms

"""Matching: from a question to the entries it may mean, each with a score.

A question is seen in two views. The *written* view compares what is written, with known phrases
evened out; the *sounded* view compares how it sounds, which reads pinyin and forgives the wrong
homophone. In each view the nearest wordings are ranked (:mod:`bot.qa.scoring`), and what speaks for
and against their entries (:mod:`bot.qa.evidence`) becomes a score for each: the estimated
probability that it is what the person asked.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from operator import mul
from typing import NamedTuple

from bot.qa.background import Background
from bot.qa.evidence import EVIDENCE, Evidence, Given, View
from bot.qa.knowledge import KnowledgeBase
from bot.qa.models import Entry
from bot.qa.names import NearNames
from bot.qa.numbers import is_choice, numbers_in
from bot.qa.pinyin import Sounds, sounds_of, typed_in_pinyin
from bot.qa.scoring import COMPARISONS
from bot.qa.spelling import CharacterSpeller
from bot.qa.symbols import (
    UNKNOWN_WORD,
    PhraseBook,
    Phrases,
    Reader,
    Reading,
    Readings,
    Words,
    split_words,
    with_words,
)
from bot.qa.text import WORD, fold, fold_all, is_run_on, tokens
from bot.qa.verification import is_check
from bot.qa.weights import Weights

_CAPITALIZED = re.compile(r"(?<=[\w,] )[A-Z][a-z]+")


class Candidate(NamedTuple):
    """An entry that a question may mean.

    Attributes:
        score: The estimated probability that the entry is meant, in ``[0, 1]``.
        evidence: What the score was made from.
    """

    entry: Entry
    score: float
    evidence: Evidence


class Matcher:
    """Finds the entries a question may mean."""

    def __init__(self, knowledge: KnowledgeBase, weights: Weights) -> None:
        self._entries = list(knowledge.entries.values())
        self._weights = weights
        self._knowledge = knowledge
        self._confidence = [weights.confidence[name] for name in EVIDENCE]
        self._bias = weights.confidence["bias"]
        self._ranking = [weights.ranking[name] for name in COMPARISONS]
        self._texts = fold_all(chain(*(entry.wordings for entry in self._entries)))
        texts = iter(self._texts)
        self._wordings = [list(islice(texts, len(e.wordings))) for e in self._entries]
        self._owners = list(chain(*([n] * len(own) for n, own in enumerate(self._wordings))))
        self._background = Background(knowledge, self._wordings)
        self._book = PhraseBook(knowledge.lexicon, knowledge.synonyms)
        parts = split_words("\n".join(self._texts))
        english = Counter(chain(parts[1::2], split_words(self._book.folded)[1::2]))
        self._words = Words(word for word, _ in english.most_common())
        known = (*self._texts, *self._book.folded.split("\n"))
        self._characters = CharacterSpeller(
            knowledge.lookalikes, (text for text in known if not text.isascii())
        )
        phrases = Phrases(self._book.table(self._words.encode))
        self._reader = Reader(self._words.encode, phrases)
        wordings = phrases.read_all(with_words(parts, self._words.symbol))
        self._written = self._view(self._reader, wordings, self._owners)
        self._sounds = Sounds(knowledge.lexicon.readings)
        people = (person.zh for person in knowledge.lexicon.people)
        self._near_names = NearNames(people, self._sounds)

    @cached_property
    def _chinese(self) -> list[int]:
        """The numbers of the wordings that are not all in the Latin alphabet."""
        return [n for n, text in enumerate(self._texts) if not text.isascii()]

    @cached_property
    def _sounded(self) -> View:
        """The sounded view; built when the first question needs it."""
        table = self._book.table(self._encode_sounded)
        phrases = Phrases({text: phrase for text, phrase in table.items() if len(text) > 1})
        reader = Reader(self._encode_sounded, phrases)
        wordings = reader.read_all(self._texts[number] for number in self._chinese)
        owners = [self._owners[number] for number in self._chinese]
        return self._view(reader, wordings, owners)

    @cached_property
    def _misheard(self) -> frozenset[str]:
        """The guards that some wording sounds as if it had, but is written otherwise."""
        written = {(number, phrase.guard) for number, phrase in self._written.told}
        heard = {(self._chinese[n], phrase.guard) for n, phrase in self._sounded.told}
        return frozenset(guard for _, guard in heard - written if guard)

    def warm_up(self) -> None:
        """Build what is otherwise built when the first question needs it."""
        self.candidates("会议 unheardof")  # an unknown word is looked up in the everyday ones
        _ = self._sounded, self._misheard

    def is_stored(self, folded: str) -> bool:
        """Whether a folded text is a wording of some entry, to the letter."""
        return folded in self._stored

    @cached_property
    def _stored(self) -> frozenset[str]:
        return frozenset(self._texts)

    def entries_with(self, folded: str) -> list[Entry]:
        """Return the entries that have a folded text within one of their wordings."""
        return [
            entry
            for entry, wordings in zip(self._entries, self._joined_wordings, strict=True)
            if folded in wordings
        ]

    @cached_property
    def _joined_wordings(self) -> list[str]:
        return ["\n".join(wordings) for wordings in self._wordings]

    def _view(self, reader: Reader, wordings: Readings, owners: Sequence[int]) -> View:
        faint = self._faint(reader)
        return View(reader, wordings, owners, self._background, self._ranking, faint)

    def candidates(self, question: str, favoured: frozenset[str] = frozenset()) -> list[Candidate]:
        """Return the entries a question may mean, most probable first.

        The scores and the chance that no entry is meant add up to one.

        Args:
            question: What was asked.
            favoured: Ids of entries that the conversation makes likelier.
        """
        folded = fold(question)
        corrected = self._characters.correct(folded)
        names = self._near_names.count(corrected) + self._foreign_names(question, folded)
        given = Given(_numbers(folded), is_choice(folded), names)
        found = self._written.candidates(corrected, given)
        candidates = self._scored(found, favoured)
        if candidates and candidates[0].score >= self._weights.threshold:
            return candidates
        if pinyin := typed_in_pinyin(folded):
            heard = self._sounded.candidates(pinyin, given)
        elif folded.isascii() or is_run_on(folded):
            return candidates
        else:
            given = given._replace(misheard=self._misheard - self.read(corrected).guards)
            sounding = self._sounded.candidates(folded, given)
            heard = {number: _heard(e, found.get(number)) for number, e in sounding.items()}
        for number, evidence in heard.items():
            if number not in found or self._logit(evidence) > self._logit(found[number]):
                found[number] = evidence
        return self._scored(found, favoured)

    def _scored(self, found: Mapping[int, Evidence], favoured: frozenset[str]) -> list[Candidate]:
        """Turn the evidence for entries into probabilities."""
        odds = {}
        for number, evidence in found.items():
            is_favoured = self._entries[number].id in favoured
            prior = self._weights.context_prior if is_favoured else 0.0
            odds[number] = math.exp(self._logit(evidence) + prior)
        total = 1.0 + sum(odds.values())
        return [
            Candidate(self._entries[number], odds[number] / total, found[number])
            for number in sorted(odds, key=lambda number: -odds[number])
        ]

    def _logit(self, evidence: Evidence) -> float:
        total: float = sum(map(mul, self._confidence, evidence), self._bias)
        return total

    def _foreign_names(self, question: str, folded: str) -> int:
        """Count the words that must be names of something else, from 0.

        These are unknown words of the Latin alphabet in Chinese, and unknown words with a capital
        letter inside an English sentence.
        """
        words = _CAPITALIZED.findall(question) if folded.isascii() else WORD.findall(folded)
        return sum(self._words.symbol(word.lower()) == UNKNOWN_WORD for word in words)

    def is_english(self, folded: str) -> bool:
        """Whether every word of a folded text is an English word that some wording has."""
        return all(word in self._words for word in tokens(folded))

    def is_chatter(self, question: str) -> bool:
        """Whether a question is nothing but chatter: "excuse me"."""
        return self.read(fold(question)).is_chatter

    def is_unspecific(self, question: str) -> bool:
        """Whether a question names nothing: "what are they called?"."""
        reading = self.read(fold(question))
        return self._names_nothing(reading) and not reading.asked

    def is_bare(self, question: str) -> bool:
        """Whether a question names nothing, but may tell what it asks for: "and when?"."""
        return self._names_nothing(self.read(fold(question)))

    def _names_nothing(self, reading: Reading) -> bool:
        return reading.is_chatter or self._unspecific.issuperset(reading.symbols)

    @cached_property
    def _unspecific(self) -> frozenset[str]:
        lexicon = self._knowledge.lexicon
        named = self.read_all(fold_all((*lexicon.unspecific, *lexicon.question_words)))
        return frozenset(self._faint(self._reader)).union(*named)

    def _faint(self, reader: Reader) -> str:
        """Return the faint symbols; a faint word that is read as a longer one is left out."""
        read = reader.read_all(fold_all(self._knowledge.lexicon.faint))
        return "".join(symbols for symbols in read.symbols if len(symbols) == 1)

    def read(self, folded: str) -> Reading:
        """Read a folded text as it is written."""
        return self._reader.read(folded)

    def read_all(self, folded: Sequence[str]) -> list[str]:
        """Return the symbols of folded texts as they are written, in a fraction of the time."""
        return self._reader.read_all(folded).symbols

    def _encode_sounded(self, folded: str) -> str:
        return self._sounds(with_words(split_words(folded), self._sound_or_symbol))

    def _sound_or_symbol(self, word: str) -> str:
        """Return a word as sounds where it is pinyin and no English word, else its symbol."""
        sounds = None if word in self._words else sounds_of(word)
        return sounds or self._words.symbol(word)


def _numbers(folded: str) -> frozenset[int]:
    """Return what a question counts with; nothing where just that is to be checked."""
    return frozenset() if is_check(folded) else numbers_in(folded)


def _heard(sounding: Evidence, written: Evidence | None) -> Evidence:
    """Mark what a question in characters sounds like; its guards stay those that are written."""
    guards = max(sounding.guards, written.guards) if written else sounding.guards
    return sounding._replace(sounded=1.0, guards=guards)

"""Matching: from a question to the entries it may mean, each with a score.

A question is seen in two views. The *written* view compares what is written, with known phrases
evened out; the *sounded* view compares how it sounds, which reads pinyin and forgives the wrong
homophone. In each view the nearest wordings are ranked (:mod:`bot.qa.scoring`), the best wording of
each entry is taken, and the evidence for the entry becomes a score: the estimated probability that
it is what the person asked.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain, islice

from bot.qa.index import feature_keys
from bot.qa.knowledge import KnowledgeBase
from bot.qa.models import Entry
from bot.qa.numbers import numbers_in
from bot.qa.pinyin import Sounds, sounds_of, typed_in_pinyin
from bot.qa.scoring import COMPARISONS, Ranker, Ranking
from bot.qa.spelling import CharacterSpeller, Speller
from bot.qa.symbols import UNKNOWN_WORD, Phrase, Phrases, Reading, WordCodes, phrase_table
from bot.qa.text import fold, stem, tokens
from bot.qa.weights import Weights


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against an entry; all in ``[0, 1]`` unless said otherwise.

    Attributes:
        similarity: The ranking score of the entry's wording nearest to the question.
        closeness: Its square, because the last steps to an equal wording count most.
        fullness: What of that wording the question has, by what it tells.
        support: The entry's share of the nearest wordings, each weighed by 1 / its rank.
        known_symbols: How much of the question is in any wording, answer or source of the entry,
            by what it tells.
        known_pairs: The same over neighbouring pairs.
        known: The same as a sum, as a logarithm: more has been said, so it is surer; from 0.
        unknown: What the entry knows nothing of, in symbols never seen; from 0.
        strangers: How many English words of the question are in no wording at all (0, 1, 2, …).
        asked: How many question words of the question, such as "who", the entry lacks.
        guards: How many guards and numbers of the question the entry lacks.
        sounded: 1 where a question not typed in pinyin matched by its sound, else 0.
    """

    similarity: float
    closeness: float
    fullness: float
    support: float
    known_symbols: float
    known_pairs: float
    known: float
    unknown: float
    strangers: float
    asked: float
    guards: float
    sounded: float = 0.0


EVIDENCE = tuple(f.name for f in fields(Evidence))
"""The names of the numbers a score is made from."""

_BETWEEN = "\x00"  # stands between the texts of a profile, so that no pair spans two of them
_PER_VIEW = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a question may mean.

    Attributes:
        score: The estimated probability that the entry is meant, in ``[0, 1]``.
        evidence: What the score was made from.
    """

    entry: Entry
    score: float
    evidence: Evidence


@dataclass(frozen=True)
class Profile:
    """All that one entry knows in one view.

    Attributes:
        symbols: Everything the entry knows, as one string of symbols.
        guards: The guards in it.
        asked: The question words in its wordings.
        numbers: The numbers in it.
    """

    symbols: str
    guards: frozenset[str]
    asked: frozenset[str]
    numbers: frozenset[int]

    @cached_property
    def features(self) -> frozenset[int]:
        """The keys of all symbols and pairs the entry knows."""
        return frozenset(feature_keys(self.symbols).tolist())


class View:
    """One way to compare questions and entries.

    Args:
        wordings: The folded wordings of each entry.
        background: What else each entry knows, folded: its answer and its source.
        read: Reads a folded text.
        weights: The ranking weights.
        faint: Words that tell little, folded.
    """

    def __init__(
        self,
        wordings: Sequence[Sequence[str]],
        background: Sequence[Sequence[str]],
        read: Callable[[str], Reading],
        weights: Sequence[float],
        faint: Sequence[str],
    ) -> None:
        self._read = read
        self._owners: list[int] = []
        self._profiles: list[Profile] = []
        texts: list[str] = []
        for owner, (own, other) in enumerate(zip(wordings, background, strict=True)):
            readings = [read(text) for text in (*own, *other)]
            texts += [reading.symbols for reading in readings[: len(own)]]
            self._owners += [owner] * len(own)
            self._profiles.append(
                Profile(
                    symbols=_BETWEEN.join(reading.symbols for reading in readings),
                    guards=frozenset().union(*(reading.guards for reading in readings)),
                    asked=frozenset().union(*(r.asked for r in readings[: len(own)])),
                    numbers=numbers_in(" ".join((*own, *other))),
                )
            )
        symbols = "".join(read(word).symbols for word in faint)
        self._ranker = Ranker(texts, weights, self._owners, faint=symbols)

    def candidates(self, folded: str, numbers: frozenset[int]) -> dict[int, Evidence]:
        """Return the evidence for the nearest entries, by their number."""
        reading = self._read(folded)
        ranking = self._ranker.rank(reading.symbols)
        nearest: dict[int, int] = {}
        support: dict[int, float] = {}
        for rank, text in enumerate(ranking.texts.tolist()):
            owner = self._owners[text]
            nearest.setdefault(owner, rank)
            support[owner] = support.get(owner, 0.0) + 1 / (rank + 1)
        total = sum(support.values())
        return {
            owner: self._evidence(ranking, rank, support[owner] / total, reading, numbers)
            for owner, rank in islice(nearest.items(), _PER_VIEW)
        }

    def _evidence(
        self,
        ranking: Ranking,
        rank: int,
        support: float,
        reading: Reading,
        numbers: frozenset[int],
    ) -> Evidence:
        profile = self._profiles[self._owners[ranking.texts[rank]]]
        query = ranking.query
        symbols = pairs = 0.0
        features = zip(query.keys.tolist(), query.idf.tolist(), query.is_pair.tolist(), strict=True)
        for key, idf, is_pair in features:
            if key in profile.features:
                if is_pair:
                    pairs += idf
                else:
                    symbols += idf
        similarity = float(ranking.scores[rank])
        return Evidence(
            similarity=similarity,
            closeness=similarity**2,
            fullness=float(ranking.fullness[rank]),
            support=support,
            known_symbols=symbols / (query.symbol_mass or 1.0),
            known_pairs=pairs / (query.pair_mass or 1.0),
            known=math.log1p(symbols),
            unknown=(query.symbol_mass - symbols) / self._ranker.index.unseen_idf,
            strangers=float(reading.symbols.count(UNKNOWN_WORD)),
            asked=float(len(reading.asked - profile.asked)),
            guards=float(len(reading.guards - profile.guards) + len(numbers - profile.numbers)),
        )


class Matcher:
    """Finds the entries a question may mean."""

    def __init__(self, knowledge: KnowledgeBase, weights: Weights) -> None:
        self._entries = list(knowledge.entries.values())
        self._weights = weights
        lexicon = knowledge.lexicon
        ranking = [weights.ranking[name] for name in COMPARISONS]
        wordings = [[fold(wording) for wording in entry.wordings] for entry in self._entries]
        faint = [fold(word) for word in lexicon.faint]
        background = [
            [fold(e.answer.zh), fold(e.answer.en), *(fold(s.text) for s in knowledge.sources(e))]
            for e in self._entries
        ]
        self._characters = CharacterSpeller(knowledge.lookalikes, chain(*wordings))

        table = phrase_table(
            chatter=(word for group in lexicon.chatter for word in group),
            guards=(w for groups in lexicon.guards.values() for group in groups for w in group),
            plain=lexicon.plain,
            names={name.zh: (*name.also, name.en) for name in lexicon.names},
            synonyms=knowledge.synonyms,
            question_words=lexicon.question_words,
        )
        self._phrases = Phrases(table)
        english = Counter(token for own in wordings for text in own for token in tokens(text))
        english.update(token for word in _words_of(knowledge) for token in tokens(fold(word)))
        self._speller = Speller(word for word, _ in english.most_common())
        stemmed = {stem(word) for word in english if word.isascii()}
        stemmed.update(word for _, phrase in table for word in phrase.tokens)
        self._codes = WordCodes(sorted(stemmed))
        self._written = View(wordings, background, self.read_written, ranking, faint)

        self._sounds = Sounds(lexicon.readings)
        self._sounded_phrases = Phrases(
            (self._sound(key), replace(phrase, tokens=self._sound(phrase.tokens)))
            for key, phrase in table
            if len(key) > 1 and not "".join(key).isascii()
        )
        chinese = [[text for text in own if not text.isascii()] for own in wordings]
        answers = [[fold(entry.answer.zh)] for entry in self._entries]
        self._sounded = View(chinese, answers, self._read_sounded, ranking, faint)

    def candidates(
        self, question: str, favoured: frozenset[str] = frozenset()
    ) -> list[Candidate]:
        """Return the entries a question may mean, most probable first.

        The scores and the chance that no entry is meant add up to one.

        Args:
            question: What was asked.
            favoured: Ids of entries that the conversation makes likelier.
        """
        folded = self._characters.correct(fold(question))
        pinyin = typed_in_pinyin(folded)
        numbers = numbers_in(folded)
        found = self._written.candidates(folded, numbers)
        for number, sounding in self._sounded.candidates(pinyin or folded, numbers).items():
            evidence = replace(sounding, sounded=0.0 if pinyin else 1.0)
            if number not in found or self._logit(evidence) > self._logit(found[number]):
                found[number] = evidence
        prior = self._weights.context_prior
        odds = {
            number: math.exp(
                self._logit(evidence) + prior * (self._entries[number].id in favoured)
            )
            for number, evidence in found.items()
        }
        total = 1.0 + sum(odds.values())
        return [
            Candidate(self._entries[number], odds[number] / total, found[number])
            for number in sorted(odds, key=lambda number: -odds[number])
        ]

    def _logit(self, evidence: Evidence) -> float:
        weights = self._weights.confidence
        return weights["bias"] + sum(weights[name] * getattr(evidence, name) for name in EVIDENCE)

    def is_english(self, folded: str) -> bool:
        """Whether every word of a folded text is an English word that some wording has."""
        return all(word in self._speller for word in tokens(folded))

    def read_written(self, folded: str) -> Reading:
        """Read a folded text as it is written."""
        words = [stem(self._speller.correct(t)) if t.isascii() else t for t in tokens(folded)]
        return self._reading(*self._phrases(words))

    def _read_sounded(self, folded: str) -> Reading:
        return self._reading(*self._sounded_phrases(self._sound(tokens(folded))))

    def _reading(self, words: Sequence[str], met: Sequence[Phrase]) -> Reading:
        return Reading(
            self._codes.encode(words),
            frozenset(phrase.guard for phrase in met if phrase.guard),
            frozenset(phrase.asks for phrase in met if phrase.asks),
        )

    def _sound(self, words: Sequence[str]) -> tuple[str, ...]:
        spelt = (self._spelt(word) if word.isascii() else word for word in words)
        return tuple(tokens(self._sounds("".join(spelt))))

    def _spelt(self, word: str) -> str:
        """Return a word as sounds where it is pinyin and no English word, else as it is."""
        sounds = None if word in self._speller else sounds_of(word)
        return sounds or f" {word} "


def _words_of(knowledge: KnowledgeBase) -> Iterator[str]:
    """Yield every phrase of the word lists."""
    lexicon = knowledge.lexicon
    for group in (*lexicon.chatter, *knowledge.synonyms):
        yield from group
    for groups in lexicon.guards.values():
        yield from chain(*groups)
    for name in lexicon.names:
        yield from (name.en, *name.also)

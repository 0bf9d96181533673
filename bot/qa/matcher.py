"""Matching: from a question to the entries it may mean, each with a score.

A question is seen in two views. The *written* view compares what is written, with known phrases
evened out; the *sounded* view compares how it sounds, which reads pinyin and forgives the wrong
homophone. In each view the nearest wordings are ranked (:mod:`bot.qa.scoring`), the best wording of
each entry is taken, and the evidence for the entry becomes a score: the estimated probability that
it is what the person asked.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

from bot.qa.index import Query, feature_keys
from bot.qa.knowledge import KnowledgeBase
from bot.qa.models import Entry
from bot.qa.numbers import numbers_in
from bot.qa.pinyin import Sounds, typed_in_pinyin
from bot.qa.scoring import COMPARISONS, Ranker
from bot.qa.symbols import Phrase, Phrases, WordCodes, phrase_table
from bot.qa.text import fold, tokens
from bot.qa.weights import Weights


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against an entry; all in ``[0, 1]`` unless said otherwise.

    Attributes:
        similarity: The ranking score of the entry's wording nearest to the question.
        known_symbols: How much of the question is in any wording, answer or source of the entry,
            by what it tells.
        known_pairs: The same over neighbouring pairs.
        strangest: How much the most telling symbol tells that the question has and the entry
            lacks.
        guards: How many guards and numbers of the question the entry lacks (0, 1, 2, …).
        sounded: 1 where a question not typed in pinyin matched by its sound, else 0.
    """

    similarity: float
    known_symbols: float
    known_pairs: float
    strangest: float
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
        numbers: The numbers in it.
    """

    symbols: str
    guards: frozenset[str]
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
        read: Turns a folded text into symbols and the guards in it.
        weights: The ranking weights.
    """

    def __init__(
        self,
        wordings: Sequence[Sequence[str]],
        background: Sequence[Sequence[str]],
        read: Callable[[str], tuple[str, frozenset[str]]],
        weights: Sequence[float],
    ) -> None:
        self._read = read
        self._owners: list[int] = []
        self._profiles: list[Profile] = []
        texts: list[str] = []
        for owner, (own, other) in enumerate(zip(wordings, background, strict=True)):
            readings = [read(text) for text in (*own, *other)]
            texts += [symbols for symbols, _ in readings[: len(own)]]
            self._owners += [owner] * len(own)
            known = _BETWEEN.join(symbols for symbols, _ in readings)
            guards = frozenset().union(*(guards for _, guards in readings))
            self._profiles.append(Profile(known, guards, numbers_in(" ".join((*own, *other)))))
        self._ranker = Ranker(texts, weights, self._owners)

    def candidates(self, folded: str, numbers: frozenset[int]) -> dict[int, Evidence]:
        """Return the evidence for the nearest entries, by their number."""
        symbols, guards = self._read(folded)
        ranking = self._ranker.rank(symbols)
        best: dict[int, float] = {}
        for text, score in zip(ranking.texts.tolist(), ranking.scores.tolist(), strict=True):
            owner = self._owners[text]
            best[owner] = max(score, best.get(owner, 0.0))
        chosen = sorted(best, key=lambda owner: -best[owner])[:_PER_VIEW]
        return {
            owner: self._evidence(best[owner], ranking.query, guards, numbers, owner)
            for owner in chosen
        }

    def _evidence(
        self,
        similarity: float,
        query: Query,
        guards: frozenset[str],
        numbers: frozenset[int],
        owner: int,
    ) -> Evidence:
        profile = self._profiles[owner]
        known_symbols = known_pairs = strangest = 0.0
        features = zip(query.keys.tolist(), query.idf.tolist(), query.is_pair.tolist(), strict=True)
        for key, idf, is_pair in features:
            if key in profile.features:
                if is_pair:
                    known_pairs += idf
                else:
                    known_symbols += idf
            elif not is_pair and idf > strangest:
                strangest = idf
        return Evidence(
            similarity,
            known_symbols / (query.symbol_mass or 1.0),
            known_pairs / (query.pair_mass or 1.0),
            strangest / self._ranker.index.unseen_idf,
            float(len(guards - profile.guards) + len(numbers - profile.numbers)),
        )


class Matcher:
    """Finds the entries a question may mean."""

    def __init__(self, knowledge: KnowledgeBase, weights: Weights) -> None:
        self._entries = list(knowledge.entries.values())
        self._weights = weights
        lexicon = knowledge.lexicon
        ranking = [weights.ranking[name] for name in COMPARISONS]
        wordings = [[fold(wording) for wording in entry.wordings] for entry in self._entries]
        background = [
            [fold(e.answer.zh), fold(e.answer.en), *(fold(s.text) for s in knowledge.sources(e))]
            for e in self._entries
        ]
        self._lookalikes = _lookalikes(lexicon.lookalikes, wordings)

        table = phrase_table(
            chatter=(word for group in lexicon.chatter for word in group),
            guards=(w for groups in lexicon.guards.values() for group in groups for w in group),
            plain=lexicon.plain,
            names={name.zh: (*name.also, name.en) for name in lexicon.names},
            synonyms=knowledge.synonyms,
        )
        self._phrases = Phrases(table)
        words = {token for key, phrase in table for token in (*key, *phrase.tokens)}
        words.update(token for own in wordings for text in own for token in tokens(text))
        self._words = WordCodes(sorted(words))
        self._written = View(wordings, background, self.read_written, ranking)

        self._sounds = Sounds(lexicon.readings)
        self._sounded_phrases = Phrases(
            (self._sound(key), Phrase(self._sound(phrase.tokens), phrase.guard))
            for key, phrase in table
            if len(key) > 1 and not "".join(key).isascii()
        )
        chinese = [[text for text in own if not text.isascii()] for own in wordings]
        answers = [[fold(entry.answer.zh)] for entry in self._entries]
        self._sounded = View(chinese, answers, self._read_sounded, ranking)

    def candidates(self, question: str) -> list[Candidate]:
        """Return the entries a question may mean, most probable first.

        The scores and the chance that no entry is meant add up to one.
        """
        folded = fold(question).translate(self._lookalikes)
        pinyin = typed_in_pinyin(folded)
        numbers = numbers_in(folded)
        found = self._written.candidates(folded, numbers)
        for number, sounding in self._sounded.candidates(pinyin or folded, numbers).items():
            evidence = replace(sounding, sounded=0.0 if pinyin else 1.0)
            if number not in found or self._logit(evidence) > self._logit(found[number]):
                found[number] = evidence
        odds = {number: math.exp(self._logit(evidence)) for number, evidence in found.items()}
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
        return all(word in self._words for word in tokens(folded))

    def read_written(self, folded: str) -> tuple[str, frozenset[str]]:
        """Turn a folded text into symbols as written, and the guards in it."""
        words = [self._words.correct(t) if t.isascii() else t for t in tokens(folded)]
        words, guards = self._phrases(words)
        return self._words.encode(words), guards

    def _read_sounded(self, folded: str) -> tuple[str, frozenset[str]]:
        words, guards = self._sounded_phrases(self._sound(tokens(folded)))
        return self._words.encode(words), guards

    def _sound(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(tokens(self._sounds("".join(words))))


def _lookalikes(
    lookalikes: Mapping[str, str], wordings: Sequence[Sequence[str]]
) -> dict[int, str]:
    """Map characters that no wording has to the ones they are taken for."""
    known = {character for own in wordings for text in own for character in text}
    return {
        ord(other): right
        for right, others in lookalikes.items()
        for other in others
        if other not in known
    }

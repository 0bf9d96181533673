"""What speaks for and against an entry, in one view of questions and entries.

A view compares a question with every stored wording, and then with all that the nearest entries
know: their wordings, answer and source. What comes of it are a few numbers for each entry, of which
:mod:`bot.qa.matcher` makes a score.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from bot.qa.features import FIRST_PAIR
from bot.qa.scoring import Ranker, Ranking
from bot.qa.symbols import UNKNOWN_WORD, Reading


class Evidence(NamedTuple):
    """What speaks for and against an entry; all in ``[0, 1]`` unless said otherwise.

    What a symbol, or a pair of neighbours, tells is its inverse document frequency.

    Attributes:
        similarity: The ranking score of the entry's wording nearest to the question.
        closeness: Its square, because the last steps to an equal wording count most.
        fullness: What of that wording the question has, by what it tells.
        support: The entry's share of the nearest wordings, each weighed by 1 / its rank.
        worded: How much of the question the entry's wordings have, by what it tells.
        lift: How much more frequent the question's symbols are in the entry's wordings than in
            all, as a sum of logarithms: naive Bayes over what is shared; unbounded.
        unknown: What neither wordings nor answer nor source have, in symbols never seen; from 0.
        strangers: How many English words of the question are in no wording at all (0, 1, 2, …).
        familiar: How much of the question is in the wordings of any entry, by what it tells.
        length: How long the question is, in symbols, as a logarithm; from 0.
        asked: How many question words of the question, such as "who", the entry lacks.
        guards: How many guards and numbers of the question the entry lacks.
        people: How many people the question names and the entry does not.
        sounded: 1 where a question not typed in pinyin matched by its sound, else 0.
    """

    similarity: float
    closeness: float
    fullness: float
    support: float
    worded: float
    lift: float
    unknown: float
    strangers: float
    familiar: float
    length: float
    asked: float
    guards: float
    people: float
    sounded: float = 0.0


EVIDENCE = Evidence._fields
"""The names of the numbers a score is made from."""

_PER_VIEW = 6
_NEAREST = 32
_MOST_KEPT = 64
_SUPPORT = [1 / rank for rank in range(1, _NEAREST + 1)]


@dataclass(frozen=True, slots=True)
class Given:
    """What a question takes for granted, and an entry may not know.

    Attributes:
        numbers: What it counts with; nothing where just that is to be checked.
        is_choice: Whether it gives several things to choose from: "the 23rd or the 24th?".
        foreign_names: How many names in it are none of the report's.
        misheard: Guards that it may sound as if it had, but is written otherwise.
        daily: The guards of daily life, which count twice: beside those, not even "the report does
            not say" is to the point.
    """

    numbers: frozenset[int]
    is_choice: bool
    foreign_names: int
    misheard: frozenset[str] = frozenset()
    daily: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """All that one entry knows in one view.

    Attributes:
        background: The code points of the symbols of its answer and source.
        guards: The guards in wordings, answer and source.
        people: The people in them.
        asked: The question words in its wordings.
        numbers: What it counts with; not what a wording only wants to have checked.
    """

    background: frozenset[int]
    guards: frozenset[str]
    people: frozenset[str]
    asked: frozenset[str]
    numbers: frozenset[int]


def profile_of(
    own: Sequence[Reading], other: Sequence[Reading], numbers: frozenset[int]
) -> Profile:
    """Sum up an entry.

    Args:
        own: The readings of its wordings.
        other: The readings of its answer and source.
        numbers: See ``Profile``.
    """
    readings = (*own, *other)
    return Profile(
        background=frozenset(map(ord, "".join(reading.symbols for reading in other))),
        guards=frozenset().union(*(reading.guards for reading in readings)),
        people=frozenset().union(*(reading.people for reading in readings)),
        asked=frozenset().union(*(reading.asked for reading in own)),
        numbers=numbers,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one view sees it.

    Attributes:
        told: What each feature tells, by its key.
        total: What all of them tell.
        symbols: The keys of the features that are symbols.
        scores: The ranking scores of the nearest wordings.
        fullness: Their fullness.
        support: What the supports of all entries add up to.
    """

    reading: Reading
    given: Given
    told: Mapping[int, float]
    total: float
    symbols: frozenset[int]
    scores: Sequence[float]
    fullness: Sequence[float]
    support: float
    strangers: float
    familiar: float
    length: float

    @classmethod
    def of(cls, reading: Reading, ranking: Ranking, given: Given) -> "Asked":
        """Work out what is the same for all entries."""
        query = ranking.query
        total = (query.symbol_mass + query.pair_mass) or 1.0
        return cls(
            reading=reading,
            given=given,
            told=dict(zip(query.keys.tolist(), query.idf.tolist(), strict=True)),
            total=total,
            symbols=frozenset(map(ord, reading.symbols)),
            scores=ranking.scores.tolist(),
            fullness=ranking.fullness.tolist(),
            support=sum(_SUPPORT[: len(ranking.texts)]),
            strangers=float(reading.symbols.count(UNKNOWN_WORD)),
            familiar=query.known_mass / total,
            length=math.log1p(len(reading.symbols)),
        )

    def lacking(self, profile: Profile) -> int:
        """Count the guards, numbers and names that an entry lacks.

        Of several numbers to choose from, one that the entry knows is enough.
        """
        given = self.given
        numbers = given.numbers - profile.numbers
        if given.is_choice and numbers != given.numbers:
            numbers = frozenset()
        guards = self.reading.guards - profile.guards - given.misheard
        return len(guards) + len(guards & given.daily) + len(numbers) + given.foreign_names


class View:
    """One way to compare questions and entries.

    Args:
        wordings: The folded wordings of each entry.
        background: What else each entry knows, folded: its answer and its source.
        numbers: What each entry counts with; see ``Profile``.
        read: Reads folded texts.
        weights: The ranking weights.
        faint: Symbols that tell little.

    Attributes:
        guards: The guards of each wording, one entry's after the other's.
    """

    def __init__(
        self,
        wordings: Sequence[Sequence[str]],
        background: Sequence[Sequence[str]],
        numbers: Sequence[frozenset[int]],
        read: Callable[[Sequence[str]], list[Reading]],
        weights: Sequence[float],
        faint: str,
    ) -> None:
        self._read = read
        self.guards: list[frozenset[str]] = []
        self._owners: list[int] = []
        self._profiles: list[Profile] = []
        texts: list[str] = []
        groups = list(zip(wordings, background, strict=True))
        in_turn = iter(read([text for own, other in groups for text in (*own, *other)]))
        for owner, (own, other) in enumerate(groups):
            readings = list(islice(in_turn, len(own) + len(other)))
            of_own, of_other = readings[: len(own)], readings[len(own) :]
            texts += [reading.symbols for reading in of_own]
            self.guards += [reading.guards for reading in of_own]
            self._owners += [owner] * len(own)
            self._profiles.append(profile_of(of_own, of_other, numbers[owner]))
        self._ranker = Ranker(texts, weights, self._owners, faint=faint)
        self._lifts: dict[int, Mapping[int, float]] = {}
        self._found: dict[tuple[str, Given], dict[int, Evidence]] = {}

    def candidates(self, folded: str, given: Given) -> dict[int, Evidence]:
        """Return the evidence for the nearest entries, by their number.

        What was found last is kept: a message is cut in several ways, with the same parts in them.
        """
        if (folded, given) not in self._found:
            if len(self._found) == _MOST_KEPT:
                self._found.clear()
            self._found[folded, given] = self._find(folded, given)
        return dict(self._found[folded, given])

    def _find(self, folded: str, given: Given) -> dict[int, Evidence]:
        reading = self._read([folded])[0]
        ranking = self._ranker.rank(reading.symbols, limit=_NEAREST)
        asked = Asked.of(reading, ranking, given)
        ranks: dict[int, list[int]] = {}
        for rank, text in enumerate(ranking.texts.tolist()):
            ranks.setdefault(self._owners[text], []).append(rank)
        return {
            owner: self._evidence(asked, owner, own)
            for owner, own in islice(ranks.items(), _PER_VIEW)
        }

    def _evidence(self, asked: Asked, owner: int, ranks: Sequence[int]) -> Evidence:
        """Return the evidence for an entry whose wordings are at these ranks."""
        profile, lifts, told = self._profiles[owner], self._lifts_of(owner), asked.told
        known = lifts.keys() & told.keys()
        unknown = asked.symbols - known - profile.background
        similarity = asked.scores[ranks[0]]
        return Evidence(
            similarity=similarity,
            closeness=similarity**2,
            fullness=asked.fullness[ranks[0]],
            support=sum(map(_SUPPORT.__getitem__, ranks)) / asked.support,
            worded=sum(map(told.__getitem__, known)) / asked.total,
            lift=sum(map(lifts.__getitem__, known)),
            unknown=sum(map(told.__getitem__, unknown)) / self._ranker.index.unseen_idf,
            strangers=asked.strangers,
            familiar=asked.familiar,
            length=asked.length,
            asked=float(len(asked.reading.asked - profile.asked)),
            guards=float(asked.lacking(profile)),
            people=float(len(asked.reading.people - profile.people)),
        )

    def _lifts_of(self, owner: int) -> Mapping[int, float]:
        """Return the lift of each feature of an entry's wordings; 0 for pairs."""
        if owner not in self._lifts:
            group = self._ranker.index.group(owner)
            lifts = np.where(group.keys < FIRST_PAIR, group.lifts, 0.0)
            self._lifts[owner] = dict(zip(group.keys.tolist(), lifts.tolist(), strict=True))
        return self._lifts[owner]

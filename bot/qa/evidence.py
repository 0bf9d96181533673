"""What speaks for and against an entry, in one view of questions and entries.

A view compares a question with every stored wording, and then with all that the nearest entries
know: their wordings, answer and source. What comes of it are a few numbers for each entry, of which
:mod:`bot.qa.matcher` makes a score.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from bot.qa.background import Background
from bot.qa.features import FIRST_PAIR
from bot.qa.scoring import Ranker, Ranking
from bot.qa.symbols import UNKNOWN_WORD, Reader, Reading, Readings


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


class Given(NamedTuple):
    """What a question takes for granted, and an entry may not know.

    Attributes:
        numbers: What it counts with; nothing where just that is to be checked.
        is_choice: Whether it gives several things to choose from: "the 23rd or the 24th?".
        foreign_names: How many names in it are none of the report's.
        misheard: Guards that it may sound as if it had, but is written otherwise.
    """

    numbers: frozenset[int]
    is_choice: bool
    foreign_names: int
    misheard: frozenset[str] = frozenset()


class Profile(NamedTuple):
    """All that one entry knows in one view.

    Attributes:
        background: The code points of the symbols of its answer and source.
        guards: The guards in wordings, answer and source.
        people: The people in them.
        asked: The question words in its wordings.
        features: The keys of all features of its wordings.
        lifts: The lift of each that is a symbol.
    """

    background: frozenset[int]
    guards: frozenset[str]
    people: frozenset[str]
    asked: frozenset[str]
    features: frozenset[int]
    lifts: Mapping[int, float]


class Asked(NamedTuple):
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
            told=query.told,
            total=total,
            symbols=frozenset(map(ord, reading.symbols)),
            scores=ranking.scores.tolist(),
            fullness=ranking.fullness.tolist(),
            support=sum(_SUPPORT[: len(ranking.texts)]),
            strangers=float(reading.symbols.count(UNKNOWN_WORD)),
            familiar=sum(query.weights.tolist()) / total,
            length=math.log1p(len(reading.symbols)),
        )


class View:
    """One way to compare questions and entries.

    Args:
        reader: Reads folded texts.
        wordings: The wordings of all entries, read; one entry's after the other's.
        owners: For each wording the number of its entry.
        background: What else each entry knows.
        weights: The ranking weights.
        faint: Symbols that tell little.

    Attributes:
        told: What the wordings tell; see :class:`bot.qa.symbols.Readings`.
    """

    def __init__(
        self,
        reader: Reader,
        wordings: Readings,
        owners: Sequence[int],
        background: Background,
        weights: Sequence[float],
        faint: str,
    ) -> None:
        self.told = wordings.told
        self._reader = reader
        self._owners = owners
        self._background = background
        self._ranker = Ranker(wordings.symbols, weights, owners, faint=faint)
        self._profiles: dict[int, Profile] = {}
        self._found: dict[tuple[str, Given], dict[int, Evidence]] = {}

    def candidates(self, folded: str, given: Given) -> dict[int, Evidence]:
        """Return the evidence for the nearest entries, by their number.

        What was found last is kept: a message is cut in several ways, with the same parts in them.
        """
        found = self._found.get((folded, given))
        if found is None:
            if len(self._found) == _MOST_KEPT:
                self._found.clear()
            found = self._found[folded, given] = self._find(folded, given)
        return dict(found)

    def _find(self, folded: str, given: Given) -> dict[int, Evidence]:
        reading = self._reader.read(folded)
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
        profile, told = self._profile(owner), asked.told
        known = profile.features.intersection(told)
        shared = known & asked.symbols
        unknown = asked.symbols - shared - profile.background
        similarity = asked.scores[ranks[0]]
        return Evidence(
            similarity=similarity,
            closeness=similarity**2,
            fullness=asked.fullness[ranks[0]],
            support=sum(map(_SUPPORT.__getitem__, ranks)) / asked.support,
            worded=sum(map(told.__getitem__, known)) / asked.total,
            lift=sum(map(profile.lifts.__getitem__, shared)),
            unknown=sum(map(told.__getitem__, unknown)) / self._ranker.index.unseen_idf,
            strangers=asked.strangers,
            familiar=asked.familiar,
            length=asked.length,
            asked=float(len(asked.reading.asked - profile.asked)),
            guards=float(self._lacking(asked, owner)),
            people=float(len(asked.reading.people - profile.people)),
        )

    def _profile(self, owner: int) -> Profile:
        """Return all that an entry knows; put together when first asked about."""
        if owner not in self._profiles:
            first, end = bisect_left(self._owners, owner), bisect_right(self._owners, owner)
            begins, ends = (bisect_left(self.told, (number,)) for number in (first, end))
            told = [phrase for _, phrase in self.told[begins:ends]]
            other = self._reader.read_all(self._background.texts(owner))
            everything = Reading.of("".join(other.symbols), told + [p for _, p in other.told])
            group = self._ranker.index.group(owner)
            lifts = dict(zip(group.keys.tolist(), group.lifts.tolist(), strict=True))
            self._profiles[owner] = Profile(
                background=frozenset(map(ord, everything.symbols)),
                guards=everything.guards,
                people=everything.people,
                asked=Reading.of("", told).asked,
                features=frozenset(lifts),
                lifts={key: lift for key, lift in lifts.items() if key < FIRST_PAIR},
            )
        return self._profiles[owner]

    def _lacking(self, asked: Asked, owner: int) -> int:
        """Count the guards, numbers and names of a question that an entry lacks.

        Guards of daily life count twice. Of several numbers to choose from, one that the entry
        knows is enough.
        """
        given, lacking = asked.given, asked.given.foreign_names
        if asked.reading.guards:
            guards = asked.reading.guards - self._profile(owner).guards - given.misheard
            lacking += len(guards) + len(guards & self._background.daily)
        if given.numbers:
            unknown = given.numbers - self._background.numbers(owner)
            if not given.is_choice or unknown == given.numbers:
                lacking += len(unknown)
        return lacking

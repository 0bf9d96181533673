"""The figures that curators look at: how much is asked, and how it ends."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.qa.knowledge import KnowledgeBase
from bot.store.figures import Counts

DAYS = 30
"""How far back the figures go."""

ANSWERED, NOT_REPORTED, SUGGESTED, PASSAGE, DECLINED = OUTCOMES = (
    "answered",
    "not reported",
    "suggested",
    "sentence only",
    "declined",
)
"""How questions end, the best first."""

_OUTCOME_OF = {
    "answer": ANSWERED,
    "chosen": ANSWERED,
    "not_reported": NOT_REPORTED,
    "suggest": SUGGESTED,
    "passage": PASSAGE,
    "decline": DECLINED,
    "none": DECLINED,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What was asked lately.

    Attributes:
        days: For each day, also without questions, how many ended in which way.
        most_asked: Ids of entries with how often each was asked, the most frequent first.
        never_asked: Ids of entries that nobody asked, in the order of the files.
        disliked: Ids of entries with their 👎, where there are more of these than 👍.
        inbox: How many items are in which state.
    """

    days: Mapping[date, Counter[str]]
    most_asked: Sequence[tuple[str, int]]
    never_asked: Sequence[str]
    liked: int
    unliked: int
    disliked: Sequence[tuple[str, int]]
    inbox: Mapping[str, int]

    @property
    def outcomes(self) -> Counter[str]:
        """How many questions ended in which way, over all days."""
        return sum(self.days.values(), Counter())

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return self.outcomes.total()


def first_day(today: date, days: int = DAYS) -> datetime:
    """Return when the first of some days begins, of which today is the last."""
    begin = today - timedelta(days=days - 1)
    return datetime(begin.year, begin.month, begin.day, tzinfo=UTC)


def make_figures(
    counts: Counts, knowledge: KnowledgeBase, today: date, days: int = DAYS
) -> Figures:
    """Make figures of what was counted since ``first_day``."""
    begin = first_day(today, days).date()
    by_day: dict[date, Counter[str]] = {
        begin + timedelta(days=number): Counter() for number in range(days)
    }
    for day, kind, number in counts.endings:
        by_day.setdefault(day, Counter())[_OUTCOME_OF.get(kind, DECLINED)] += number
    asked = {entry for entry, _ in counts.entries}
    unliked = [(entry, bad) for entry, good, bad in counts.votes if bad > good]
    return Figures(
        days=by_day,
        most_asked=counts.entries,
        never_asked=[key for key in knowledge.entries if key not in asked],
        liked=sum(good for _, good, _ in counts.votes),
        unliked=sum(bad for _, _, bad in counts.votes),
        disliked=sorted(unliked, key=lambda vote: -vote[1]),
        inbox=dict(counts.inbox),
    )

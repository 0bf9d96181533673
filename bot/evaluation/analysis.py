"""What lies behind the rates: are scores honest, what does a threshold cost, what is confused."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.evaluation.judging import Judged, Outcome, is_fitting
from bot.evaluation.questions import Expected
from bot.qa.knowledge import KnowledgeBase
from bot.qa.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Guess:
    """The best entry an engine found for one question, before any policy.

    Attributes:
        score: How sure the engine was; of any range, higher is surer.
        is_right: Whether the entry answers the question.
    """

    score: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Guesses of about the same score: how sure they were, and how many were right."""

    count: int
    mean_score: float
    right: float


def guesses(
    best: Callable[[str], tuple[str, float]],
    questions: Iterable[Expected],
    knowledge: KnowledgeBase,
) -> list[Guess]:
    """Ask an engine every question that stands alone and is one."""
    found = []
    for expected in questions:
        if len(expected.parts) == 1 and not expected.context:
            entry, score = best(expected.question)
            is_right = entry in knowledge.entries and is_fitting(expected, knowledge.entries[entry])
            found.append(Guess(score, is_right))
    return found


def best_of(matcher: Matcher) -> Callable[[str], tuple[str, float]]:
    """Return the matcher as an engine."""

    def best(question: str) -> tuple[str, float]:
        candidates = matcher.candidates(question)
        return (candidates[0].entry.id, candidates[0].score) if candidates else ("", 0.0)

    return best


def reliability(found: Sequence[Guess], *, bins: int = 10) -> list[Bin]:
    """Group guesses with scores in ``[0, 1]`` by score; empty groups are left out."""
    groups: dict[int, list[Guess]] = {}
    for guess in found:
        groups.setdefault(min(int(guess.score * bins), bins - 1), []).append(guess)
    return [
        Bin(
            len(group),
            sum(guess.score for guess in group) / len(group),
            sum(guess.is_right for guess in group) / len(group),
        )
        for _, group in sorted(groups.items())
    ]


def risk_coverage(found: Sequence[Guess]) -> list[tuple[float, float]]:
    """Return, for each share of questions answered, the share of those answers that are wrong.

    The surest guesses are answered first (El-Yaniv and Wiener, 2010).
    """
    points = []
    wrong = 0
    for answered, guess in enumerate(sorted(found, key=lambda guess: -guess.score), start=1):
        wrong += not guess.is_right
        points.append((answered / len(found), wrong / answered))
    return points


def coverage_at(found: Sequence[Guess], risk: float) -> float:
    """Return the largest share of questions that can be answered at no more than a risk."""
    return max((share for share, wrong in risk_coverage(found) if wrong <= risk), default=0.0)


def confusions(judged: Iterable[Judged]) -> list[tuple[str, str, int]]:
    """Return which entry was answered where another was wanted, the most frequent first."""
    pairs = Counter(
        ("/".join(sorted(one.expected.parts[0])) or "none", one.reply.answers[0].entry.id)
        for one in judged
        if one.outcome in {Outcome.WRONG, Outcome.FALSE} and one.reply.answers
    )
    return [(wanted, got, count) for (wanted, got), count in pairs.most_common()]

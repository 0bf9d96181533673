"""The rates of an evaluation, by style, as a table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table

from bot.evaluation.judging import Judged, Outcome


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of outcomes, each in ``[0, 1]``.

    ``right``, ``wrong``, ``suggested`` and ``missed`` are shares of the answerable questions,
    ``false`` of the others.
    """

    answerable: int
    others: int
    right: float
    wrong: float
    suggested: float
    missed: float
    false: float


def rates(judged: Iterable[Judged]) -> Rates:
    """Count outcomes."""
    counts = Counter(one.outcome for one in judged)
    others = counts[Outcome.DECLINED] + counts[Outcome.FALSE]
    answerable = counts.total() - others

    def share(outcome: Outcome, of: int) -> float:
        return counts[outcome] / of if of else 0.0

    return Rates(
        answerable,
        others,
        share(Outcome.RIGHT, answerable),
        share(Outcome.WRONG, answerable),
        share(Outcome.SUGGESTED, answerable),
        share(Outcome.MISSED, answerable),
        share(Outcome.FALSE, others),
    )


def rates_table(judged: Sequence[Judged]) -> Table:
    """Lay out the rates of each style and of all."""
    table = Table(title="Evaluation")
    table.add_column("style")
    for name in ("questions", "right", "wrong", "suggested", "missed", "false"):
        table.add_column(name, justify="right")
    styles = dict.fromkeys(one.expected.style for one in judged)
    for style in styles:
        _add_row(table, style, [one for one in judged if one.expected.style == style])
    table.add_section()
    _add_row(table, "all", judged)
    return table


def _add_row(table: Table, name: str, judged: Sequence[Judged]) -> None:
    found = rates(judged)
    known = [found.right, found.wrong, found.suggested, found.missed]
    cells = [f"{share:.1%}" if found.answerable else "–" for share in known]
    cells.append(f"{found.false:.1%}" if found.others else "–")
    table.add_row(name, str(len(judged)), *cells)


def failures(judged: Iterable[Judged]) -> list[str]:
    """Describe every question that was not right or declined, one a line."""
    return [
        f"{one.outcome}\t{one.expected.style}\t{one.expected.question[:80]!r}\t"
        f"wanted {' + '.join('/'.join(sorted(part)) or 'none' for part in one.expected.parts)}\t"
        f"got {one.reply.kind} "
        f"{[a.entry.id for a in one.reply.answers] or [e.id for e in one.reply.suggestions]} "
        f"{one.reply.score:.2f}"
        for one in judged
        if one.outcome not in {Outcome.RIGHT, Outcome.DECLINED}
    ]

"""Running the evaluation set on the terminal."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.errors import InputError
from bot.evaluation.analysis import (
    Guess,
    best_of,
    confusions,
    coverage_at,
    guesses,
    reliability,
)
from bot.evaluation.judging import Judged, judge_all
from bot.evaluation.peers import peers
from bot.evaluation.plotting import plot_evaluation
from bot.evaluation.questions import Expected, load_questions
from bot.evaluation.report import failures, rates_table
from bot.qa.assistant import Assistant
from bot.terminal.progress import watched

_OWN = "this bot"
_MOST_CONFUSIONS = 10


def print_evaluation(
    assistant: Assistant,
    path: Path,
    failed: Path | None = None,
    *,
    compare: bool = False,
    plot: Path | None = None,
) -> None:
    """Ask an evaluation set and print the rates and what lies behind them.

    Args:
        assistant: Who is asked.
        path: The evaluation set.
        failed: Where to save every question that went wrong.
        compare: Whether to search the same FAQ by ``WRatio`` and BM25 too.
        plot: Where to draw reliability, and risk against coverage; compares too.

    Raises:
        InputError: If a file cannot be read or written.
    """
    for file in (failed, plot):
        if file and not file.parent.is_dir():
            raise InputError(f"{file}: cannot be written: there is no folder {file.parent}")
    questions = load_questions(path)
    console = Console()
    judged = list(watched(judge_all(assistant, questions), "asking", len(questions)))
    console.print(rates_table(judged))
    if failed:
        failed.write_text("".join(f"{line}\n" for line in failures(judged)), "utf-8")
    found = {_OWN: guesses(best_of(assistant.matcher), questions, assistant.knowledge)}
    console.print(_reliability_table(found[_OWN]))
    console.print(_confusion_table(judged))
    if compare or plot:
        found |= _peers(assistant, questions)
        console.print(_comparison_table(found))
    if plot:
        plot_evaluation(found, _OWN, plot)


def _peers(assistant: Assistant, questions: Sequence[Expected]) -> dict[str, list[Guess]]:
    return {
        name: guesses(best, watched(questions, name), assistant.knowledge)
        for name, best in peers(assistant.knowledge).items()
    }


def _reliability_table(found: Sequence[Guess]) -> Table:
    table = Table("mean score", "questions", "right", title="Reliability of the best entry's score")
    for group in reliability(found):
        table.add_row(f"{group.mean_score:.2f}", str(group.count), f"{group.right:.1%}")
    return table


def _confusion_table(judged: Sequence[Judged]) -> Table:
    table = Table("wanted", "answered", "times", title="Confusions")
    for wanted, got, count in confusions(judged)[:_MOST_CONFUSIONS]:
        table.add_row(wanted, got, str(count))
    return table


def _comparison_table(found: dict[str, list[Guess]]) -> Table:
    table = Table(title="The same FAQ by other means: share answered at no more than a risk")
    for column in ("engine", "best entry right", "2% wrong", "5% wrong", "10% wrong"):
        table.add_column(column, justify="left" if column == "engine" else "right")
    for name, guessed in found.items():
        right = sum(guess.is_right for guess in guessed) / max(len(guessed), 1)
        shares = (f"{coverage_at(guessed, risk):.1%}" for risk in (0.02, 0.05, 0.1))
        table.add_row(name, f"{right:.1%}", *shares)
    return table

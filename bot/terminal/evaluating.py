"""Running the evaluation set on the terminal."""

from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot.errors import InputError
from bot.evaluation.judging import judge_all
from bot.evaluation.questions import load_questions
from bot.evaluation.report import failures, rates_table
from bot.qa.assistant import Assistant


def print_evaluation(assistant: Assistant, path: Path, failed: Path | None) -> None:
    """Ask an evaluation set, print the rates, and save what went wrong where asked to."""
    if failed and not failed.parent.is_dir():
        raise InputError(f"{failed}: cannot be written: there is no folder {failed.parent}")
    questions = load_questions(path)
    console = Console()
    judged = list(
        track(
            judge_all(assistant, questions),
            description="asking",
            total=len(questions),
            console=Console(stderr=True),
            transient=True,
        )
    )
    console.print(rates_table(judged))
    if failed:
        failed.write_text("".join(f"{line}\n" for line in failures(judged)), "utf-8")

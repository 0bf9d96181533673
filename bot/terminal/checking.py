"""Checking the knowledge on the terminal."""

import sys
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot.qa.check import check_knowledge


def print_problems(folder: Path) -> int:
    """Print every problem of a knowledge folder, a line each; return how many there are."""
    progress = Console(stderr=True)
    watched = partial(
        track,
        description="comparing",
        console=progress,
        transient=True,
        disable=not progress.is_terminal,
    )
    problems = check_knowledge(folder, watched)
    for problem in problems:
        print(problem)  # noqa: T201
    summary = f"{len(problems)} problems" if problems else "no problems"
    print(summary, file=sys.stderr)  # noqa: T201
    return len(problems)

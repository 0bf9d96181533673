"""Checking the knowledge on the terminal."""

import sys
from functools import partial
from pathlib import Path

from bot.qa.check import check_knowledge
from bot.terminal.progress import watched


def print_problems(folder: Path) -> int:
    """Print every problem of a knowledge folder, a line each; return how many there are."""
    problems = check_knowledge(folder, partial(watched, description="comparing"))
    for problem in problems:
        print(problem)  # noqa: T201
    summary = f"{len(problems)} problems" if problems else "no problems"
    print(summary, file=sys.stderr)  # noqa: T201
    return len(problems)

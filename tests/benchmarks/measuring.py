"""Measuring one engine in a process of its own: answers, times and memory."""

import gc
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from engines import ENGINES
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

TOP = 10
_REPORT_SECONDS = 0.2
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        engine: The engine's name.
        texts: What is indexed.
        questions: What is asked, one after the other.
        longest_question_seconds: Where the first questions take longer each, no more are asked.
        longest_seconds: When to stop asking.
    """

    engine: str
    texts: Sequence[str]
    questions: Sequence[str]
    longest_question_seconds: float = float("inf")
    longest_seconds: float = float("inf")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured.

    Attributes:
        answers: The texts found for each question, best first.
        seconds: How long each question took; fewer than planned where the plan stopped early.
        index_seconds: How long the engine took to be ready, imports included.
        memory_mb: What the process holds more after indexing and a first question, in megabytes:
            the difference of its resident set size.
        too_slow: Whether the first questions took longer than the plan allows.
    """

    answers: list[list[int]]
    seconds: list[float]
    index_seconds: float
    memory_mb: float
    too_slow: bool = False

    def milliseconds(self, percentile: float) -> float:
        """Return a percentile of the time per question, in milliseconds."""
        return float(np.percentile(self.seconds, percentile)) * 1000


def measure(plan: Plan, bar: Progress) -> Measured:
    """Measure an engine in a fresh process.

    Args:
        plan: What to measure.
        bar: Shows how many questions have been asked.

    Raises:
        RuntimeError: If the engine fails.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(plan, theirs))
    process.start()
    theirs.close()
    row = bar.add_task(f"{len(plan.texts):,}: {plan.engine}", total=len(plan.questions))
    try:
        while not isinstance(message := ours.recv(), Measured):
            bar.update(row, completed=message)
    except EOFError:
        raise RuntimeError(f"{plan.engine} failed; what it said stands above") from None
    finally:
        bar.remove_task(row)
        process.join()
    return message


def _measure(plan: Plan, connection: Connection) -> None:
    engine_class = next(engine for engine in ENGINES if engine.name == plan.engine)
    before = _resident_mb()
    start = time.perf_counter()
    engine = engine_class(plan.texts)
    index_seconds = time.perf_counter() - start
    start = time.perf_counter()
    for question in plan.questions[:3]:
        engine.search(question, TOP)
    warm_up = plan.questions[:3]
    too_slow = (time.perf_counter() - start) / len(warm_up) > plan.longest_question_seconds
    gc.collect()
    memory_mb = max(_resident_mb() - before, 0.0)
    measured = Measured([], [], index_seconds, memory_mb, too_slow)
    if not too_slow:
        _ask(engine.search, plan, measured, connection)
    connection.send(measured)


def _ask(
    search: Callable[[str, int], list[int]],
    plan: Plan,
    measured: Measured,
    connection: Connection,
) -> None:
    begun = reported = time.perf_counter()
    for question in plan.questions:
        start = time.perf_counter()
        answer = search(question, TOP)
        end = time.perf_counter()
        measured.seconds.append(end - start)
        measured.answers.append(answer)
        if end - reported > _REPORT_SECONDS:
            connection.send(len(measured.seconds))
            reported = end
        if end - begun > plan.longest_seconds:
            break


def _resident_mb() -> float:
    """Return how much memory this process has: now on Linux, at its most elsewhere."""
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize() / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show progress on stderr, and take it away when done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar

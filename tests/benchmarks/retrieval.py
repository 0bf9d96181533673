"""How often each engine finds the paraphrase of a question: ``retrieval.py --pairs FILE``.

FILE holds lines of ``question<TAB>question<TAB>0|1``; without one, the development questions are
looked up among some wordings of every entry. In FILE, 1 says that both ask the same. Indexed is
every distinct second question that is not a query; queries are the distinct first questions of
pairs labelled 1 whose sides differ; right are a query's partners in the index, and a query without
any is left out. P@1 says how often the first text found is right, MRR@10 is the mean of 1 / the
rank of the first right one among ten, R@10 the mean share of right ones among ten. Every engine
runs in a process of its own; memory is what that process holds more (resident set size) once
everything is indexed.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engines import ENGINES
from measuring import TOP, Measured, Plan, measure, progress
from rich.console import Console
from rich.table import Table

from bot.evaluation.questions import load_questions
from bot.qa.knowledge import default_folder, load_knowledge

_SEED = 0
_WORDINGS_AN_ENTRY = 16


@dataclass(frozen=True, slots=True)
class Task:
    """What is indexed, what is asked, and which texts are right for each question."""

    texts: list[str]
    questions: list[str]
    right: list[set[int]]


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table; the names are those of the JSON output."""

    p_at_1: float
    mrr_at_10: float
    recall_at_10: float
    ms_p50: float
    ms_p99: float
    index_seconds: float
    memory_mb: float


def read_task(path: Path) -> Task:
    """Read pairs and make the task of them.

    Raises:
        SystemExit: If a line is not a pair, or no query is left.
    """
    pairs: list[tuple[str, str, bool]] = []
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
        match line.split("\t"):
            case [first, second, ("0" | "1") as label]:
                pairs.append((first, second, label == "1"))
            case _:
                raise SystemExit(f"{path}:{number}: not 'question<TAB>question<TAB>0|1'")
    same = [(first, second) for first, second, is_same in pairs if is_same and first != second]
    queries = dict.fromkeys(first for first, _ in same)
    texts = dict.fromkeys(second for _, second, _ in pairs if second not in queries)
    number_of = {text: number for number, text in enumerate(texts)}
    right: dict[str, set[int]] = {}
    for first, second in same:
        if second in number_of:
            right.setdefault(first, set()).add(number_of[second])
    if not right:
        raise SystemExit(f"{path}: no query has a partner to be found")
    asked = [query for query in queries if query in right]
    return Task(list(texts), asked, [right[query] for query in asked])


def sample(task: Task, limit: int | None) -> Task:
    """Keep as many of a task's questions as the limit allows, chosen by a fixed seed."""
    if limit is None or limit >= len(task.questions):
        return task
    chosen = random.Random(_SEED).sample(range(len(task.questions)), limit)
    return Task(task.texts, [task.questions[n] for n in chosen], [task.right[n] for n in chosen])


def development_task() -> Task:
    """Make a task of the development questions and some wordings of every entry."""
    knowledge, chance = load_knowledge(default_folder()), random.Random(_SEED)
    owned = [
        (wording, entry.id)
        for entry in knowledge.entries.values()
        for wording in chance.sample(entry.wordings, min(_WORDINGS_AN_ENTRY, len(entry.wordings)))
    ]
    folder = Path(__file__).parent.parent / "evaluation"
    sets = ("questions.jsonl", "questions_later.jsonl")
    asked = [
        one
        for name in sets
        for one in load_questions(folder / name)
        if one.is_answerable and len(one.parts) == 1 and not one.context
    ]
    right = [{n for n, (_, owner) in enumerate(owned) if owner in one.parts[0]} for one in asked]
    return Task([wording for wording, _ in owned], [one.question for one in asked], right)


def judge(measured: Measured, right: Sequence[set[int]]) -> Result:
    """Compare what was found with what is right."""
    first = reciprocal = share = 0.0
    for found, wanted in zip(measured.answers, right, strict=True):
        ranks = [rank for rank, text in enumerate(found[:TOP], start=1) if text in wanted]
        first += ranks[:1] == [1]
        reciprocal += 1 / ranks[0] if ranks else 0.0
        share += len(ranks) / len(wanted)
    count = len(right)
    return Result(
        p_at_1=round(first / count, 4),
        mrr_at_10=round(reciprocal / count, 4),
        recall_at_10=round(share / count, 4),
        ms_p50=round(measured.milliseconds(50), 3),
        ms_p99=round(measured.milliseconds(99), 3),
        index_seconds=round(measured.index_seconds, 3),
        memory_mb=round(measured.memory_mb, 1),
    )


def run(task: Task) -> dict[str, Result]:
    """Run every engine, one after the other."""
    results = {}
    with progress() as bar:
        for engine in ENGINES:
            measured = measure(Plan(engine.name, task.texts, task.questions), bar)
            results[engine.name] = judge(measured, task.right)
    return results


def table(task: Task, results: dict[str, Result]) -> Table:
    """Lay the results out."""
    title = f"{len(task.questions):,} questions over {len(task.texts):,} texts"
    laid_out = Table("engine", title=title)
    columns = ("P@1", "MRR@10", "R@10", "ms p50", "ms p99", "index s", "memory MB")
    for heading in columns:
        laid_out.add_column(heading, justify="right")
    titles = {engine.name: engine.title for engine in ENGINES}
    for name, result in results.items():
        laid_out.add_row(titles[name], *(f"{value:g}" for value in asdict(result).values()))
    return laid_out


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, metavar="FILE")
    parser.add_argument("--limit", type=int, metavar="N", help="sample N queries (seed 0)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here too")
    options = parser.parse_args()
    task = read_task(options.pairs) if options.pairs else development_task()
    task = sample(task, options.limit)
    results = run(task)
    Console(width=None if Console().is_terminal else 120).print(table(task, results))
    if options.json:
        engines = {name: asdict(result) for name, result in results.items()}
        options.json.write_text(json.dumps({"engines": engines}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()

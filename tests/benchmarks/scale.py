"""How the cost of a question grows with the number of utterances: ``scale.py``.

The same engines as in ``retrieval.py`` over 1,000, 10,000, 100,000 and 1,000,000 utterances, made
from the knowledge base by rewording with a fixed seed: synonyms are exchanged, halves of different
wordings are joined, characters are swapped, dropped and inserted. Questions are utterances
reworded once more. An engine that needs more than a second for a question is left out from there
on, and a line says so. Memory is what a fresh process holds more (resident set size).
"""

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from engines import ENGINES
from measuring import Plan, measure, progress
from rich.console import Console
from rich.table import Table

from bot.qa.knowledge import KnowledgeBase, default_folder, load_knowledge

_SEED = 0
_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_SHORT = 2
_QUESTIONS = 500
_LONGEST_QUESTION_SECONDS = 1.0
_LONGEST_SECONDS = 30.0
_LONGEST_SECONDS_SHORT = 3.0


class Rewording:
    """Makes utterances that people could have written out of those in the knowledge base.

    Args:
        knowledge: Where wordings and synonyms come from.
        seed: Equal seeds give equal utterances.
    """

    def __init__(self, knowledge: KnowledgeBase, seed: int) -> None:
        self._random = random.Random(seed)
        wordings = chain(*(entry.wordings for entry in knowledge.entries.values()))
        self._wordings = list(dict.fromkeys(wordings))
        self._characters = [c for wording in self._wordings for c in wording if not c.isascii()]
        self._synonyms: dict[str, Sequence[str]] = {}
        for group in knowledge.synonyms:
            chinese = [word for word in group if not word.isascii()]
            self._synonyms.update((word, chinese) for word in chinese)
        longest_first = sorted(self._synonyms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)))

    def utterances(self) -> Iterator[str]:
        """Yield ever new utterances: the knowledge base's own first."""
        made = set(self._wordings)
        yield from self._random.sample(self._wordings, len(self._wordings))
        while True:
            text = self._made()
            if text not in made:
                made.add(text)
                yield text

    def question(self, utterance: str) -> str:
        """Reword an utterance: one synonym, one slip."""
        return self._slipped(self._exchanged(utterance))

    def _made(self) -> str:
        text = self._exchanged(self._random.choice(self._wordings))
        if self._random.random() < 0.7:
            text = self._joined(text, self._exchanged(self._random.choice(self._wordings)))
        for _ in range(self._random.choice((0, 1, 1, 2))):
            text = self._slipped(text)
        return text

    def _joined(self, first: str, second: str) -> str:
        """Put the first part of one wording before the last part of another."""
        between = " " if first.isascii() or second.isascii() else ""
        end = self._random.randint(len(first) // 2, len(first))
        start = self._random.randint(0, len(second) // 2)
        return first[:end] + between + second[start:]

    def _exchanged(self, text: str) -> str:
        """Exchange about half of the words that have synonyms."""

        def other(match: re.Match[str]) -> str:
            return self._random.choice((match[0], self._random.choice(self._synonyms[match[0]])))

        return self._known.sub(other, text)

    def _slipped(self, text: str) -> str:
        """Swap, drop or insert one character."""
        place = self._random.randrange(max(len(text) - 1, 1))
        before, here, after = text[:place], text[place : place + 2], text[place + 2 :]
        slip = self._random.randrange(3)
        if slip == 0:
            return before + here[::-1] + after
        if slip == 1 and len(text) > 2:
            return before + here[1:] + after
        return before + here[:1] + self._random.choice(self._characters) + here[1:] + after


@dataclass(frozen=True, slots=True)
class Result:
    """One engine at one size; the names are those of the JSON output."""

    ms_p50: float
    ms_p99: float
    index_seconds: float
    memory_mb: float


Results = dict[int, dict[str, Result]]


def run(sizes: Sequence[int], longest_seconds: float, console: Console) -> Results:
    """Measure every engine at every size."""
    knowledge = load_knowledge(default_folder())
    utterances = Rewording(knowledge, _SEED).utterances()
    texts: list[str] = []
    results: Results = {}
    too_slow: set[str] = set()
    with progress() as bar:
        for size in sizes:
            making = bar.add_task(f"making {size:,} utterances", total=size, completed=len(texts))
            while len(texts) < size:
                texts.append(next(utterances))
                if len(texts) % 1000 == 0:
                    bar.update(making, completed=len(texts))
            bar.remove_task(making)
            asker = Rewording(knowledge, _SEED + size)
            chosen = random.Random(_SEED).choices(texts, k=_QUESTIONS)
            questions = [asker.question(text) for text in chosen]
            results[size] = {}
            for engine in ENGINES:
                if engine.name in too_slow:
                    continue
                plan = Plan(
                    engine.name, texts, questions, _LONGEST_QUESTION_SECONDS, longest_seconds
                )
                measured = measure(plan, bar)
                if measured.too_slow:
                    too_slow.add(engine.name)
                    console.print(
                        f"{engine.title}: left out at {size:,} and beyond, "
                        "one question takes over a second"
                    )
                    continue
                results[size][engine.name] = Result(
                    ms_p50=round(measured.milliseconds(50), 3),
                    ms_p99=round(measured.milliseconds(99), 3),
                    index_seconds=round(measured.index_seconds, 3),
                    memory_mb=round(measured.memory_mb, 1),
                )
    return results


def table(results: Results) -> Table:
    """Lay the results out: an engine a row, a size a column."""
    title = "milliseconds per question p50 / p99, seconds to index, megabytes"
    laid_out = Table("engine", *(f"{size:,}" for size in results), title=title, show_lines=True)
    for engine in ENGINES:
        cells = []
        for of_size in results.values():
            result = of_size.get(engine.name)
            cells.append(
                "over a second"
                if result is None
                else f"{result.ms_p50:.3g} / {result.ms_p99:.3g} ms\n"
                f"{result.index_seconds:.3g} s, {result.memory_mb:.3g} MB"
            )
        laid_out.add_row(engine.title, *cells)
    return laid_out


def plot(results: Results, path: Path) -> None:
    """Draw the median time per question against the number of utterances, both logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5.5), layout="constrained")
    for engine in ENGINES:
        points = [(n, of[engine.name].ms_p50) for n, of in results.items() if engine.name in of]
        is_ours = engine is ENGINES[0]
        axes.plot(
            *zip(*points, strict=True),
            marker="o",
            label=engine.title,
            linewidth=3 if is_ours else 1.2,
            zorder=3 if is_ours else 2,
        )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="utterances",
        ylabel="milliseconds per question (median)",
        title="Cost of a question",
    )
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize="small")
    figure.savefig(path, dpi=150)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="1,000 and 10,000 only: a minute")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="draw the times")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here too")
    options = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 120)
    sizes = _SIZES[:_SHORT] if options.short else _SIZES
    longest_seconds = _LONGEST_SECONDS_SHORT if options.short else _LONGEST_SECONDS
    results = run(sizes, longest_seconds, console)
    console.print(table(results))
    if options.plot:
        plot(results, options.plot)
    if options.json:
        written = {
            "sizes": {
                str(size): {name: asdict(result) for name, result in of_size.items()}
                for size, of_size in results.items()
            }
        }
        options.json.write_text(json.dumps(written, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()

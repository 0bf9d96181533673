"""Milliseconds a question takes on the shipped knowledge, and seconds until it can be asked.

Run with ``python tests/benchmarks/latency.py``. It asks the development questions of up to 60
characters in four rounds, so that nothing of a question is kept from the round before, and takes
the best of the four: the rest is what else the machine did.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.evaluation.questions import load_questions
from bot.qa.assistant import Assistant
from bot.qa.knowledge import default_folder, load_knowledge

SETS = ("questions.jsonl", "questions_later.jsonl")
LONGEST = 60
ROUNDS = 4


def milliseconds(ask: Callable[[str], object], questions: Sequence[str]) -> str:
    """Ask every question, and sum up how long that took."""
    took = np.full(len(questions), np.inf)
    for _ in range(ROUNDS):
        for number, question in enumerate(questions):
            began = time.perf_counter()
            ask(question)
            took[number] = min(took[number], time.perf_counter() - began)
    middle, most = np.percentile(took * 1000, [50, 99])
    return f"p50 {middle:.2f} ms, p99 {most:.2f} ms"


def seconds(work: Callable[[], object]) -> str:
    """Say how much processor time some work takes."""
    began = time.process_time()
    work()
    return f"{time.process_time() - began:.2f} s of processor time"


def main() -> int:
    folder = Path(__file__).parent.parent / "evaluation"
    asked = [one.question for name in SETS for one in load_questions(folder / name)]
    questions = [question for question in asked if len(question) <= LONGEST]
    knowledge = load_knowledge(default_folder())
    assistant = Assistant(knowledge)
    assistant.matcher.warm_up()
    print(f"{len(questions)} questions")
    print(f"matcher: {milliseconds(assistant.matcher.candidates, questions)}")
    print(f"reply: {milliseconds(assistant.reply, questions)}")
    print(f"reading the knowledge: {seconds(lambda: load_knowledge(default_folder()))}")
    print(f"making the matcher: {seconds(lambda: Assistant(knowledge).matcher.warm_up())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

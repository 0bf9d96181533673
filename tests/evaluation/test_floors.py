"""The evaluation sets, with floors under which a change must not land.

``questions.jsonl`` and ``questions_later.jsonl`` are the development sets, of the first writer and
of seven later ones: weights and thresholds are fitted on them, and their misses are looked at.
``held_out.jsonl``, ``held_out_3.jsonl`` and ``held_out_4.jsonl`` are neither: they say what to
expect of questions nobody has seen. All were written by people who had not read ``knowledge/faq``.
"""

from pathlib import Path

import pytest

from bot.evaluation.judging import judge_all
from bot.evaluation.questions import load_questions
from bot.evaluation.report import failures, rates
from bot.qa.assistant import Assistant

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("name", "right", "wrong", "false"),
    [
        pytest.param("questions.jsonl", 0.93, 0.02, 0.02, id="development"),
        pytest.param("questions_later.jsonl", 0.88, 0.035, 0.03, id="development, later"),
        pytest.param("held_out.jsonl", 0.87, 0.035, 0.035, id="held out"),
        pytest.param("held_out_3.jsonl", 0.89, 0.045, 0.065, id="held out, second"),
        pytest.param("held_out_4.jsonl", 0.89, 0.045, 0.065, id="held out, the last"),
    ],
)
def test_rates_stay_within_their_floors(
    name: str, right: float, wrong: float, false: float, assistant: Assistant, tmp_path: Path
) -> None:
    judged = list(judge_all(assistant, load_questions(HERE / name)))
    found = rates(judged)
    saved = tmp_path / "failures.txt"
    saved.write_text("\n".join(failures(judged)), "utf-8")
    assert found.right >= right, f"{found}; see {saved}"
    assert found.wrong <= wrong, f"{found}; see {saved}"
    assert found.false <= false, f"{found}; see {saved}"


def test_the_development_set_is_large_and_varied() -> None:
    questions = load_questions(HERE / "questions.jsonl")
    answerable = [question for question in questions if question.is_answerable]
    assert len(questions) >= 500
    assert len(answerable) >= 250
    assert len({question.style for question in questions}) >= 20

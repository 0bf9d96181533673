"""The evaluation sets, with floors under which a change must not land.

``questions.jsonl``, ``questions_later.jsonl`` and ``conversations.jsonl`` (follow-ups, and several
questions in one message) are the development sets: weights and thresholds are fitted on the first
two, and the misses of all are looked at. The ``held_out`` sets are neither: they say what to expect
of questions nobody has seen. All were written by people who had not read ``knowledge/faq``.
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
        pytest.param("conversations.jsonl", 0.81, 0.13, 0.11, id="development, conversations"),
        pytest.param("held_out.jsonl", 0.87, 0.035, 0.04, id="held out"),
        pytest.param("held_out_3.jsonl", 0.89, 0.045, 0.065, id="held out, second"),
        pytest.param("held_out_4.jsonl", 0.89, 0.045, 0.065, id="held out, third"),
        pytest.param("held_out_5.jsonl", 0.90, 0.045, 0.045, id="held out, the last"),
        pytest.param(
            "held_out_conversations.jsonl", 0.76, 0.19, 0.11, id="held out, conversations"
        ),
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

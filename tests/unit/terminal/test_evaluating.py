"""Running an evaluation set on the terminal."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import InputError
from bot.qa.assistant import Assistant
from bot.terminal.evaluating import print_evaluation

QUESTIONS = [
    {"question": "谁主持会议", "style": "plain", "expect": "answer", "entries": ["meeting-chair"]},
    {"question": "谁主持会议", "style": "trap", "expect": "answer", "entries": ["meeting-date"]},
    {"question": "今天天气怎么样", "style": "trap", "expect": "none", "entries": []},
]


def table_rows(printed: str) -> list[list[str]]:
    """Return the cells of every printed row that has a rate in it."""
    rows = [line.split() for line in printed.splitlines() if "%" in line]
    return [[cell for cell in row if cell not in "│┃"] for row in rows]


def test_rates_are_printed_and_what_went_wrong_is_saved(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, failed = tmp_path / "questions.jsonl", tmp_path / "failed.txt"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")
    print_evaluation(assistant, path, failed)
    rows = table_rows(capsys.readouterr().out)
    assert [row for row in rows if len(row) == 7] == [
        ["plain", "1", "100.0%", "0.0%", "0.0%", "0.0%", "–"],
        ["trap", "2", "0.0%", "100.0%", "0.0%", "0.0%", "0.0%"],
        ["all", "3", "50.0%", "50.0%", "0.0%", "0.0%", "0.0%"],
    ]
    [line] = failed.read_text("utf-8").splitlines()
    assert line.startswith("wrong\ttrap\t'谁主持会议'\twanted meeting-date\tgot answer")


def test_reliability_groups_the_best_entries_by_score(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")
    print_evaluation(assistant, path)
    sure = [row for row in table_rows(capsys.readouterr().out) if len(row) == 3][-1]
    assert float(sure[0]) > 0.9
    assert sure[1:] == ["2", "50.0%"]


def test_the_same_questions_are_asked_by_other_means_and_drawn(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, plot = tmp_path / "questions.jsonl", tmp_path / "plot.png"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")
    print_evaluation(assistant, path, plot=plot)
    printed = capsys.readouterr().out
    assert all(engine in printed for engine in ("this bot", "WRatio", "BM25"))
    assert plot.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("option", ["failed", "plot"])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_asked(
    option: str, assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(QUESTIONS[0]), "utf-8")
    files: dict[str, Any] = {option: tmp_path / "none" / "file"}
    with pytest.raises(InputError, match="there is no folder"):
        print_evaluation(assistant, path, **files)

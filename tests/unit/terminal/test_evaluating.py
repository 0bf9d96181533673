"""Running an evaluation set on the terminal."""

import json
from pathlib import Path

import pytest

from bot.qa.assistant import Assistant
from bot.terminal.evaluating import print_evaluation

QUESTIONS = [
    {"question": "谁主持会议", "style": "plain", "expect": "answer", "entries": ["meeting-chair"]},
    {"question": "谁主持会议", "style": "trap", "expect": "answer", "entries": ["meeting-date"]},
    {"question": "今天天气怎么样", "style": "trap", "expect": "none", "entries": []},
]


def test_rates_are_printed_and_what_went_wrong_is_saved(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, failed = tmp_path / "questions.jsonl", tmp_path / "failed.txt"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")
    print_evaluation(assistant, path, failed)
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if "%" in line]
    assert [[cell for cell in row if cell not in "│┃"] for row in rows] == [
        ["plain", "1", "100.0%", "0.0%", "0.0%", "0.0%", "–"],
        ["trap", "2", "0.0%", "100.0%", "0.0%", "0.0%", "0.0%"],
        ["all", "3", "50.0%", "50.0%", "0.0%", "0.0%", "0.0%"],
    ]
    [line] = failed.read_text("utf-8").splitlines()
    assert line.startswith("wrong\ttrap\t'谁主持会议'\twanted meeting-date\tgot answer")

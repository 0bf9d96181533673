"""One answer on the terminal, as a person reads it and as JSON."""

import io
import json
import sys

import pytest

from bot.qa.assistant import Assistant
from bot.terminal.asking import print_answer, run_batch


def test_an_answer_is_printed_with_the_reports_own_words(
    assistant: Assistant, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    print_answer(assistant, "誰主持會議", as_json=False)
    answer, source, quote = capfdbinary.readouterr().out.decode().splitlines()
    assert "許勤" in answer
    assert "第1段" in source
    assert quote == f"  > {assistant.knowledge.article.sentences['p1s1'].original}"


def test_json_is_one_line_and_nothing_else(
    assistant: Assistant, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    print_answer(assistant, "谁主持会议", as_json=True)
    captured = capfdbinary.readouterr()
    [line] = captured.out.decode().splitlines()
    assert json.loads(line)["entry_id"] == "meeting-chair"
    assert "许勤" in line
    assert captured.err == b""


def test_the_batch_reads_bytes_that_are_not_utf8(
    assistant: Assistant,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [b'{"question": "\xff\xfe"}', b"broken \xff", '{"question": "谁主持"}'.encode()]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
    run_batch(assistant)
    kinds = [json.loads(line)["kind"] for line in capfdbinary.readouterr().out.splitlines()]
    assert kinds == ["decline", "error", "answer"]

"""Log lines: readable or JSON, with the update they are about, never with the token."""

import json
import logging
import sys

import pytest

from bot.chat.logs import JsonFormatter, LineFormatter, current_update

TOKEN = "123456:very-secret"
FORMATTERS = [LineFormatter(TOKEN), JsonFormatter(TOKEN)]


def record(message: str, error: Exception | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot.x", logging.ERROR, "x.py", 1, message, (), exc_info)


@pytest.fixture
def _in_update() -> object:
    reset = current_update.set(77)
    yield
    current_update.reset(reset)


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_the_token_is_left_out_wherever_it_stands(formatter: logging.Formatter) -> None:
    try:
        raise ValueError(f"https://host/bot{TOKEN}/getMe")
    except ValueError as error:
        written = formatter.format(record(f"calling {TOKEN}", error))
    assert "very-secret" not in written
    assert "ValueError" in written


@pytest.mark.usefixtures("_in_update")
def test_a_line_tells_its_update() -> None:
    assert LineFormatter("").format(record("done")).endswith("ERROR bot.x [77]: done")


def test_a_line_without_update() -> None:
    assert LineFormatter("").format(record("done")).endswith("ERROR bot.x: done")


@pytest.mark.usefixtures("_in_update")
def test_json_tells_all_of_it_in_one_line() -> None:
    try:
        raise ValueError("第一行\nsecond")
    except ValueError:
        _, error, _ = sys.exc_info()
        assert isinstance(error, ValueError)
        written = JsonFormatter("").format(record("完", error))
    assert "\n" not in written
    line = json.loads(written)
    assert (line["level"], line["logger"], line["update"]) == ("ERROR", "bot.x", 77)
    assert line["message"] == "完"
    assert line["error"].endswith("ValueError: 第一行\nsecond")

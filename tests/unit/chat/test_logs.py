"""Log lines: readable or JSON, with the update they are about, never with the token."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.chat.logs import JsonFormatter, LineFormatter, current_update, set_up_logging
from bot.settings import load_settings

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


@pytest.fixture
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("_own_logging")
@pytest.mark.parametrize(
    ("name", "is_one_line"),
    [("procrastinate.utils", True), ("psycopg.pool", True), ("bot.x", False)],
)
def test_what_a_library_tries_again_is_told_in_one_line(
    name: str, is_one_line: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(load_settings())
    try:
        raise ValueError("away")
    except ValueError:
        logging.getLogger(name).exception("connection failed\n\tIs the server %s?", "running")
    written = capsys.readouterr().err
    assert "Is the server running?" in written
    assert (len(written.splitlines()) == 1) is is_one_line
    assert ("Traceback" in written) is not is_one_line

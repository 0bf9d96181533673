"""A conversation in the terminal, from a welcome to the end of the input."""

import subprocess
from collections.abc import Callable

import pytest

Bot = Callable[..., subprocess.CompletedProcess[str]]


def talk(bot: Bot, *lines: str | bytes) -> str:
    """Type lines, end the input, and return all that was shown."""
    typed = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    done = bot("chat", stdin=typed, COLUMNS="400")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_the_conversation_begins_with_a_welcome_and_ends_with_the_input(bot: Bot) -> None:
    shown = talk(bot)
    assert "会议问答" in shown
    assert "Ctrl-D" in shown


def test_a_follow_up_is_read_with_the_answer_before(bot: Bot) -> None:
    *_, third, _ = talk(bot, "五个坚持是哪五个", "第三个是什么").split("›")
    assert "坚持系统思维" in third
    assert "坚持生态优先" not in third


def test_a_number_picks_what_was_offered(bot: Bot) -> None:
    shown = talk(bot, "who chaired it", "1").split("›")
    offered = next(line for line in shown[1].splitlines() if line.strip().startswith("1 "))
    assert offered.strip().removeprefix("1").strip() == "Who spoke at the meeting?"
    assert "Liang Huiling" in shown[2]


def test_blank_lines_are_passed_over(bot: Bot) -> None:
    shown = talk(bot, "", "   ", "who chaired it")
    assert shown.count("Xu Qin, provincial") == 1


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("99", id="a number past the offers"),
        pytest.param("0", id="zero"),
        pytest.param("9" * 5000, id="a number of many digits"),
        pytest.param("[bold]谁[/red]", id="markup"),
        pytest.param("/ask", id="a command"),
        pytest.param("🙏", id="emoji"),
    ],
)
def test_odd_lines_do_not_end_the_conversation(line: str, bot: Bot) -> None:
    shown = talk(bot, "who chaired it", line, "谁主持会议")
    assert "据报道，会议由省委书记" in shown


def test_bytes_that_are_not_utf8_are_told(bot: Bot) -> None:
    done = bot("chat", stdin=b"\xff\xfe\n", PYTHONIOENCODING="utf-8:strict")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Not UTF-8" in done.stdout

"""The command line, as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import bot as package

Bot = Callable[..., subprocess.CompletedProcess[str]]
TOKEN = "123456:very-secret"


def assert_one_line_error(done: subprocess.CompletedProcess[str], exit_code: int) -> str:
    """Check that a command ended with one line a person can act on, and return it."""
    assert done.stderr.startswith("error: "), done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == exit_code
    return done.stderr.strip()


def test_ask_prints_the_answer_and_the_reports_words(bot: Bot) -> None:
    done = bot("ask", "who chaired the meeting")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("According to the report, the meeting was chaired by Xu Qin")
    assert "\n  > 本报讯" in done.stdout


def test_ask_json_prints_one_object_and_nothing_else(bot: Bot) -> None:
    done = bot("ask", "--json", "誰主持會議")
    assert (done.returncode, done.stderr) == (0, "")
    [line] = done.stdout.splitlines()
    found = json.loads(line)
    assert (found["kind"], found["entry_id"]) == ("answer", "meeting-chair")
    assert (found["language"], found["source"]) == ("zh-Hant", ["p1s1"])


def test_a_batch_goes_on_behind_broken_lines(bot: Bot) -> None:
    lines = [
        json.dumps({"question": "谁主持会议"}, ensure_ascii=False).encode(),
        b"{broken",
        b'{"question": "\xff\xfe who \xc3"}',
        json.dumps({"question": "第三个是什么", "context": ["五个坚持是哪五个"]}).encode(),
        b'{"question": "next meeting?"}\r',
    ]
    done = bot("ask", "--batch", stdin=b"\n".join(lines))
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["kind"] for one in found][:2] == ["answer", "error"]
    assert len(found) == len(lines)
    assert found[3]["entry_id"] == "principle-systems"
    assert found[4]["entry_id"] == "next-meeting"


def test_an_empty_batch_prints_nothing(bot: Bot) -> None:
    done = bot("ask", "--batch")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_batch_whose_reader_goes_away_ends_quietly() -> None:
    line = b'{"question": "who chaired it"}\n'
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(line)
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        try:
            process.stdin.write(line * 10_000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        errors = process.stderr.read()
    assert errors == b""
    assert process.returncode == 1


def test_ask_without_a_question_says_what_to_do(bot: Bot) -> None:
    assert "write one behind `ask`" in assert_one_line_error(bot("ask"), 2)


@pytest.mark.parametrize("question", ["", "zero", "？", "--", "a" * 4000, "会" * 5000])
def test_any_question_gets_an_answer_of_some_kind(question: str, bot: Bot) -> None:
    done = bot("ask", "--json", "--", question)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["kind"]


def test_a_question_that_is_not_utf8_gets_an_answer_of_some_kind(bot: Bot) -> None:
    done = bot("ask", "--json", os.fsdecode(b"\xff\xfe who"))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["kind"]


def test_ask_does_not_load_what_it_does_not_need(bot: Bot) -> None:
    done = bot("ask", "谁主持会议", python=("-X", "importtime"))
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "bot.qa.assistant" in imported
    assert not imported & {"telegram", "aiohttp", "httpx", "sqlalchemy", "matplotlib"}


def test_check_prints_no_problem_of_sound_knowledge(bot: Bot, small_folder: Path) -> None:
    done = bot("check", "--knowledge", str(small_folder))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no problems\n")


def test_check_prints_each_problem_on_a_line_and_exits_with_one(
    bot: Bot, small_folder: Path
) -> None:
    talks = small_folder / "faq" / "talks.yaml"
    text = talks.read_text("utf-8").replace("24日的", "25日的").replace("day 24", "day 26")
    talks.write_text(text, "utf-8")
    done = bot("check", "--knowledge", str(small_folder))
    assert done.stdout.splitlines() == [
        f"{talks}:7: chair: '25' is not in the source sentences",
        f"{talks}:8: chair: '26' is not in the source sentences",
    ]
    assert done.stderr == "2 problems\n"
    assert done.returncode == 1


@pytest.mark.parametrize("command", [("ask", "谁"), ("ask", "--batch"), ("chat",), ("eval",)])
def test_an_unknown_folder_is_one_line(command: tuple[str, ...], bot: Bot) -> None:
    done = bot(*command, "--knowledge", "nowhere")
    error = assert_one_line_error(done, 1)
    assert error == "error: nowhere: no such folder; set KNOWLEDGE_DIR to the knowledge"


def test_the_knowledge_folder_comes_from_the_environment(bot: Bot, small_folder: Path) -> None:
    done = bot("ask", "who spoke", KNOWLEDGE_DIR=str(small_folder))
    assert done.stdout.startswith("Li Li spoke.")


def test_the_knowledge_folder_comes_from_dotenv(
    bot: Bot, small_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"KNOWLEDGE_DIR={small_folder}\n", "utf-8")
    assert bot("ask", "who spoke").stdout.startswith("Li Li spoke.")


def test_broken_knowledge_is_one_line_that_names_the_place(bot: Bot, small_folder: Path) -> None:
    plans = small_folder / "faq" / "plans.yaml"
    plans.write_text("topic: [\n", "utf-8")
    done = bot("ask", "who spoke", "--knowledge", str(small_folder))
    assert assert_one_line_error(done, 1).startswith(f"error: {plans}:2: -: not valid YAML: ")


def test_eval_prints_a_table(bot: Bot, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(
        '{"question": "谁主持会议", "style": "plain", "expect": "answer", '
        '"entries": ["meeting-chair"]}\n',
        "utf-8",
    )
    done = bot("eval", "--questions", str(path), COLUMNS="100")
    assert done.returncode == 0, done.stderr
    assert "100.0%" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--questions", "none.jsonl"), id="missing set"),
        pytest.param(("--questions", "list.jsonl"), id="a line that is a list"),
        pytest.param(("--questions", "good.jsonl", "--failed", "no/such/folder"), id="no folder"),
    ],
)
def test_an_evaluation_that_cannot_run_is_one_line(
    arguments: tuple[str, ...], bot: Bot, tmp_path: Path
) -> None:
    (tmp_path / "list.jsonl").write_text("[]\n", "utf-8")
    (tmp_path / "good.jsonl").write_text(
        '{"question": "谁", "style": "s", "expect": "none", "entries": []}', "utf-8"
    )
    assert_one_line_error(bot("eval", *arguments), 2)


def test_run_without_a_token_says_where_to_get_one(bot: Bot) -> None:
    error = assert_one_line_error(bot("run"), 2)
    assert error.startswith("error: TELEGRAM_BOT_TOKEN is not set; ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("LOG_LEVEL", "LOUD", id="level"),
        pytest.param("TELEGRAM_API_BASE_URL", "nowhere", id="address"),
        pytest.param("TELEGRAM_BOT_TOKEN", "", id="empty token"),
    ],
)
def test_a_wrong_setting_is_named_and_the_token_is_never_shown(
    name: str, value: str, bot: Bot
) -> None:
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": "http://127.0.0.1:9"}
    done = bot("run", **(settings | {name: value}))
    assert TOKEN not in done.stdout + done.stderr
    assert name in assert_one_line_error(done, 2)


def test_help_lists_the_commands(bot: Bot) -> None:
    done = bot("--help", COLUMNS="100")
    assert done.returncode == 0
    assert all(
        command in done.stdout for command in ("ask", "chat", "check", "eval", "export", "run")
    )


def test_what_was_set_aside_is_listed(bot: Bot) -> None:
    done = bot("inbox", "--failed")
    assert (done.returncode, done.stdout) == (0, "Nothing was set aside.\n")


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (("inbox",), "The inbox is empty.\n"),
        (("inbox", "--json"), ""),
        (("inbox", "--log"), "Nothing has been changed yet.\n"),
        (("export",), ""),
    ],
    ids=" ".join,
)
def test_before_anything_is_asked_there_is_nothing_to_curate(
    arguments: tuple[str, ...], out: str, bot: Bot
) -> None:
    done = bot(*arguments)
    assert (done.returncode, done.stdout) == (0, out)


def test_stats_begin_with_nothing_and_are_drawn(bot: Bot, tmp_path: Path) -> None:
    done = bot("stats", "--plot", "stats.png")
    assert done.returncode == 0, done.stderr
    assert "30 days" in done.stdout
    assert (tmp_path / "stats.png").read_bytes().startswith(b"\x89PNG")
    assert "cannot be written" in assert_one_line_error(bot("stats", "--plot", "no/such.png"), 2)


def test_an_unknown_command_is_refused(bot: Bot) -> None:
    done = bot("fly")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_package_has_a_version() -> None:
    assert package.__version__.count(".") == 2

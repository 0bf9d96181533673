"""The process: starting, stopping, restarting, and what it says when it cannot."""

import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from bot.sandbox import ControlClient, FaultKind, Person, Sandbox

from .driving import changed, entities, free_port, labels, run_bot, run_process, toast


async def test_questions_asked_while_the_bot_was_away_are_answered(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    sent = await person.send("谁主持了会议？")
    async with run_bot(own, tmp_path / "bot.sqlite3"):
        [reply] = await person.control.replies(person.id, after=sent.id)
    assert "许勤" in reply.text


async def test_language_votes_and_buttons_outlive_a_restart(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    database = tmp_path / "bot.sqlite3"
    async with run_bot(own, database) as bot:
        await toast(person, await person.ask("/lang"), "繁體中文")
        card = await person.ask("谁主持了会议？")
        await toast(person, card, "👍")
        assert await bot.stop() == 0
    async with run_bot(own, database):
        assert "撤回" in await toast(person, card, "👍")
        await person.press(card, labels(card)[0])
        [answer] = await person.control.replies(person.id, after=card.id)
        assert entities(answer)["bold"] == labels(card)[0]
        assert entities(await person.ask("会议是哪天开的"))["bold"] == "會議是哪天開的？"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_what_was_asked_is_written_before_the_bot_stops(
    number: int, own: Sandbox, person: Person, tmp_path: Path
) -> None:
    async with run_bot(own, tmp_path / "bot.sqlite3") as bot:
        await person.ask("谁主持了会议？")
        assert await bot.stop(number) == 0
        assert await bot.rows("select text from questions") == [("谁主持了会议？",)]
        assert not [line for line in bot.log if "ERROR" in line or "Traceback" in line]


async def test_a_flood_limit_does_not_hold_up_the_end(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    async with run_bot(own, tmp_path / "bot.sqlite3") as bot:
        await person.control.inject(
            FaultKind.TOO_MANY_REQUESTS, method="sendMessage", retry_after=300
        )
        await person.send("谁主持了会议？")
        await bot.logged("told to wait")
        assert await bot.stop() == 0


async def test_a_bot_that_starts_before_telegram_is_there_waits_for_it(
    person: Person, own: Sandbox, tmp_path: Path
) -> None:
    await person.control.inject(FaultKind.BAD_GATEWAY, method="getMe", count=2)
    async with run_bot(own, tmp_path / "bot.sqlite3") as bot:
        assert any("trying again" in line for line in bot.log)
        assert (await person.ask("谁主持了会议？")).text


async def test_a_wrong_token_is_one_line(own: Sandbox, tmp_path: Path) -> None:
    settings = {
        "TELEGRAM_BOT_TOKEN": "123456:wrong",
        "TELEGRAM_API_BASE_URL": own.api_url,
        "LOG_LEVEL": "ERROR",
    }
    async with run_process("run", database=tmp_path / "x", settings=settings) as bot:
        assert await bot.process.wait() == 2
    assert [line.partition(";")[0] for line in bot.log] == [
        "error: TELEGRAM_BOT_TOKEN is not known to Telegram"
    ]


def damaged(folder: Path) -> str:
    (folder / "bot.sqlite3").write_bytes(b"no database at all, but long enough " * 100)
    return f"sqlite:///{folder / 'bot.sqlite3'}"


def newer(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "bot.sqlite3")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('f00f')")
        connection.commit()
    return f"sqlite:///{folder / 'bot.sqlite3'}"


def homeless(folder: Path) -> str:
    return f"sqlite:///{folder / 'no' / 'such' / 'folder.sqlite3'}"


@pytest.mark.parametrize(
    ("make", "advice"),
    [
        (damaged, "move it away"),
        (homeless, "make its folder"),
        (newer, "made by a newer version of the bot"),
    ],
)
async def test_a_database_that_cannot_be_used_is_one_line(
    make: object, advice: str, own: Sandbox, tmp_path: Path
) -> None:
    assert callable(make)
    settings = {
        "TELEGRAM_BOT_TOKEN": own.token,
        "TELEGRAM_API_BASE_URL": own.api_url,
        "DATABASE_URL": make(tmp_path),
    }
    async with run_process("run", database=tmp_path / "bot.sqlite3", settings=settings) as bot:
        assert await bot.process.wait() == 1
    [line] = bot.log
    assert line.startswith("error: the database ")
    assert advice in line


async def test_the_demo_serves_the_page_and_answers_and_stops(tmp_path: Path) -> None:
    page, api = free_port(), free_port()
    options = ("demo", "--port", str(page), "--api-port", str(api))
    async with run_process(*options, database=tmp_path / "x") as demo:
        line = await demo.logged("Chat with the bot")
        assert f"http://127.0.0.1:{page}" in line
        async with ControlClient(f"http://127.0.0.1:{page}") as client:
            mei = await client.person(1001)
            card = await mei.ask("五个坚持", timeout_seconds=15)
            await mei.press(card, "1")
            await changed(client, card)
        async with httpx.AsyncClient(trust_env=False) as http:
            assert (await http.get(f"http://127.0.0.1:{page}/")).status_code == 200
        assert await demo.stop(signal.SIGINT) == 0
    assert not [line for line in demo.log if "Traceback" in line or "ERROR" in line]
    assert list(tmp_path.iterdir()) == []


async def test_a_busy_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        options = ("demo", "--port", str(port), "--api-port", str(free_port()))
        async with run_process(*options, database=tmp_path / "x") as demo:
            assert await demo.process.wait() == 2
    [line] = demo.log
    assert line.startswith("error: ")
    assert str(port) in line
    assert "--port" in line

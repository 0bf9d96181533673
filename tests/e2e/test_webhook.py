"""Updates by webhook: answered, refused from anybody else, and changed for polling without loss."""

import io
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.sandbox import ControlClient, Person, Sandbox

from .driving import BotProcess, entities, free_port, run_bot, run_process

SECRET = "only-Telegram_knows"
UPDATE = json.dumps({"update_id": 1, "message": "WORDS"})


@dataclass
class Hooked:
    """A bot that listens at a webhook."""

    bot: BotProcess
    url: str
    sandbox: Sandbox


def webhook_settings(path: str = "/hook", **more: str) -> dict[str, str]:
    port = free_port()
    return {"WEBHOOK_URL": f"http://127.0.0.1:{port}{path}", "WEBHOOK_PORT": str(port)} | more


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hooked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hooked]:
    settings = webhook_settings(WEBHOOK_SECRET=SECRET)
    folder = tmp_path_factory.mktemp("hooked")
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        run_bot(sandbox, folder / "bot.sqlite3", **settings) as bot,
    ):
        yield Hooked(bot, settings["WEBHOOK_URL"], sandbox)


async def test_questions_are_answered(hooked: Hooked) -> None:
    async with ControlClient(hooked.sandbox.api_url) as client:
        mei = await client.add_person("Mei", language_code="zh-hans")
        assert "许勤" in (await mei.ask("谁主持了会议？")).text
        assert hooked.sandbox.world.webhook.secret_token == SECRET


@pytest.mark.parametrize(
    ("status", "change"),
    [
        pytest.param(403, {"secret": None}, id="no secret"),
        pytest.param(403, {"secret": "WORDS"}, id="wrong secret"),
        pytest.param(403, {"secret": "WÖRDS 密"}, id="secret that is no ASCII"),
        pytest.param(404, {"path": "/WORDS"}, id="wrong path"),
        pytest.param(405, {"method": "GET"}, id="wrong method"),
        pytest.param(415, {"kind": "text/plain"}, id="no JSON by its type"),
        pytest.param(413, {"body": io.BytesIO(b"[%*d]" % (2**20, 1))}, id="too large"),
        pytest.param(400, {"body": "WORDS"}, id="no JSON"),
        pytest.param(400, {"body": b"\xff\xfeWORDS"}, id="no text"),
        pytest.param(400, {"body": "[" * 100_000}, id="nested without end"),
        pytest.param(400, {"body": '["WORDS"]'}, id="no object"),
        pytest.param(400, {"body": '{"update_id": "WORDS"}'}, id="no number"),
        pytest.param(400, {"body": '{"update_id": 1e999}'}, id="endless number"),
        pytest.param(200, {"body": UPDATE}, id="sense in the number only"),
    ],
)
async def test_what_is_not_telegrams_is_refused_without_a_word(
    status: int, change: dict[str, Any], hooked: Hooked
) -> None:
    request: dict[str, Any] = {"secret": SECRET, "method": "POST", "body": UPDATE, "path": "/hook"}
    request |= {"kind": "application/json"} | change
    headers = {"Content-Type": request["kind"]}
    if request["secret"]:
        headers["X-Telegram-Bot-Api-Secret-Token"] = request["secret"]
    url = hooked.url.replace("/hook", request["path"])
    before = len(hooked.bot.log)
    async with (
        aiohttp.ClientSession() as http,
        http.request(request["method"], url, data=request["body"], headers=headers) as response,
    ):
        assert response.status == status
        assert "WORDS" not in await response.text()
    assert not [line for line in hooked.bot.log if "WORDS" in line or "Traceback" in line]
    assert status == 200 or hooked.bot.log[before:] == []


async def test_what_is_no_http_is_refused_without_a_word(hooked: Hooked) -> None:
    before = len(hooked.bot.log)
    port = int(hooked.url.rpartition(":")[2].partition("/")[0])
    for sent in (b"WORDS\r\n\r\n", b"\x16\x03\x01WORDS\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port)) as stranger:
            stranger.sendall(sent)
            assert b" 400 " in stranger.recv(4096)
    assert hooked.bot.log[before:] == []


async def test_changing_between_polling_and_webhook_loses_nothing(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    database = tmp_path / "bot.sqlite3"
    settings = webhook_settings()
    secrets = set()
    for hook in ({}, settings, {}, settings):
        sent = await person.send("谁主持了会议？")  # while the bot is away
        async with run_bot(own, database, **hook) as bot:
            [reply] = await person.control.replies(person.id, after=sent.id, timeout_seconds=15)
            assert entities(reply)["bold"] == "谁主持了会议？"
            assert await bot.stop() == 0
        secrets.add(own.world.webhook.secret_token)
    assert len(await person.control.messages(person.id, sender="bot")) == 4
    made = (secrets - {""}).pop()
    assert secrets == {"", made}, "the secret that was made is the same after a restart"
    assert own.token not in made


async def test_a_webhook_that_telegram_refuses_is_one_line(own: Sandbox, tmp_path: Path) -> None:
    settings = webhook_settings() | {
        "TELEGRAM_BOT_TOKEN": own.token,
        "TELEGRAM_API_BASE_URL": own.api_url,
        "WEBHOOK_URL": "http://example.org/hook",
        "LOG_LEVEL": "ERROR",
    }
    async with run_process("run", database=tmp_path / "bot.sqlite3", settings=settings) as bot:
        assert await bot.process.wait() == 2
    [line] = bot.log
    assert line.startswith("error: WEBHOOK_URL: Telegram says: ")
    assert "https" in line


async def test_a_webhook_port_that_is_taken_is_one_line(own: Sandbox, tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        settings = webhook_settings() | {
            "TELEGRAM_BOT_TOKEN": own.token,
            "TELEGRAM_API_BASE_URL": own.api_url,
            "WEBHOOK_PORT": str(busy.getsockname()[1]),
            "LOG_LEVEL": "ERROR",
        }
        async with run_process("run", database=tmp_path / "bot.sqlite3", settings=settings) as bot:
            assert await bot.process.wait() == 2
    [line] = bot.log
    assert line.startswith("error: WEBHOOK_PORT: cannot listen on 127.0.0.1, port ")

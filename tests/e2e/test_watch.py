"""Health, metrics and logs, as those who run the bot see them."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from bot.sandbox import ControlClient, FaultKind, Person, Sandbox

from .driving import BotProcess, free_port, run_bot, run_process


@dataclass
class Watched:
    """A bot that can be watched, and the people it talks with."""

    bot: BotProcess
    port: int
    control: ControlClient

    async def metrics(self) -> dict[tuple[str, ...], float]:
        """Return the value of every sample by its name and the values of its labels."""
        status, text = await get(self.port, "/metrics")
        assert status == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


async def get(port: int, path: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    port = free_port()
    settings = {"METRICS_PORT": str(port), "LOG_FORMAT": "json"}
    database = tmp_path_factory.mktemp("watched") / "bot.sqlite3"
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
        run_bot(sandbox, database, **settings) as bot,
    ):
        yield Watched(bot, port, control)


@pytest_asyncio.fixture(loop_scope="session")
async def person(watched: Watched) -> Person:
    return await watched.control.add_person("Mei", language_code="zh-hans")


async def test_a_bot_that_can_answer_says_so(watched: Watched) -> None:
    assert await get(watched.port, "/healthz") == (200, "alive\n")
    status, ready = await get(watched.port, "/readyz")
    assert status == 200
    assert json.loads(ready) == {"store": True, "telegram": True, "knowledge": True}


async def test_a_bot_that_does_not_reach_telegram_is_alive_and_not_ready(watched: Watched) -> None:
    await watched.control.inject(FaultKind.BAD_GATEWAY, method="getMe", count=100)
    status, ready = await get(watched.port, "/readyz")
    await watched.control.request("DELETE", "/control/faults")
    assert (status, json.loads(ready)["telegram"]) == (503, False)
    assert (await get(watched.port, "/healthz"))[0] == 200
    assert (await get(watched.port, "/readyz"))[0] == 200


async def test_a_bot_that_waits_for_telegram_is_alive(tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "TELEGRAM_BOT_TOKEN": "1:very-secret",
        "LOG_LEVEL": "DEBUG",
        "TELEGRAM_API_BASE_URL": f"http://127.0.0.1:{free_port()}",
        "METRICS_PORT": str(port),
    }
    async with run_process("run", database=tmp_path / "bot.sqlite3", settings=settings) as bot:
        await bot.logged("trying again")
        assert (await get(port, "/healthz"))[0] == 200
        assert (await get(port, "/readyz"))[0] == 503
    assert any(" DEBUG " in line for line in bot.log)
    assert not [line for line in bot.log if "very-secret" in line]


async def test_what_happens_is_counted(watched: Watched, person: Person) -> None:
    before = await watched.metrics()
    await watched.control.inject(
        FaultKind.TOO_MANY_REQUESTS, method="sendMessage", chat_id=person.id, retry_after=1
    )
    await person.ask("谁主持了会议？")
    await person.ask("今天天气怎么样？")
    after: dict[tuple[str, ...], float] = {}

    def gained(*key: str) -> float:
        return after.get(key, 0) - before.get(key, 0)

    async with asyncio.timeout(5):  # an update is done a moment after its reply was seen
        while gained("meetingbot_updates_total", "message") < 2:
            after = await watched.metrics()
    assert gained("meetingbot_replies_total", "answer") == 1
    assert gained("meetingbot_replies_total", "decline") == 1
    assert gained("meetingbot_flood_limits_total") == 1
    assert gained("meetingbot_answer_seconds_count") == 2
    assert gained("meetingbot_reply_seconds_count") == 2
    assert gained("meetingbot_reply_seconds_sum") >= 1.0
    assert (await watched.metrics())["meetingbot_inbox_questions",] == 1
    assert [key for key in after if key[0] == "meetingbot_knowledge_info" and key[1]]


async def test_what_waits_is_counted_with_its_age(watched: Watched, person: Person) -> None:
    await watched.control.inject(
        FaultKind.TOO_MANY_REQUESTS, method="sendMessage", chat_id=person.id, retry_after=3
    )
    sent = await person.send("谁主持了会议？")
    await asyncio.sleep(1.5)
    waiting = await watched.metrics()
    assert waiting["meetingbot_waiting_updates",] == 1
    assert 1.0 < waiting["meetingbot_oldest_update_seconds",] < 10.0
    await watched.control.replies(person.id, after=sent.id)
    async with asyncio.timeout(5):
        while (await watched.metrics())["meetingbot_waiting_updates",]:
            await asyncio.sleep(0.1)
    assert (await watched.metrics())["meetingbot_oldest_update_seconds",] == 0


async def test_a_line_of_json_tells_its_update_and_no_word_of_the_question(
    watched: Watched, person: Person
) -> None:
    await watched.control.inject(
        FaultKind.TOO_MANY_REQUESTS, method="sendMessage", chat_id=person.id, retry_after=1
    )
    await person.ask("谁主持了会议，我的暗号是天王盖地虎")
    line = json.loads(await watched.bot.logged(f"chat {person.id}: told to wait"))
    assert line["update"] > 100_000_000
    assert (line["level"], line["logger"]) == ("WARNING", "bot.chat.sending")
    lines = [json.loads(line) for line in watched.bot.log]
    assert not [line for line in lines if "天王盖地虎" in str(line)]

"""Several processes on one PostgreSQL behind nginx: nothing is lost, and nothing out of order."""

import asyncio
import re
import shutil
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import ControlClient, FaultKind, Sandbox, people
from bot.sandbox.model import Chat
from bot.sandbox.world import next_change

from .driving import ROOT, BotProcess, free_port, run_bot, silence

PROCESSES = 3
PEOPLE = 300
QUESTIONS = {
    "谁主持了会议": "谁主持了会议",
    "会议审议通过了什么": "会议审议通过了什么",
    "副组长有几位": "副组长有几位",
    "县域经济怎么提": "县域经济怎么提",
    "冰雪经济怎么提": "冰雪经济怎么提",
}
PATIENCE_SECONDS = 240.0


@pytest.fixture
def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    return found or pytest.skip("nginx is not installed")


@asynccontextmanager
async def balancer(nginx: str, ports: list[int], folder: Path) -> AsyncIterator[int]:
    """Run nginx as it is deployed, but without a certificate, and with a folder of its own."""
    port = free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    text = re.sub(r"ssl_certificate.*\n", "", text).replace("/tmp/", f"{folder}/")
    text = text.replace("listen 8443 ssl;", f"listen 127.0.0.1:{port};")
    servers = re.search(r"server bot:8080 (.*);", text)
    assert servers is not None
    each = "\n".join(f"server 127.0.0.1:{bot} {servers[1]};" for bot in ports)
    (folder / "nginx.conf").write_text(text.replace(servers[0], each), "utf-8")
    arguments = ("-c", folder / "nginx.conf", "-p", folder, "-g", "daemon off;")
    process = await asyncio.create_subprocess_exec(nginx, *map(str, arguments))
    try:
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


@asynccontextmanager
async def replicas(
    sandbox: Sandbox, database: str, nginx: str, folder: Path, **more: str
) -> AsyncIterator[list[BotProcess]]:
    ports = [free_port() for _ in range(PROCESSES)]
    async with AsyncExitStack() as stack:
        front = await stack.enter_async_context(balancer(nginx, ports, folder))
        settings = {
            "DATABASE_URL": database,
            "WEBHOOK_URL": f"http://127.0.0.1:{front}/telegram",
            **more,
        }
        starting = [
            stack.enter_async_context(
                run_bot(
                    sandbox,
                    folder / f"{port}",
                    **settings,
                    WEBHOOK_PORT=str(port),
                    METRICS_PORT=str(free_port()),
                )
            )
            for port in ports
        ]
        yield [await one for one in starting]


async def metric(bot: BotProcess, line: str) -> float:
    """Return the value of a metric, by what stands before it."""
    url = f"http://127.0.0.1:{bot.settings['METRICS_PORT']}/metrics"
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        values = re.findall(rf"^{re.escape(line)} (\S+)$", await response.text(), re.MULTILINE)
    return float(values[0]) if values else 0.0


async def replied(chat: Chat, count: int) -> None:
    """Wait until the bot said so much in a chat."""
    while sum(m.data["from"]["is_bot"] for m in chat.messages.values()) < count:
        assert await next_change(chat, PATIENCE_SECONDS), f"a reply is missing in {chat.id}"


def titles(chat: Chat) -> list[str]:
    """Return the titles of the bot's replies, each once where it came twice in a row."""
    said = [m.data["text"] for m in chat.messages.values() if m.data["from"]["is_bot"]]
    found = [next((q for q in QUESTIONS if text.startswith(q)), text) for text in said]
    return [title for number, title in enumerate(found) if found[number - 1 : number] != [title]]


async def test_a_process_that_is_killed_loses_nothing_and_nothing_is_out_of_order(
    postgresql_url: str, nginx: str, tmp_path: Path
) -> None:
    asked = [*QUESTIONS, *QUESTIONS]
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        replicas(sandbox, postgresql_url, nginx, tmp_path) as bots,
    ):
        world = sandbox.world
        users = [world.add_user(f"User {n}", language_code="zh-hans") for n in range(PEOPLE)]
        for question in asked:
            for user in users:
                people.write(world, user, world.chats[user.id], text=question)
        chats = [world.chats[user.id] for user in users]
        await asyncio.gather(*(replied(chat, len(asked) // 3) for chat in chats))
        await bots[0].stop(signal.SIGKILL)
        await asyncio.gather(*(replied(chat, len(asked)) for chat in chats))
        await asyncio.sleep(1.0)
        wrong = {chat.id: titles(chat) for chat in chats if titles(chat) != asked}
        doubled = sum(len(chat.messages) for chat in chats) - 2 * len(asked) * len(chats)
    assert wrong == {}
    assert 0 <= doubled <= 50, "only what was on its way when the process died can come twice"
    assert not [line for bot in bots[1:] for line in bot.log if "Traceback" in line]


async def test_the_metrics_of_all_add_up(postgresql_url: str, nginx: str, tmp_path: Path) -> None:
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
        replicas(sandbox, postgresql_url, nginx, tmp_path) as bots,
    ):
        names = ["Mei", "Lan", "Bo", "Jun", "Wei", "Hua"]
        askers = [await control.add_person(name, language_code="zh-hans") for name in names]
        for question in ("谁主持了会议", "今天天气怎么样", "会议是哪天开的"):
            await asyncio.gather(*(asker.ask(question, timeout_seconds=15) for asker in askers))
        await asyncio.sleep(1.0)  # an update is done a moment after its reply was seen

        async def of_each(line: str) -> list[float]:
            return [await metric(bot, f"meetingbot_{line}") for bot in bots]

        assert sum(await of_each('updates_total{kind="message"}')) == 18
        assert sum(await of_each('replies_total{kind="answer"}')) == 12
        assert sum(await of_each('replies_total{kind="decline"}')) == 6
        assert sum(await of_each("reply_seconds_count")) == 18
        assert await of_each("inbox_questions") == [1.0] * PROCESSES
        assert await of_each("waiting_updates") == [0.0] * PROCESSES


async def test_what_one_process_learns_of_a_conversation_all_know(
    postgresql_url: str, nginx: str, tmp_path: Path
) -> None:
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
        replicas(sandbox, postgresql_url, nginx, tmp_path),
    ):
        mei = await control.add_person("Mei", language_code="zh-hans")
        for _ in range(4):
            await mei.ask("领导小组副组长是谁？")
            assert "韩圣健" in (await mei.ask("第三个呢")).text
        card = await mei.ask("/lang")
        await mei.press(card, "English")
        for _ in range(4):
            assert "According to the report" in (await mei.ask("谁主持了会议")).text


async def test_all_together_they_send_no_more_than_telegram_takes(
    postgresql_url: str, nginx: str, tmp_path: Path
) -> None:
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        replicas(sandbox, postgresql_url, nginx, tmp_path, MESSAGES_PER_SECOND="30") as bots,
    ):
        world = sandbox.world
        await asyncio.sleep(2.0)  # until the first know of the last
        users = [world.add_user(f"User {n}", language_code="zh-hans") for n in range(PEOPLE)]
        for user in users:
            people.write(world, user, world.chats[user.id], text="谁主持了会议")
        await asyncio.gather(*(replied(world.chats[user.id], 1) for user in users))
        sent = sorted(call["at"] for call in world.calls if call["method"] == "sendMessage")
    seconds = 3
    for first, later in zip(sent, sent[30 * (seconds + 1) :], strict=False):
        assert later - first >= seconds, "more than 30 a second"
    assert not [line for bot in bots for line in bot.log if "Traceback" in line]


async def test_a_group_gets_no_more_from_all_together_than_from_one(
    postgresql_url: str, nginx: str, tmp_path: Path
) -> None:
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
        replicas(sandbox, postgresql_url, nginx, tmp_path, MESSAGES_PER_MINUTE_IN_GROUP="20"),
    ):
        mei = await control.add_person("Mei", language_code="zh-hans")
        group = await control.add_group("Readers", [mei])
        for _ in range(20):
            await mei.ask("/ask 谁主持了会议", chat_id=group)
        last = await mei.send("/ask 谁主持了会议", chat_id=group)
        with pytest.raises(TimeoutError):
            await control.replies(group, after=last.id, timeout_seconds=4)


async def test_a_flood_is_answered_in_part_and_told_once_by_all_together(
    postgresql_url: str, nginx: str, tmp_path: Path
) -> None:
    limits = {"MESSAGES_PER_SECOND_FROM_PERSON": "1"}
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
        replicas(sandbox, postgresql_url, nginx, tmp_path, **limits),
    ):
        mei = await control.add_person("Mei", language_code="zh-hans")
        last = (await asyncio.gather(*(mei.send("谁主持了会议？") for _ in range(100))))[-1]
        replies = await control.replies(mei.id, count=21, timeout_seconds=15)
        assert sum("太快" in reply.text for reply in replies) == 1
        await silence(control, mei.id, after=max(last.id, replies[-1].id))


async def test_what_a_process_was_doing_when_it_died_another_does_within_30_seconds(
    postgresql_url: str, tmp_path: Path
) -> None:
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
    ):
        mei = await control.add_person("Mei", language_code="zh-hans")
        await control.inject(FaultKind.HANG, method="sendMessage", chat_id=mei.id, seconds=60.0)
        async with run_bot(sandbox, tmp_path / "a", DATABASE_URL=postgresql_url) as first:
            asked = await mei.send("谁主持了会议？")
            while not await control.calls("sendMessage", chat_id=mei.id):
                await asyncio.sleep(0.05)
            await first.stop(signal.SIGKILL)
        died_at = time.monotonic()
        async with run_bot(sandbox, tmp_path / "b", DATABASE_URL=postgresql_url) as second:
            await control.replies(mei.id, after=asked.id, timeout_seconds=30)
            assert time.monotonic() - died_at < 30
            await second.logged("took over")

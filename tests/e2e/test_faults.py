"""What else goes wrong: the network, the database, the disk, the clock, another program."""

import asyncio
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from sqlalchemy import make_url

from bot.sandbox import FaultKind, Person, Sandbox, people
from bot.sandbox.model import Chat
from bot.sandbox.world import next_change

from .driving import BotProcess, entities, free_port, run_bot
from .proxying import Way, way_to

AWAY_SECONDS = float(os.environ.get("TEST_AWAY_SECONDS", "10"))


ASKED = ("领导小组副组长是谁？", "谁主持了会议？", "会议是哪天开的？")


@asynccontextmanager
async def database_behind_a_way(address: str) -> AsyncIterator[tuple[Way, str]]:
    """Open a way to a PostgreSQL; return it, and the address of the database at its end."""
    parts = make_url(address)
    async with way_to(parts.port or 5432) as way:
        url = parts.set(port=way.port, host="127.0.0.1").render_as_string(hide_password=False)
        yield way, url


async def titles(chat: Chat) -> list[str]:
    """Return the titles of the bot's replies once there is one to each question."""
    while True:
        said = [m.data["text"] for m in chat.messages.values() if m.data["from"]["is_bot"]]
        if len(said) >= len(ASKED) or not await next_change(chat, 60.0):
            return [text.partition("\n")[0] for text in said]


async def asked_meanwhile(person: Person) -> None:
    """Ask two things while something is away, and check nothing of it yet."""
    for question in ASKED[1:]:
        await person.send(question)
    await asyncio.sleep(AWAY_SECONDS)


async def check_answered(person: Person, count: int) -> None:
    """Check that everything was answered, once and in order."""
    replies = await person.control.replies(person.id, count=count, timeout_seconds=60)
    assert [entities(reply)["bold"] for reply in replies] == [*ASKED][:count]
    await asyncio.sleep(1.0)
    assert len(await person.control.messages(person.id, sender="bot")) == count


def check_log(bot: BotProcess) -> None:
    assert not [line for line in bot.log if "Traceback" in line], "\n".join(bot.log)


async def check_nothing_is_lost(person: Person, way: Way, bot: BotProcess) -> None:
    await person.ask(ASKED[0])
    way.cut()
    await asked_meanwhile(person)
    await way.open()
    await check_answered(person, 3)
    check_log(bot)


async def test_while_the_network_is_away_nothing_is_lost(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    port = urlsplit(own.api_url).port
    assert port is not None
    async with way_to(port) as way:
        url = f"http://127.0.0.1:{way.port}"
        async with run_bot(own, tmp_path / "bot.sqlite3", TELEGRAM_API_BASE_URL=url) as bot:
            await check_nothing_is_lost(person, way, bot)


async def test_while_postgresql_is_away_nothing_is_lost(
    own: Sandbox, person: Person, postgresql_url: str, tmp_path: Path
) -> None:
    async with (
        database_behind_a_way(postgresql_url) as (way, url),
        run_bot(own, tmp_path / "x", DATABASE_URL=url) as bot,
    ):
        await check_nothing_is_lost(person, way, bot)


async def test_while_postgresql_is_away_the_bot_is_alive_and_not_ready(
    own: Sandbox, postgresql_url: str, tmp_path: Path
) -> None:
    port = free_port()

    async def says(path: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{port}{path}"
        async with aiohttp.ClientSession() as http, http.get(url) as response:
            return response.status, await response.text()

    async with (
        database_behind_a_way(postgresql_url) as (way, url),
        run_bot(own, tmp_path / "x", DATABASE_URL=url, METRICS_PORT=str(port)),
    ):
        assert (await says("/readyz"))[0] == 200
        way.cut()
        status, ready = await says("/readyz")
        assert (status, json.loads(ready)["store"]) == (503, False)
        assert (await says("/healthz"))[0] == 200
        assert (await says("/metrics"))[0] == 200
        await way.open()
        async with asyncio.timeout(30):
            while (await says("/readyz"))[0] != 200:
                await asyncio.sleep(0.1)


@pytest.fixture
def server() -> Iterator[Callable[..., None]]:
    """A PostgreSQL server of our own, not started yet: run ``pg_ctl`` on it."""
    known = map(str, Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    program = shutil.which("pg_ctl") or next(known, None) or pytest.skip("pg_ctl is not installed")
    user = "postgres" if os.getuid() == 0 else None  # it does not run as root
    folder = tempfile.mkdtemp()
    if user:
        shutil.chown(folder, user)

    def control(command: str, *options: str) -> None:
        run = [program, command, "-D", folder, "-l", f"{folder}/log", "-w", *options]
        subprocess.run(run, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")

    try:
        control("init", "-o", "-A trust -U postgres")
        yield control
        control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


async def test_while_postgresql_is_restarted_nothing_is_lost(
    own: Sandbox, person: Person, server: Callable[..., None], tmp_path: Path
) -> None:
    port = free_port()
    server("start", "-o", f"-p {port} -c listen_addresses=127.0.0.1 -k ''")
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    async with run_bot(own, tmp_path / "x", DATABASE_URL=url) as bot:
        await person.ask(ASKED[0])
        for question, way in zip(ASKED[1:], ("fast", "immediate"), strict=True):
            await person.send(question)
            await asyncio.to_thread(server, "restart", "-m", way)
        await check_answered(person, 3)
        check_log(bot)


async def test_connections_to_postgresql_that_break_under_load_lose_nothing(
    own: Sandbox, postgresql_url: str, tmp_path: Path
) -> None:
    world = own.world
    users = [world.add_user(f"User {n}", language_code="zh-hans") for n in range(50)]
    chats = [world.chats[user.id] for user in users]
    async with (
        database_behind_a_way(postgresql_url) as (way, url),
        run_bot(own, tmp_path / "x", DATABASE_URL=url) as bot,
    ):
        for question in ASKED:
            for user, chat in zip(users, chats, strict=True):
                people.write(world, user, chat, text=question)
            for _ in range(4):
                await asyncio.sleep(0.5)
                way.cut()
                await way.open()
        wrong = {chat.id: said for chat in chats if (said := await titles(chat)) != [*ASKED]}
        check_log(bot)
    assert wrong == {}


async def test_while_the_disk_is_full_people_are_answered_and_later_all_is_written(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    async with run_bot(own, tmp_path / "bot.sqlite3") as bot:
        await person.ask(ASKED[0])
        whole = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (1024, whole[1]))
        for question in ASKED[1:]:
            await person.ask(question)
        await bot.logged("the database")
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, whole)
        await check_answered(person, 3)
        assert len(await bot.rows("select text from questions", count=3)) == 3
        check_log(bot)


async def test_a_clock_that_was_set_back_changes_nothing(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    an_hour_later = int(time.time()) + 3600  # as Telegram's clock is seen by one set back
    async with run_bot(own, tmp_path / "bot.sqlite3", MESSAGES_PER_SECOND_FROM_PERSON="1") as bot:
        for date in (None, an_hour_later, None, an_hour_later):
            sent = await person.send("谁主持了会议？", date=date)
            [reply] = await person.control.replies(person.id, after=sent.id)
            assert reply.text.startswith("谁主持了会议？")
        check_log(bot)


async def test_another_program_with_the_token_is_named_and_nothing_is_lost(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    async with run_bot(own, tmp_path / "bot.sqlite3") as bot, aiohttp.ClientSession() as http:
        async with http.post(f"{own.api_url}/bot{own.token}/getUpdates") as response:
            assert response.status == 200
        await bot.logged("another program fetches updates")
        assert (await person.ask("谁主持了会议？", timeout_seconds=15)).text


async def test_a_reply_whose_receipt_is_cut_off_comes_twice_rather_than_never(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    async with run_bot(own, tmp_path / "bot.sqlite3") as bot:
        await person.control.inject(FaultKind.CUT_AFTER, method="sendMessage", chat_id=person.id)
        await person.send("谁主持了会议？")
        replies = await person.control.replies(person.id, count=2, timeout_seconds=15)
        assert len({reply.text for reply in replies}) == 1
        check_log(bot)

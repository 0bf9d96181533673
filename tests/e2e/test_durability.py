"""Nothing asked is lost or answered twice: killed, stopped, restarted, told everything again."""

import asyncio
import json
import random
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from itertools import groupby, pairwise
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.qa.assistant import Assistant
from bot.qa.knowledge import KnowledgeBase
from bot.sandbox import ControlClient, FaultKind, Person, Sandbox, people
from bot.sandbox.model import StoredMessage

from .driving import BotProcess, entities, free_port, run_bot, silence

PEOPLE, EACH, KILLS = 100, 10, 3
PATIENCE_SECONDS = 60.0


@pytest_asyncio.fixture(loop_scope="session")
async def control(own: Sandbox) -> AsyncIterator[ControlClient]:
    async with ControlClient(own.api_url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def mei(control: ControlClient) -> Person:
    return await control.add_person("Mei", language_code="zh-hans")


@pytest.fixture(scope="session")
def questions(knowledge: KnowledgeBase, assistant: Assistant) -> list[str]:
    """Questions whose answers show them as their titles, whatever was asked before."""
    found = [entry.question.zh for entry in knowledge.entries.values() if not entry.items]
    sure = [text for text in found if "（" not in text and len(assistant.reply(text).answers) == 1]
    return sure[:EACH]


class Crowd:
    """Many people who ask the same questions, each in an order of their own."""

    def __init__(self, sandbox: Sandbox, questions: Sequence[str], chance: random.Random) -> None:
        self._world = sandbox.world
        self._asked: dict[int, list[str]] = {}
        for number in range(PEOPLE):
            user = self._world.add_user(f"User {number}", language_code="zh-hans")
            self._asked[user.id] = chance.sample(questions, len(questions))

    def ask(self) -> None:
        """Let all ask everything, by turns."""
        for number in range(EACH):
            for user, asked in self._asked.items():
                chat = self._world.chats[user]
                people.write(self._world, self._world.users[user], chat, text=asked[number])

    def replies(self, user: int) -> list[StoredMessage]:
        found = self._world.chats[user].messages.values()
        return [message for message in found if message.sender_id == self._world.bot.user.id]

    def count(self) -> int:
        return sum(len(self.replies(user)) for user in self._asked)

    async def answered(self, count: int) -> None:
        """Wait until there are so many replies."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.count() < count:
                await asyncio.sleep(0.005)

    async def all_answered(self) -> None:
        """Wait until everybody has an answer to everything."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while any(set(self.titles(user)) != set(self._asked[user]) for user in self._asked):
                await asyncio.sleep(0.05)

    def titles(self, user: int) -> list[str]:
        return [title(message) for message in self.replies(user)]

    def check_order(self) -> None:
        """Check that everybody was answered in order; an answer may have come twice in a row."""
        for user, asked in self._asked.items():
            assert [text for text, _ in groupby(self.titles(user))] == asked

    def doubled(self) -> list[tuple[float, float]]:
        """Return when each answer that was sent again had been sent first, and when again."""
        return [
            (first.sent_at, second.sent_at)
            for user in self._asked
            for first, second in pairwise(self.replies(user))
            if title(first) == title(second)
        ]


def title(message: StoredMessage) -> str:
    text: str = message.data["text"]
    return text.partition("\n")[0]


@pytest.fixture
def chance() -> random.Random:
    """Chance, whose seed is shown where a test fails."""
    seed = random.randrange(10**9)
    print(f"seed {seed}")  # noqa: T201
    return random.Random(seed)


@pytest.fixture
def crowd(own: Sandbox, questions: list[str], chance: random.Random) -> Crowd:
    return Crowd(own, questions, chance)


async def stop_in_time(bot: BotProcess) -> None:
    began = time.monotonic()
    assert await bot.stop() == 0
    assert time.monotonic() - began < 10


async def test_killed_in_the_midst_of_it_the_bot_answers_everything_in_order(
    own: Sandbox, crowd: Crowd, chance: random.Random, database_url: str, tmp_path: Path
) -> None:
    crowd.ask()
    killed = []
    for target in sorted(chance.sample(range(20, PEOPLE * EACH - 60), KILLS)):
        async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url) as bot:
            await crowd.answered(target)
            assert await bot.stop(signal.SIGKILL) == -signal.SIGKILL
            killed.append(time.time())
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url) as bot:
        await crowd.all_answered()
        assert await bot.stop() == 0
    crowd.check_order()
    doubled = crowd.doubled()
    print(f"{len(doubled)} of {crowd.count()} answers were sent again")  # noqa: T201
    # Of each chat at most the last answer before the bot was killed.
    assert len(doubled) <= KILLS * PEOPLE
    assert all(any(first < moment < again for moment in killed) for first, again in doubled), (
        doubled,
        killed,
    )


async def test_stopped_in_the_midst_of_it_the_bot_answers_the_rest_later_and_nothing_twice(
    own: Sandbox, crowd: Crowd, database_url: str, tmp_path: Path
) -> None:
    crowd.ask()
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url) as bot:
        await crowd.answered(PEOPLE)
        await stop_in_time(bot)
    assert crowd.count() < PEOPLE * EACH
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url):
        await crowd.all_answered()
    crowd.check_order()
    assert crowd.count() == PEOPLE * EACH


async def test_an_update_that_is_told_again_is_answered_once(
    own: Sandbox, mei: Person, database_url: str, tmp_path: Path
) -> None:
    port = free_port()
    settings = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/", "WEBHOOK_PORT": str(port)}
    settings |= {"WEBHOOK_SECRET": "secret", "DATABASE_URL": database_url}
    question = await mei.send("谁主持了会议？")
    update = {"update_id": 5, "message": question.data}
    async with run_bot(own, tmp_path / "bot", **settings):
        await mei.control.replies(mei.id, after=question.id)
        statuses = await asyncio.gather(*(bring(settings["WEBHOOK_URL"], update) for _ in range(5)))
        await mei.control.replies(mei.id, after=question.id, count=2)
    async with run_bot(own, tmp_path / "bot", **settings):
        statuses.append(await bring(settings["WEBHOOK_URL"], update))
        last = await mei.ask("会议是哪天开的？")
    assert statuses == [200] * 6
    replies = await mei.control.messages(mei.id, sender="bot")
    assert [reply.id for reply in replies[2:]] == [last.id], "once each: as 5, and by the stand-in"


async def bring(url: str, update: dict[str, object]) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "secret", "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=json.dumps(update), headers=headers) as response,
    ):
        return response.status


async def test_what_is_not_written_down_yet_is_not_acknowledged(
    own: Sandbox, mei: Person, tmp_path: Path
) -> None:
    path = tmp_path / "bot.sqlite3"
    async with run_bot(own, path) as bot:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            sent = await mei.send("谁主持了会议？")
            await mei.control.replies(mei.id, after=sent.id)
            await bot.stop(signal.SIGKILL)
    async with run_bot(own, path):
        await mei.control.replies(mei.id, after=sent.id, count=2)  # Telegram brought it again


async def test_a_message_that_hangs_does_not_hold_up_the_end_and_is_sent_by_the_next_start(
    own: Sandbox, mei: Person, database_url: str, tmp_path: Path
) -> None:
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url) as bot:
        await mei.control.inject(FaultKind.HANG, method="sendMessage", seconds=60.0)
        sent = await mei.send("谁主持了会议？")
        while not await mei.control.calls("sendMessage", chat_id=mei.id):
            await asyncio.sleep(0.05)
        await stop_in_time(bot)
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url):
        await mei.control.replies(mei.id, after=sent.id, timeout_seconds=30)


async def test_an_answer_that_waits_for_a_flood_limit_is_sent_by_the_next_start(
    own: Sandbox, mei: Person, database_url: str, tmp_path: Path
) -> None:
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url) as bot:
        await mei.control.inject(FaultKind.TOO_MANY_REQUESTS, method="sendMessage", retry_after=300)
        sent = await mei.send("谁主持了会议？")
        await bot.logged("told to wait")
        await stop_in_time(bot)
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url):
        [reply] = await mei.control.replies(mei.id, after=sent.id)
    assert entities(reply)["bold"] == "谁主持了会议？"


async def test_a_conversation_goes_on_after_a_restart(
    own: Sandbox, mei: Person, database_url: str, tmp_path: Path
) -> None:
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url) as bot:
        asked = await mei.send("谁主持了会议？")
        [card] = await mei.control.replies(mei.id, after=asked.id)
        deputies = await mei.ask("领导小组副组长是谁？")
        await mei.ask("五个坚持")
        assert await bot.stop() == 0
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url) as bot:
        third = await mei.ask("第三个呢")
        assert "坚持" in third.text
        again = await mei.send("第四个呢", reply_to=deputies.id)
        [fourth] = await mei.control.replies(mei.id, after=again.id)
        assert "隋洪波" in fourth.text
        await mei.edit(asked, "会议是哪天开的？")
        [edited] = await mei.control.replies(mei.id, since=fourth.revision)
        assert (edited.id, entities(edited)["bold"]) == (card.id, "会议是哪天开的？")


async def test_who_was_kept_waiting_is_answered_with_an_apology_and_menus_do_not_pile_up(
    own: Sandbox, mei: Person, database_url: str, tmp_path: Path
) -> None:
    long_ago = int(time.time()) - 2 * 3600
    for text in ("/start", "/topics", "谁主持了会议？", "/ask 会议是哪天开的？", "/forget"):
        sent = await mei.send(text, date=long_ago)
    await mei.send("会议审议通过了什么？")
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url):
        replies = await mei.control.replies(mei.id, after=sent.id, count=4, timeout_seconds=15)
        await silence(mei.control, mei.id, after=replies[-1].id)
    texts = [reply.text for reply in replies]
    assert [text.startswith("抱歉，这么久") for text in texts] == [True, True, False, False]
    assert ["许勤" in texts[0], "23日" in texts[1], "删除" in texts[2]] == [True] * 3

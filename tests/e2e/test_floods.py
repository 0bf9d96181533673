"""Floods, with the limits that hold for Telegram; everybody else is answered at once."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox import ControlClient, Sandbox

from .driving import labels, run_bot, silence

DEFAULTS = {"MESSAGES_PER_SECOND": "30", "MESSAGES_PER_SECOND_FROM_PERSON": "1"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def limited(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ControlClient]:
    """People who talk with a bot that keeps the limits."""
    database = tmp_path_factory.mktemp("limited") / "bot.sqlite3"
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
        run_bot(sandbox, database, **DEFAULTS),
    ):
        yield control


async def test_a_flood_is_answered_in_part_told_once_and_slows_nobody_else(
    limited: ControlClient,
) -> None:
    mei = await limited.add_person("Mei", language_code="zh-hans")
    ken = await limited.add_person("Ken", language_code="en")
    flood = [asyncio.create_task(mei.send("谁主持了会议？")) for _ in range(100)]
    await flood[50]
    began = time.monotonic()
    await ken.ask("who chaired the meeting")
    assert time.monotonic() - began < 1.0
    last = (await asyncio.gather(*flood))[-1]
    replies = await limited.replies(mei.id, count=21, timeout_seconds=15)
    assert [reply.text for reply in replies[-1:]] == [
        "问得太快啦，最后这几条我没有回答。歇一会儿再问吧。"
    ]
    assert all("许勤" in reply.text for reply in replies[:-1])
    await silence(limited, mei.id, after=max(last.id, replies[-1].id))


async def test_a_flood_of_presses_is_told_once(limited: ControlClient) -> None:
    mei = await limited.add_person("Mei", language_code="zh-hans")
    card = await mei.ask("五个坚持")
    presses = [mei.press(card, labels(card)[0], timeout_seconds=1.0) for _ in range(40)]
    answers = await asyncio.gather(*presses)
    told = [answer for answer in answers if answer and "太快" in answer.get("text", "")]
    assert len(told) == 1
    assert answers.count(None) == 20


async def test_what_people_say_to_each_other_in_a_group_is_no_flood(
    limited: ControlClient,
) -> None:
    mei = await limited.add_person("Mei", language_code="zh-hans")
    group = await limited.add_group("Talk", [mei])
    await limited.request("PATCH", "/control/bot", {"reads_groups": True})
    for number in range(60):
        said = await mei.send(f"第{number}句闲话", chat_id=group)
    reply = await mei.ask("@meeting_demo_bot 谁主持了会议？", chat_id=group)
    assert "许勤" in reply.text
    assert [m.id for m in await limited.messages(group, after=0, sender="bot")] == [reply.id]
    assert reply.id > said.id


async def test_a_quick_conversation_is_not_slowed_by_telegrams_limits(tmp_path: Path) -> None:
    settings = {"MESSAGES_PER_SECOND_IN_CHAT": "1", "MESSAGES_PER_MINUTE_IN_GROUP": "20"}
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
        run_bot(sandbox, tmp_path / "bot.sqlite3", **DEFAULTS, **settings),
    ):
        mei = await control.add_person("Mei", language_code="zh-hans")
        began = time.monotonic()
        for _ in range(5):
            await mei.ask("谁主持了会议？")
        assert time.monotonic() - began < 2.5
        await mei.ask("谁主持了会议？", timeout_seconds=10)
        assert time.monotonic() - began > 4.5

"""What kills the process is set aside in the end, and what was done before is not done twice."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.sandbox import Person, Sandbox
from bot.store import open_store

from .deadly import DEADLY
from .driving import BotProcess, entities, run_bot, run_process, start_bot, toast

DIES_OF_IT = (str(Path(__file__).parent / "deadly.py"),)
DEATHS = 4


async def test_what_kills_the_process_is_set_aside_and_everybody_else_is_answered(
    own: Sandbox, person: Person, database_url: str, tmp_path: Path
) -> None:
    others = [await person.control.add_person(f"User {n}", language_code="zh") for n in range(20)]
    for one in [*others[:10], person, *others[10:]]:
        await one.send(DEADLY if one == person else "谁主持了会议？")
    await person.send("会议是哪天开的？")
    deaths = -1
    while deaths <= DEATHS:
        deaths += 1
        async with start_bot(own, tmp_path / "bot", DIES_OF_IT, DATABASE_URL=database_url) as bot:
            if await lives(bot):
                break
    assert deaths == DEATHS
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url):
        for one in others:
            for reply in await person.control.replies(one.id, after=0):
                assert entities(reply)["bold"] == "谁主持了会议？"
        replies = await person.control.replies(person.id, after=0, count=2)
    assert ["出了点问题" in reply.text for reply in replies] == [True, False]
    [failed] = await failures(database_url, tmp_path)
    assert failed["update"]["message"]["text"] == DEADLY
    assert (failed["attempts"], failed["error"]) == (4, "the process died of it")


async def test_a_press_counts_once_though_the_process_dies_after_it(
    own: Sandbox, person: Person, database_url: str, tmp_path: Path
) -> None:
    settings = {"DATABASE_URL": database_url, "DIES_AFTER": "callback_query"}
    async with start_bot(own, tmp_path / "bot", DIES_OF_IT, **settings) as bot:
        card = await person.ask("谁主持了会议？", timeout_seconds=30)
        await toast(person, card, "👍")
        assert not await lives(bot)
    async with run_bot(own, tmp_path / "bot", DATABASE_URL=database_url):
        await person.ask("会议是哪天开的？", timeout_seconds=30)
        async with open_store(database_url) as store:
            async with asyncio.timeout(10):
                while (await store.backlog()).waiting:
                    await asyncio.sleep(0.05)
            counts = await store.count(datetime.now(UTC))
        assert counts.votes == [("meeting-chair", 1, 0)]


async def test_a_card_goes_though_the_process_dies_while_somebody_is_forgotten(
    own: Sandbox, person: Person, database_url: str, tmp_path: Path
) -> None:
    lin = await person.control.add_person("Lin", language_code="zh-hans")
    curators = await person.control.add_group("Curators", [lin])
    settings = {"DATABASE_URL": database_url, "CURATOR_CHAT_ID": str(curators)}
    dying = settings | {"DIES_AFTER": "forget"}
    async with start_bot(own, tmp_path / "bot", DIES_OF_IT, **dying) as bot:
        asked = await person.ask("火锅辣不辣", timeout_seconds=30)
        [card] = await person.control.replies(curators, after=0, timeout_seconds=30)
        assert "火锅辣不辣" in card.text
        await until_stored(card.id, database_url)
        await person.send("/forget")
        assert not await lives(bot)
    async with run_bot(own, tmp_path / "bot", **settings):
        [forgotten] = await person.control.replies(person.id, after=asked.id, timeout_seconds=30)
        assert "已删除" in forgotten.text
        async with asyncio.timeout(30):
            while await person.control.messages(curators, sender="bot"):
                await asyncio.sleep(0.05)


async def until_stored(card: int, database_url: str) -> None:
    """Wait until it is written down which message is the card."""
    async with open_store(database_url) as store, asyncio.timeout(10):
        while [item.card for item in await store.inbox.items()] != [card]:
            await asyncio.sleep(0.05)


async def lives(bot: BotProcess) -> bool:
    """Wait until the bot died, or set something aside."""
    async with asyncio.timeout(60):
        while bot.process.returncode is None:
            if any("is set aside" in line for line in bot.log):
                return True
            await asyncio.sleep(0.02)
    return False


async def failures(database_url: str, folder: Path) -> list[dict[str, Any]]:
    options = ("inbox", "--failed", "--json")
    settings = {"DATABASE_URL": database_url}
    async with run_process(*options, database=folder / "x", settings=settings) as listing:
        assert await listing.process.wait() == 0
    return [json.loads(line) for line in listing.log]

"""What is kept of people: nothing once they say so, and no names once it is old."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, MetaData

from bot.sandbox import Person, Sandbox
from bot.store import Asked, Store, open_store

from .driving import changed, run_bot, toast


async def test_who_wants_to_be_forgotten_is_in_no_table_any_more(
    own: Sandbox, person: Person, database_url: str, tmp_path: Path
) -> None:
    lin = await person.control.add_person("Lin", language_code="zh-hans")
    curators = await person.control.add_group("Curators", [lin, person])
    settings = {"DATABASE_URL": database_url, "CURATOR_CHAT_ID": str(curators)}
    async with run_bot(own, tmp_path / "bot", **settings), open_store(database_url) as store:
        card = await person.ask("谁主持了会议？")
        await toast(person, card, "👎")
        await toast(person, await person.ask("/lang"), "简体中文")
        await person.ask("火锅辣不辣")
        shown = await person.control.replies(curators, after=0, count=2, timeout_seconds=20)
        [item] = [message for message in shown if "火锅" in message.text]
        draft = await person.send("很辣。", chat_id=curators, reply_to=item.id)
        await person.control.replies(curators, after=draft.id, timeout_seconds=20)
        await until(store, lambda rows: str(person.id) in rows and "火锅" in rows)
        assert "已删除" in (await person.ask("/forget")).text
        await until(store, lambda rows: str(person.id) not in rows and "火锅" not in rows)


async def test_a_card_too_old_to_be_deleted_shows_the_question_no_more(
    own: Sandbox, person: Person, tmp_path: Path
) -> None:
    lin = await person.control.add_person("Lin", language_code="zh-hans")
    curators = await person.control.add_group("Curators", [lin])
    async with run_bot(own, tmp_path / "bot", CURATOR_CHAT_ID=str(curators)):
        await person.ask("火锅辣不辣")
        [card] = await person.control.replies(curators, after=0, timeout_seconds=20)
        assert "火锅辣不辣" in card.text
        own.world.chats[curators].messages[card.id].data["date"] -= 3 * 24 * 3600
        await person.ask("/forget")
        gone = await changed(person.control, card)
        assert gone.text == "已经没有人问这个问题了。"
        assert not gone.buttons


async def test_who_asked_is_kept_as_long_as_the_settings_say(
    own: Sandbox, database_url: str, tmp_path: Path
) -> None:
    two_days_ago = datetime.now(UTC) - timedelta(days=2)
    async with open_store(database_url) as store:
        store.record(Asked("谁主持了会议？", "answer", "x", 771771, 772772, 773773, two_days_ago))
    settings = {"DATABASE_URL": database_url, "RETENTION_DAYS": "3"}
    async with run_bot(own, tmp_path / "bot", **settings), open_store(database_url) as store:
        assert "771771, 772772, 773773" in await everything(store)
    settings["RETENTION_DAYS"] = "1"
    async with run_bot(own, tmp_path / "bot", **settings), open_store(database_url) as store:
        await until(store, lambda rows: not any(n in rows for n in ("771771", "772772", "773773")))
        assert "谁主持了会议？" in await everything(store)


async def until(store: Store, is_so: Callable[[str], bool]) -> None:
    """Wait until all that is stored is as it should be."""
    async with asyncio.timeout(10):
        while not is_so(await everything(store)):
            await asyncio.sleep(0.05)


async def everything(store: Store) -> str:
    """Return the rows of all tables that there are, whoever made them, as text."""

    def read(connection: Connection) -> str:
        found = MetaData()
        found.reflect(connection)
        return repr([list(connection.execute(table.select())) for table in found.sorted_tables])

    async with store.database.reading() as reading:
        return await reading.run_sync(read)

"""The jobs of several processes, where the database fails at a bad moment."""

import asyncio
import logging

import asyncpg
import pytest

from bot.chat.jobs import Jobs

NOTHING_ENDS = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'away'; END $$;
    CREATE TRIGGER refuse BEFORE DELETE ON procrastinate_jobs EXECUTE FUNCTION refuse();
"""


async def nothing(_: int) -> None:
    pass


async def trust(lane: int, update_id: int | None = None) -> None:
    pass


async def test_a_lane_is_free_again_where_its_end_could_not_be_written_down(
    postgresql_url: str,
) -> None:
    worked: asyncio.Queue[int] = asyncio.Queue()
    counts: list[int] = []
    jobs = Jobs(postgresql_url, 7, worked.put, worked.put, trust, counts.append)
    database = await asyncpg.connect(postgresql_url)
    async with jobs.running():
        await database.execute(NOTHING_ENDS)
        await jobs.call(1)
        await worked.get()
        await asyncio.sleep(0.5)
        await database.execute("DROP TRIGGER refuse ON procrastinate_jobs")
        await jobs.call(1)
        async with asyncio.timeout(10):
            assert await worked.get() == 1
    await database.close()


async def test_a_fault_that_lasts_is_told_once_and_its_end_once(
    postgresql_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.jobs._LOOK_SECONDS", 0.05)
    counts: list[int] = []
    jobs = Jobs(postgresql_url, 7, nothing, nothing, trust, counts.append)

    def told() -> list[str]:
        return [
            "cannot" if "cannot" in record.message else "again"
            for record in caplog.records
            if record.name == "bot.chat.jobs" and "taken over" in record.message
        ]

    async def until(*words: str) -> None:
        async with asyncio.timeout(20):
            while told() != list(words):
                await asyncio.sleep(0.05)

    caplog.set_level(logging.WARNING)
    database = await asyncpg.connect(postgresql_url)
    async with jobs.running():
        for again in ([], ["cannot", "again"]):
            await database.execute("ALTER TABLE procrastinate_workers RENAME TO away")
            await until(*again, "cannot")
            await asyncio.sleep(0.5)
            assert told() == [*again, "cannot"]
            await database.execute("ALTER TABLE away RENAME TO procrastinate_workers")
            await until(*again, "cannot", "again")
    await database.close()


async def test_processes_are_told_how_many_they_are(postgresql_url: str) -> None:
    counts: list[int] = []
    one, other = (Jobs(postgresql_url, 7, nothing, nothing, trust, counts.append) for _ in range(2))
    async with one.running():
        assert counts == [1]
        await asyncio.sleep(0.5)
        async with other.running():
            assert counts[-1] == 2
            await asyncio.sleep(1.5)
            assert counts[-2:] == [2, 2]
        counts.clear()
        async with asyncio.timeout(10):
            while counts[-1:] != [1]:
                await asyncio.sleep(0.1)

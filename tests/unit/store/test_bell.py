"""Hearing of changes on PostgreSQL, whatever becomes of the connection."""

import asyncio

import asyncpg

from bot.store.bell import listening
from bot.store.changes import CHANNEL
from bot.store.connection import connect
from bot.store.database import Database

CUT_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


async def test_connections_that_are_cut_again_and_again_end_no_listening(
    postgresql_url: str,
) -> None:
    database = Database(await connect(postgresql_url))
    other = await asyncpg.connect(postgresql_url)

    async def cut() -> None:
        while True:
            await other.execute(CUT_OTHERS)
            await asyncio.sleep(0.005)

    async with listening(database) as bell, asyncio.timeout(60):
        cutting = asyncio.create_task(cut())
        for _ in range(20):
            await bell.wait()
        cutting.cancel()
        await asyncio.gather(cutting, return_exceptions=True)
        await other.close()
        other = await asyncpg.connect(postgresql_url)
        await bell.wait()  # listening anew
        heard = asyncio.create_task(bell.wait())
        while not heard.done():
            await other.execute(f"NOTIFY {CHANNEL}")
            await asyncio.sleep(0.05)
        await heard
    await other.close()
    await database.close()

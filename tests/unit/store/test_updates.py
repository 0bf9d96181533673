"""Updates until they are done, and after."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest_asyncio

from bot.store import Store, StoredUpdate, open_store
from bot.store.updates import failed_updates

BOT = 7_000_000_001
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
UPDATE = StoredUpdate(1, -5, 1, '{"text": "谁？\\u0000\\ud800"}', NOW)


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as opened:
        yield opened


def numbered(*numbers: int) -> list[StoredUpdate]:
    return [replace(UPDATE, update_id=number) for number in numbers]


async def test_what_was_accepted_waits_in_order_as_it_came(database_url: str) -> None:
    async with open_store(database_url) as store:
        await store.updates(BOT).accept(numbered(3, 1, 2))
    async with open_store(database_url) as store:
        assert await store.updates(BOT).waiting() == numbered(1, 2, 3)


async def test_what_is_done_waits_no_more_and_stays_known(store: Store) -> None:
    updates = store.updates(BOT)
    await updates.accept(numbered(1, 2, 3))
    updates.done(2)
    await store.database.commit()
    await updates.accept(numbered(1, 2, 3))
    assert await updates.waiting() == numbered(1, 3)
    assert sorted(await updates.known(10)) == [1, 2, 3]
    assert len(await updates.known(2)) == 2


async def test_what_is_done_before_it_is_written_down_waits_no_more(store: Store) -> None:
    updates = store.updates(BOT)
    updates.done(1)
    await updates.accept(numbered(1))
    assert await updates.waiting() == []


async def test_each_bot_has_numbers_of_its_own(store: Store) -> None:
    await store.updates(BOT).accept(numbered(1))
    store.updates(BOT).done(1)
    await store.updates(BOT + 1).accept(numbered(1))
    assert await store.updates(BOT).waiting() == []
    assert await store.updates(BOT + 1).waiting() == numbered(1)


async def test_what_fails_is_tried_again_and_then_set_aside(store: Store) -> None:
    updates = store.updates(BOT)
    await updates.accept(numbered(1, 2))
    updates.tried(1, 1, "cut")
    await store.database.commit()
    assert (await updates.waiting())[0] == replace(UPDATE, attempts=1, error="cut")
    updates.failed(1, 2, "cut again")
    await store.database.commit()
    assert await updates.waiting() == numbered(2)
    [failed] = await failed_updates(store.database)
    assert failed == replace(UPDATE, attempts=2, error="cut again")


async def test_what_succeeds_after_all_leaves_no_error(store: Store) -> None:
    updates = store.updates(BOT)
    await updates.accept(numbered(1))
    updates.done(2)
    updates.tried(1, 1, "cut")
    updates.done(1)
    await store.database.commit()
    assert await updates.waiting() == []
    assert await failed_updates(store.database) == []


async def test_what_cannot_be_read_is_set_aside_at_once(store: Store) -> None:
    await store.updates(BOT).accept([replace(UPDATE, error="unreadable")])
    assert await store.updates(BOT).waiting() == []
    assert [failed.error for failed in await failed_updates(store.database)] == ["unreadable"]


async def test_many_may_be_accepted_at_the_same_time(store: Store) -> None:
    updates = store.updates(BOT)
    await asyncio.gather(*(updates.accept(numbered(number)) for number in range(200)))
    assert await updates.waiting() == numbered(*range(200))

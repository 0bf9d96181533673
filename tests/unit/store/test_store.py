"""Languages, votes and questions."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from sqlalchemy import select

from bot.store import Asked, Store, StoredReply, StoredUpdate, growing_old, open_store
from bot.store.connection import connect
from bot.store.models import Base, Question, Vote
from bot.store.updates import failed_updates

BOT = 7_000_000_001
ASKED = Asked("谁？", "answer", "chair", -5, 7, 1, datetime(2026, 1, 1, tzinfo=UTC))
REPLY = StoredReply(-5, 8, None, 7, 1, None, "zh-Hans", "chair", "zh-Hans")
NUMBERS = (771_771_771, 772_772_772, 773_773_773)
"""Too long to be a part of a time by chance."""

UPDATE = StoredUpdate(1, -5, 1, "{}", datetime.now(UTC))


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as opened:
        yield opened


async def questions(url: str) -> list[tuple[str, str, str | None]]:
    engine = await connect(url)
    try:
        async with engine.connect() as connection:
            rows = select(Question.text, Question.kind, Question.entry_id).order_by(Question.id)
            return [(row.text, row.kind, row.entry_id) for row in await connection.execute(rows)]
    finally:
        await engine.dispose()


async def everything(store: Store) -> str:
    """Return all that is stored, as text to search."""
    await store.database.commit()
    async with store.database.reading() as connection:
        rows = [
            list(await connection.execute(table.select())) for table in Base.metadata.sorted_tables
        ]
    return repr(rows)


async def votes(store: Store) -> list[tuple[int, bool | None]]:
    async with store.database.reading() as connection:
        query = select(Vote.user, Vote.is_good).order_by(Vote.user)
        return [(row.user, row.is_good) for row in await connection.execute(query)]


async def test_a_language_outlives_a_restart_until_it_is_taken_back(database_url: str) -> None:
    async with open_store(database_url) as store:
        assert store.language(1) is None
        await store.set_language(1, "en")
        await store.set_language(1, "zh-Hant")
    async with open_store(database_url) as store:
        assert store.language(1) == "zh-Hant"
        await store.set_language(1, None)
        assert store.language(1) is None
    async with open_store(database_url) as store:
        assert store.language(1) is None


async def test_a_group_takes_its_language_along(store: Store) -> None:
    await store.set_language(-1, "en")
    await store.migrate(-1, -100)
    await store.migrate(-2, -200)
    assert [store.language(chat) for chat in (-1, -100, -200)] == [None, "en", None]


async def test_a_vote_is_counted_changed_and_withdrawn(store: Store, database_url: str) -> None:
    assert await store.vote(1, "chair", "a", is_good=True) is True
    assert await store.vote(1, "chair", "b", is_good=False) is False
    assert await store.vote(2, "chair", "c", is_good=True) is True
    assert await store.vote(2, "chair", "d", is_good=True) is None
    assert await votes(store) == [(1, False), (2, None)]
    await store.grow_old()
    assert await votes(store) == [(1, False)]


async def test_a_press_that_comes_again_changes_nothing(store: Store) -> None:
    for press, is_good in (("a", True), ("b", True), ("c", False)):
        first = await store.vote(1, "chair", press, is_good=is_good)
        assert await store.vote(1, "chair", press, is_good=is_good) is first
    assert await votes(store) == [(1, False)]


async def test_questions_are_written_at_the_end_at_the_latest(database_url: str) -> None:
    async with open_store(database_url) as store:
        for number in range(1000):
            store.record(replace(ASKED, message=number, text=f"{number}"))
    assert [text for text, _, _ in await questions(database_url)] == [
        f"{number}" for number in range(1000)
    ]


async def test_a_corrected_question_replaces_its_record(store: Store, database_url: str) -> None:
    store.record(ASKED)
    await store.database.commit()
    store.record(replace(ASKED, text="谁主持？"))
    await store.database.commit()
    await store.database.commit()
    assert await questions(database_url) == [("谁主持？", "answer", "chair")]


async def test_a_question_is_settled_even_before_it_is_written(
    store: Store, database_url: str
) -> None:
    store.record(replace(ASKED, kind="suggest", entry_id=None))
    await store.settle(-5, 7, "chosen", "speaker")
    assert await questions(database_url) == [("谁？", "chosen", "speaker")]


async def test_words_that_databases_refuse_are_stored_all_the_same(
    store: Store, database_url: str
) -> None:
    store.record(replace(ASKED, text="a\0b\ud800"))
    await store.database.commit()
    assert await questions(database_url) == [("a\ufffdb?", "answer", "chair")]


async def test_forgetting_erases_one_person(store: Store, database_url: str) -> None:
    store.record(ASKED)
    store.record(replace(ASKED, user=2, message=8, text="何时？"))
    store.conversations.keep(replace(REPLY, user=1))
    store.conversations.keep(replace(REPLY, user=2, reply=9))
    await store.set_language(1, "en")
    await store.vote(1, "chair", "a", is_good=True)
    updates = store.updates(BOT)
    await updates.accept(replace(UPDATE, update_id=number) for number in (40, 41, 60))
    await updates.accept([replace(UPDATE, update_id=61, error="failed")])
    await updates.accept([replace(UPDATE, update_id=42, user=2)])
    await store.forget(1, update_id=50)
    assert await questions(database_url) == [("何时？", "answer", "chair")]
    assert store.language(1) is None
    assert await store.conversations.reply(-5, 8) is None
    assert await store.conversations.reply(-5, 9)
    assert [update.update_id for update in await updates.waiting()] == [42, 60]
    assert await failed_updates(store.database) == []
    assert await votes(store) == []


async def test_after_a_while_nobody_knows_who_asked(store: Store) -> None:
    now = datetime.now(UTC)
    old, new = now - timedelta(days=31), now - timedelta(days=29)
    for number, moment in zip(NUMBERS, (old, old, new), strict=True):
        store.record(replace(ASKED, chat=-number, message=number, user=number, asked_at=moment))
    await store.grow_old()
    await store.grow_old()
    kept = await everything(store)
    assert kept.count("谁？") == 3
    assert [str(number) in kept for number in NUMBERS] == [False, False, True]


async def test_of_old_updates_and_replies_nothing_is_kept(store: Store) -> None:
    now = datetime.now(UTC)
    updates = store.updates(BOT)
    old = replace(UPDATE, received_at=now - timedelta(days=31))
    failed, waiting, done = NUMBERS
    await updates.accept([replace(old, update_id=failed, error="failed")])
    await updates.accept([replace(old, update_id=waiting), replace(UPDATE, update_id=done)])
    updates.done(done)
    store.conversations.keep(REPLY)
    await store.grow_old()
    kept = await everything(store)
    assert [str(number) in kept for number in NUMBERS] == [False, True, True]
    store.retention = timedelta(0)
    await store.grow_old()
    assert await store.conversations.reply(REPLY.chat, REPLY.reply) is None


async def test_what_is_old_is_erased_by_itself(store: Store) -> None:
    store.record(replace(ASKED, user=NUMBERS[0], asked_at=datetime(2020, 1, 1, tzinfo=UTC)))
    async with growing_old(store), asyncio.timeout(5):
        while str(NUMBERS[0]) in await everything(store):
            await asyncio.sleep(0.01)

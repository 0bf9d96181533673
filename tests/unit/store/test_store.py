"""Languages, votes and questions."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.store import Asked, Store, open_store
from bot.store.connection import connect
from bot.store.models import Question, Vote

ASKED = Asked("谁？", "answer", "chair", -5, 7, 1, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bot.sqlite3'}"


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[Store]:
    async with open_store(url) as opened:
        yield opened


async def questions(url: str) -> list[tuple[str, str, str | None]]:
    engine = await connect(url)
    try:
        async with engine.connect() as connection:
            rows = select(Question.text, Question.kind, Question.entry_id).order_by(Question.id)
            return [(row.text, row.kind, row.entry_id) for row in await connection.execute(rows)]
    finally:
        await engine.dispose()


async def test_a_language_outlives_a_restart_until_it_is_taken_back(url: str) -> None:
    async with open_store(url) as store:
        assert store.language(1) is None
        await store.set_language(1, "en")
        await store.set_language(1, "zh-Hant")
    async with open_store(url) as store:
        assert store.language(1) == "zh-Hant"
        await store.set_language(1, None)
        assert store.language(1) is None
    async with open_store(url) as store:
        assert store.language(1) is None


async def test_a_group_takes_its_language_along(store: Store) -> None:
    await store.set_language(-1, "en")
    await store.migrate(-1, -100)
    await store.migrate(-2, -200)
    assert [store.language(chat) for chat in (-1, -100, -200)] == [None, "en", None]


async def test_a_vote_is_counted_changed_and_withdrawn(store: Store, url: str) -> None:
    assert await store.vote(1, "chair", is_good=True) is True
    assert await store.vote(1, "chair", is_good=False) is False
    assert await store.vote(2, "chair", is_good=True) is True
    assert await store.vote(2, "chair", is_good=True) is None
    engine = await connect(url)
    async with engine.connect() as connection:
        votes = [tuple(row) for row in await connection.execute(select(Vote.user, Vote.is_good))]
    await engine.dispose()
    assert votes == [(1, False)]


async def test_questions_are_written_at_the_end_at_the_latest(url: str) -> None:
    async with open_store(url) as store:
        for number in range(1000):
            store.record(replace(ASKED, message=number, text=f"{number}"))
    assert [text for text, _, _ in await questions(url)] == [f"{number}" for number in range(1000)]


async def test_a_corrected_question_replaces_its_record(store: Store, url: str) -> None:
    store.record(ASKED)
    await store.flush()
    store.record(replace(ASKED, text="谁主持？"))
    await store.flush()
    await store.flush()
    assert await questions(url) == [("谁主持？", "answer", "chair")]


async def test_a_question_is_settled_even_before_it_is_written(store: Store, url: str) -> None:
    store.record(replace(ASKED, kind="suggest", entry_id=None))
    await store.settle(-5, 7, "chosen", "speaker")
    assert await questions(url) == [("谁？", "chosen", "speaker")]


async def test_forgetting_erases_one_person(store: Store, url: str) -> None:
    store.record(ASKED)
    store.record(replace(ASKED, user=2, message=8, text="何时？"))
    await store.set_language(1, "en")
    await store.vote(1, "chair", is_good=True)
    await store.forget(1)
    assert await questions(url) == [("何时？", "answer", "chair")]
    assert store.language(1) is None
    assert await store.vote(1, "chair", is_good=True) is True


async def test_what_cannot_be_written_is_kept_for_later(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: object) -> None:
        raise OperationalError("insert", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(store, "_write", fail)
        store.record(ASKED)
        with pytest.raises(OperationalError):
            await store.flush()
    await store.flush()
    assert len(await questions(url)) == 1

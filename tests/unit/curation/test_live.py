"""Live knowledge: lessons and files put together, and swapped as a whole."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import pytest_asyncio

from bot.curation.live import LiveKnowledge
from bot.errors import KnowledgeError
from bot.qa.lessons import Lesson, RefusedError, WordingLesson
from bot.qa.reply import Conversation
from bot.store import Curator, Filed, Store, open_store
from bot.store.curating import now

LIN = Curator(7, "Lin")
LESSON = WordingLesson(entry_id="chair", wording="谁坐庄")


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{tmp_path / 'bot.sqlite3'}") as store:
        yield store


@pytest_asyncio.fixture
async def knowledge(small_folder: Path, store: Store) -> LiveKnowledge:
    knowledge = LiveKnowledge(small_folder, store.changes)
    await knowledge.load()
    return knowledge


async def teach(store: Store, lesson: Lesson) -> int:
    text = lesson.model_dump_json()
    asked = Filed(text, 1, 1, 1, "zh-Hans", now())
    await store.inbox.file(asked, text, lambda _: None, "decline")
    [item] = await store.inbox.items("open")
    change = await store.changes.settle(item.id, LIN, text)
    assert change is not None
    return change


def answered(knowledge: LiveKnowledge, question: str) -> list[str]:
    reply = knowledge.live.reply(question, Conversation())
    return [answer.entry.id for answer in reply.answers]


def ask_for(file: Path, wording: str) -> None:
    text = file.read_text("utf-8")
    file.write_text(text.replace("- 主持人是谁", f"- {wording}\n        - 主持人是谁", 1), "utf-8")


@asynccontextmanager
async def watching(knowledge: LiveKnowledge, told: list[str]) -> AsyncIterator[None]:
    async def tell(error: KnowledgeError) -> None:
        told.append(str(error))

    task = asyncio.create_task(knowledge.watch(tell))
    await asyncio.sleep(0.5)  # until the system has begun to watch
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_lesson_is_live_after_a_refresh_and_gone_after_an_undo(
    knowledge: LiveKnowledge, store: Store
) -> None:
    assert answered(knowledge, "谁坐庄") == []
    change = await teach(store, LESSON)
    await knowledge.refresh()
    assert (answered(knowledge, "谁坐庄"), knowledge.live.version) == (["chair"], change)
    await store.changes.undo(change, LIN)
    await knowledge.refresh()
    assert (answered(knowledge, "谁坐庄"), knowledge.live.version) == ([], change + 1)


async def test_lessons_are_live_from_the_start(small_folder: Path, store: Store) -> None:
    await teach(store, LESSON)
    knowledge = LiveKnowledge(small_folder, store.changes)
    await knowledge.load()
    assert answered(knowledge, "谁坐庄") == ["chair"]


async def test_what_changes_no_lesson_builds_nothing(
    knowledge: LiveKnowledge, store: Store
) -> None:
    assistant = knowledge.live.assistant
    await store.changes.undo(await teach(store, LESSON), LIN)
    await knowledge.refresh()
    assert knowledge.live.version == 2
    assert knowledge.live.assistant is assistant


async def test_a_lesson_is_checked_against_what_is_live(
    knowledge: LiveKnowledge, store: Store
) -> None:
    await knowledge.check(LESSON)
    await teach(store, LESSON)
    await knowledge.refresh()
    with pytest.raises(RefusedError, match="refused_known"):
        await knowledge.check(LESSON)
    with pytest.raises(RefusedError, match="refused_collision"):
        await knowledge.check(WordingLesson(entry_id="speaker", wording="谁坐庄"))


async def test_a_lesson_of_a_newer_version_is_passed_over(
    knowledge: LiveKnowledge, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Filed("x", 1, 1, 1, "en", now())
    await store.inbox.file(asked, "x", lambda _: None, "decline")
    [item] = await store.inbox.items()
    await store.changes.settle(item.id, LIN, '{"kind": "song"}')
    await knowledge.refresh()
    assert "cannot be read" in caplog.text
    assert answered(knowledge, "主持人是谁") == ["chair"]


async def test_a_saved_change_is_live_and_an_unsound_one_is_told(
    knowledge: LiveKnowledge, small_folder: Path
) -> None:
    told: list[str] = []
    file = small_folder / "faq" / "talks.yaml"
    async with watching(knowledge, told), asyncio.timeout(20):
        ask_for(file, "谁坐庄")
        while answered(knowledge, "谁坐庄") != ["chair"]:
            await asyncio.sleep(0.02)
        sound = file.read_text("utf-8")
        file.write_text(sound.replace("entries:", "entires:"), "utf-8")
        while not told:
            await asyncio.sleep(0.02)
        assert "talks.yaml" in told[0]
        assert answered(knowledge, "谁坐庄") == ["chair"]


async def test_whether_the_files_hold_a_lesson_is_told(
    knowledge: LiveKnowledge, small_folder: Path
) -> None:
    assert not knowledge.is_committed(LESSON)
    ask_for(small_folder / "faq" / "talks.yaml", "谁坐庄")
    await knowledge.reload()
    assert knowledge.is_committed(LESSON)


async def test_the_thread_gives_way_only_while_it_works(knowledge: LiveKnowledge) -> None:
    before = sys.getswitchinterval()
    assert await knowledge.in_thread(sys.getswitchinterval) < before
    assert sys.getswitchinterval() == before


async def test_a_stamp_names_the_state_of_the_files(
    knowledge: LiveKnowledge, small_folder: Path
) -> None:
    first = knowledge.stamp("why")
    assert knowledge.stamp("why") == first != knowledge.stamp("why not")
    (small_folder / "faq" / "talks.yaml").touch()
    assert knowledge.stamp("why") != first

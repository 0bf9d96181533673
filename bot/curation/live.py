"""The knowledge that answers now: that of the files with what was learned since put upon it."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from watchfiles import awatch

from bot.curation.nearness import Nearness
from bot.errors import KnowledgeError, StoreError
from bot.qa.assistant import Assistant
from bot.qa.knowledge import KnowledgeBase, load_knowledge
from bot.qa.lessons import Lesson, check_lesson, is_learned, learn, read_lesson
from bot.qa.ready import load_assistant
from bot.qa.reply import Conversation, Reply
from bot.store.bell import Bell
from bot.store.changes import Changes

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

_REPLIES_KEPT = 4096
_SWITCH_SECONDS = 0.0005
"""How long a thread keeps the interpreter while another waits, as long as knowledge is built."""

_SETTLED_MS = 100
"""Files are read once they have been left alone for this long: editors write in steps."""

_RETRY_AFTER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Live:
    """Knowledge that answers, never changed but swapped as a whole.

    Attributes:
        version: The number of the last change in it; see ``Changes``.
        reply: ``Assistant.reply``; many people ask the same in the same words, so the last
            replies are kept.
        nearness: Tells which questions are one.
    """

    assistant: Assistant
    version: int
    reply: Callable[[str, Conversation], Reply]
    nearness: Nearness


class LiveKnowledge:
    """Keeps the live knowledge up to date with files and lessons.

    Building takes half a second, in a thread that gives way: answers go on meanwhile.

    Args:
        folder: The knowledge folder.
        changes: Where the lessons are kept.

    Attributes:
        live: What answers now.
    """

    live: Live

    def __init__(self, folder: Path, changes: Changes) -> None:
        self._folder = folder
        self._changes = changes
        self._lessons: Sequence[str] = ()
        self._building = asyncio.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="knowledge")

    async def load(self) -> None:
        """Load files and lessons for the first time.

        Raises:
            KnowledgeError: If the files cannot be loaded.
        """
        async with self._building:
            ready = load_assistant(self._folder)
            await self._build(ready.knowledge, ready)

    async def refresh(self) -> None:
        """Learn what was taught since, and unlearn what was undone."""
        async with self._building:
            version = await self._changes.version()
            if version == self.live.version:
                return
            if await self._changes.lessons() == self._lessons:
                self.live = replace(self.live, version=version)
            else:
                await self._build(self._files)

    async def reload(self) -> None:
        """Read the files anew.

        Raises:
            KnowledgeError: If they cannot be loaded; what answers is as it was.
        """
        async with self._building:
            await self._build(await self.in_thread(lambda: load_knowledge(self._folder)))

    async def check(self, lesson: Lesson) -> None:
        """Check a lesson against what is known now.

        Raises:
            RefusedError: If it cannot be taught.
        """
        assistant = self.live.assistant
        await self.in_thread(lambda: check_lesson(lesson, assistant.knowledge, assistant.matcher))

    def stamp(self, text: str) -> str:
        """Return a name for a text about the files as they are now, for all processes the same."""
        changed = max(path.stat().st_mtime_ns for path in self._folder.rglob("*.yaml"))
        return sha256(f"{changed} {text}".encode()).hexdigest()

    def is_committed(self, lesson: Lesson) -> bool:
        """Whether the files hold a lesson, so that undoing it would change nothing."""
        return is_learned(lesson, self._files)

    async def follow(self, bell: Bell) -> None:
        """Learn what is taught in other processes, for as long as this runs."""
        while True:
            try:
                await bell.wait()
                await self.refresh()
            except (StoreError, SQLAlchemyError, OSError) as error:
                logger.error("lessons cannot be read, trying again: %s", error)
                await asyncio.sleep(_RETRY_AFTER_SECONDS)

    async def watch(self, tell: Callable[[KnowledgeError], Awaitable[None]]) -> None:
        """Read the files anew whenever they change, for as long as this runs.

        Args:
            tell: Is told why files cannot be used; what answers is as it was.
        """
        async for _ in _saves(self._folder):
            try:
                await self.reload()
            except KnowledgeError as error:
                logger.error("the knowledge was changed, but stays as it was: %s", error)
                await tell(error)

    async def _build(self, files: KnowledgeBase, ready: Assistant | None = None) -> None:
        """Make knowledge of files and lessons live.

        Args:
            files: That of the files.
            ready: What answers from the files alone, if that is made already.
        """
        # The version first: what is taught in between is in the lessons, and they are read again.
        version = await self._changes.version()
        lessons = await self._changes.lessons()
        self.live = await self.in_thread(lambda: _live(files, lessons, version, ready))
        self._files, self._lessons = files, lessons
        entries = len(self.live.assistant.knowledge.entries)
        logger.info("%d entries are live, with %d lessons", entries, len(lessons))

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """Work in a thread that gives way to answers."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, _gently, work)


def _live(
    files: KnowledgeBase, lessons: Sequence[str], version: int, ready: Assistant | None
) -> Live:
    assistant = _assistant(files, lessons) if lessons or ready is None else ready
    reply = lru_cache(_REPLIES_KEPT)(assistant.reply)
    return Live(assistant, version, reply, Nearness(files.lexicon))


def _assistant(files: KnowledgeBase, lessons: Sequence[str]) -> Assistant:
    knowledge, refused = learn(files, _read(lessons))
    for error in refused:
        logger.warning("a lesson is left out: %s", error)
    assistant = Assistant(knowledge)
    assistant.matcher.warm_up()
    return assistant


def _read(lessons: Sequence[str]) -> Iterator[Lesson]:
    for json in lessons:
        try:
            yield read_lesson(json)
        except ValidationError:
            logger.warning("a lesson cannot be read, of a newer version perhaps: %.200s", json)


async def _saves(folder: Path) -> AsyncIterator[None]:
    def is_knowledge(_: object, path: str) -> bool:
        return path.endswith(".yaml")

    async for _ in awatch(folder, watch_filter=is_knowledge, step=_SETTLED_MS):
        yield


def _gently(work: Callable[[], Result]) -> Result:
    """Work while letting the event loop have the interpreter as soon as it wants it.

    Garbage is not looked for meanwhile: what is made stays, and there is very much of it.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.disable()
    try:
        return work()
    finally:
        gc.enable()
        sys.setswitchinterval(before)

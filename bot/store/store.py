"""The one way to what is stored."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.bell import Bell, listening
from bot.store.changes import Changes
from bot.store.connection import connect, explained
from bot.store.figures import Counts, count
from bot.store.inbox import Inbox
from bot.store.models import Asked, Chat, Question, Vote

logger = logging.getLogger(__name__)

_WRITE_AFTER_SECONDS = 0.5
_RETRY_AFTER_SECONDS = 5.0
_MOST_WAITING = 50_000
"""Questions kept while the database cannot be written to; beyond that the oldest are dropped."""


@asynccontextmanager
async def open_store(url: str) -> AsyncIterator["Store"]:
    """Open the store; what waits to be written is written at the end.

    Raises:
        StoreError: If the database cannot be used; one line that says what to do.
    """
    engine = await connect(url)
    store = Store(engine)
    try:
        await store.load()
        async with store.writing():
            yield store
    finally:
        await engine.dispose()


class Store:
    """Languages, votes and questions; the inbox and what was learned.

    Reading a language and recording a question cost nothing: languages are held in memory, and
    questions are written in batches behind the conversation's back.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.inbox = Inbox(engine)
        self.changes = Changes(engine)
        self._languages: dict[int, str] = {}
        self._waiting: dict[tuple[int, int], Asked] = {}
        self._is_waiting = asyncio.Event()
        self._is_closing = asyncio.Event()
        self._flushing = asyncio.Lock()

    async def load(self) -> None:
        """Read the languages people chose."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(Chat.id, Chat.language))
            self._languages = {row.id: row.language for row in rows}

    def language(self, chat: int) -> str | None:
        """Return the language chosen for a chat; ``None`` if it follows the questions."""
        return self._languages.get(chat)

    async def set_language(self, chat: int, language: str | None) -> None:
        """Remember the language for a chat; ``None`` forgets it."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(Chat).where(Chat.id == chat))
            if language is not None:
                await connection.execute(insert(Chat).values(id=chat, language=language))
        if language is None:
            self._languages.pop(chat, None)
        else:
            self._languages[chat] = language

    async def migrate(self, old: int, new: int) -> None:
        """Keep the language of a group that got another id."""
        language = self.language(old)
        if language is not None:
            await self.set_language(new, language)
            await self.set_language(old, None)

    async def vote(self, user: int, entry: str, *, is_good: bool) -> bool | None:
        """Count a person's opinion of an entry; the same opinion a second time withdraws it.

        Returns:
            The opinion as it stands now; ``None`` if it was withdrawn.
        """
        mine = (Vote.user == user) & (Vote.entry == entry)
        async with self._engine.begin() as connection:
            before = (await connection.execute(select(Vote.is_good).where(mine))).scalar()
            await connection.execute(delete(Vote).where(mine))
            if before is is_good:
                return None
            values = {"user": user, "entry": entry, "is_good": is_good}
            await connection.execute(insert(Vote).values(values))
        return is_good

    def record(self, asked: Asked) -> None:
        """Remember a question soon; one with the same chat and message replaces it."""
        self._waiting[asked.chat, asked.message] = asked
        if len(self._waiting) > _MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        self._is_waiting.set()

    async def settle(self, chat: int, message: int, kind: str, entry_id: str | None = None) -> None:
        """Remember how a question ended after all: which suggestion was meant, or none."""
        await self.flush()
        settled = (Question.chat == chat) & (Question.message == message)
        async with self._engine.begin() as connection:
            values = {"kind": kind, "entry_id": entry_id}
            await connection.execute(update(Question).where(settled).values(values))

    async def question(self, chat: int, message: int) -> Row[Any] | None:
        """Return a question as it was asked: its ``text``, ``user`` and ``asked_at``."""
        await self.flush()
        query: Any = select(Question.text, Question.user, Question.asked_at)
        asked = (Question.chat == chat) & (Question.message == message)
        async with self._engine.connect() as connection:
            return (await connection.execute(query.where(asked))).one_or_none()

    async def count(self, since: datetime) -> Counts:
        """Count what was asked since a time."""
        await self.flush()
        return await count(self._engine, since)

    def listening(self) -> AbstractAsyncContextManager[Bell]:
        """Hear of what other processes change while this is open."""
        return listening(self._engine)

    async def forget(self, user: int) -> list[int]:
        """Erase everything about a person: votes, questions, the language of their own chat.

        Returns:
            The cards in the curators' chat that show what only this person asked.
        """
        await self.flush()
        async with self._engine.begin() as connection:
            await connection.execute(delete(Vote).where(Vote.user == user))
            await connection.execute(delete(Question).where(Question.user == user))
        await self.set_language(user, None)
        await self.changes.forget(user)
        return await self.inbox.forget(user)

    async def flush(self) -> None:
        """Write what waits to be written."""
        async with self._flushing:
            batch = dict(self._waiting)
            if batch:
                await self._write(list(batch.values()))
            for key, asked in batch.items():
                if self._waiting.get(key) is asked:
                    del self._waiting[key]
            if not self._waiting:
                self._is_waiting.clear()

    async def _write(self, batch: list[Asked]) -> None:
        places = [{"in_chat": asked.chat, "at_message": asked.message} for asked in batch]
        same = (Question.chat == bindparam("in_chat")) & (
            Question.message == bindparam("at_message")
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(Question).where(same), places)
            await connection.execute(insert(Question), [asdict(asked) for asked in batch])

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Write in the background while this is open, and the rest at its end."""
        task = asyncio.create_task(self._write_behind())
        try:
            yield
        finally:
            # Not cancelled: a write cut off half-way would keep the database locked.
            self._is_closing.set()
            self._is_waiting.set()
            await task
            await self._try_to_flush()
            if self._waiting:
                logger.error("%d questions could not be written down", len(self._waiting))

    async def _write_behind(self) -> None:
        while not self._is_closing.is_set():
            await self._is_waiting.wait()
            await self._pause(_WRITE_AFTER_SECONDS)
            if not self._is_closing.is_set() and not await self._try_to_flush():
                await self._pause(_RETRY_AFTER_SECONDS)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_closing.wait(), seconds)

    async def _try_to_flush(self) -> bool:
        try:
            await self.flush()
        except (SQLAlchemyError, OSError) as error:
            logger.error("%s", explained(error, self._engine.url))
            return False
        return True

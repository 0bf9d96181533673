"""The one way to what is stored."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.store import erasing
from bot.store.bell import Bell, listening
from bot.store.changes import Changes
from bot.store.closed import ClosedChats
from bot.store.connection import connect
from bot.store.conversations import Conversations
from bot.store.curating import OPEN, Item
from bot.store.database import Database, row_of
from bot.store.figures import Counts, count
from bot.store.inbox import Inbox, forget_asker
from bot.store.models import Chat, ClosedChat, Question, UpdateRow, Vote
from bot.store.updates import WAITING, Updates


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to be remembered; see ``Question`` for the attributes."""

    text: str
    kind: str
    entry_id: str | None
    chat: int
    message: int
    user: int | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is still to be done.

    Attributes:
        waiting: Updates that were accepted and are not done.
        oldest: When the first of them came.
        inbox: Items of the inbox that wait for a curator.
        closed: Chats that the bot may not write to.
    """

    waiting: int
    oldest: datetime | None
    inbox: int
    closed: int


_WAITING = select(func.count(), func.min(UpdateRow.received_at)).where(UpdateRow.state == WAITING)
_CLOSED = select(func.count()).select_from(ClosedChat)
_OPEN_ITEMS = select(func.count()).where(Item.state == OPEN)
_RECORDED = insert(Question)
_RECORD = _RECORDED.on_conflict_do_update(
    index_elements=["chat", "message"],
    set_={name: _RECORDED.excluded[name] for name in ("text", "kind", "entry_id", "asked_at")},
)
_VOTED = insert(Vote)
_VOTE = _VOTED.on_conflict_do_update(
    index_elements=["user", "entry"],
    set_={name: _VOTED.excluded[name] for name in ("is_good", "press")},
)


@asynccontextmanager
async def open_store(url: str, retention: timedelta = timedelta(days=30)) -> AsyncIterator["Store"]:
    """Open the store; what waits to be written is written at the end.

    Args:
        url: Such as ``sqlite:///bot.sqlite3`` or ``postgresql://user@host/name``.
        retention: See ``Store``.

    Raises:
        StoreError: If the database cannot be used; one line that says what to do.
    """
    database = Database(await connect(url))
    try:
        store = Store(database, retention)
        await store.load()
        yield store
    finally:
        await database.close()


class Store:
    """Languages, votes and questions; the rest has classes of its own.

    Reading a language and recording a question cost nothing: languages are held in memory, and
    questions are written in groups behind the conversation's back.

    Attributes:
        database: What it is written to.
        retention: How long it is kept who asked a question, and what was said.
        conversations: What was said in conversations.
        closed: Chats that the bot may not write to.
    """

    def __init__(self, database: Database, retention: timedelta) -> None:
        self.database = database
        self.retention = retention
        self.conversations = Conversations(database)
        self.closed = ClosedChats(database)
        self.inbox = Inbox(database)
        self.changes = Changes(database)
        self._languages: dict[int, str] = {}

    def updates(self, bot: int) -> Updates:
        """Return the updates of the bot with that id."""
        return Updates(self.database, bot)

    async def ping(self) -> None:
        """Reach the database.

        Raises:
            SQLAlchemyError: If that cannot be done; or ``OSError``.
        """
        async with self.database.reading() as connection:
            await connection.execute(select(1))

    async def backlog(self) -> Backlog:
        """Return what is still to be done, by the bot and by those who curate the knowledge."""
        async with self.database.reading() as connection:
            waiting, oldest = (await connection.execute(_WAITING)).one()
            inbox = (await connection.execute(_OPEN_ITEMS)).scalar_one()
            closed = (await connection.execute(_CLOSED)).scalar_one()
        return Backlog(waiting, oldest, inbox, closed)

    async def load(self) -> None:
        """Read the languages people chose, and which chats are closed."""
        await self.closed.load()
        async with self.database.reading() as connection:
            rows = await connection.execute(select(Chat.id, Chat.language))
            self._languages = {row.id: row.language for row in rows}

    async def catch_up(self, chats: set[int]) -> None:
        """Read anew the languages of some chats, which another process may have changed."""
        async with self.database.reading() as connection:
            chosen = select(Chat.id, Chat.language).where(Chat.id.in_(chats))
            found = {row.id: row.language for row in await connection.execute(chosen)}
        for chat in chats:
            self._languages.pop(chat, None)
        self._languages |= found

    def language(self, chat: int) -> str | None:
        """Return the language chosen for a chat; ``None`` if it follows the questions."""
        return self._languages.get(chat)

    async def set_language(self, chat: int, language: str | None) -> None:
        """Remember the language for a chat; ``None`` forgets it."""
        async with self.database.transaction() as connection:
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

    async def vote(self, user: int, entry: str, press: str, *, is_good: bool) -> bool | None:
        """Count a person's opinion of an entry; the same opinion a second time withdraws it.

        Args:
            user: Whose opinion it is.
            entry: The id of the entry.
            press: The id of the press that says so; the same press again changes nothing.
            is_good: Whether it is 👍.

        Returns:
            The opinion as it stands now; ``None`` if it was withdrawn.
        """
        mine = (Vote.user == user) & (Vote.entry == entry)
        async with self.database.transaction() as connection:
            query: Any = select(Vote.is_good, Vote.press).where(mine)
            before = (await connection.execute(query)).one_or_none()
            opinion: bool | None = before.is_good if before else None
            if before and before.press == press:
                return opinion
            opinion = None if opinion is is_good else is_good
            values = {"user": user, "entry": entry, "is_good": opinion, "press": press}
            await connection.execute(_VOTE, values)
        return opinion

    def record(self, asked: Asked) -> None:
        """Remember a question soon; one with the same chat and message replaces it."""
        self.database.add(_RECORD, row_of(asked))

    async def settle(self, chat: int, message: int, kind: str, entry_id: str | None = None) -> None:
        """Remember how a question ended after all: which suggestion was meant, or none."""
        settled = (Question.chat == chat) & (Question.message == message)
        async with self.database.transaction() as connection:
            values = {"kind": kind, "entry_id": entry_id}
            await connection.execute(update(Question).where(settled).values(values))

    async def question(self, chat: int, message: int) -> Row[Any] | None:
        """Return a question as it was asked: its ``text``, ``user`` and ``asked_at``."""
        await self.database.commit()  # it may be among what waits to be written
        query: Any = select(Question.text, Question.user, Question.asked_at)
        asked = (Question.chat == chat) & (Question.message == message)
        async with self.database.reading() as connection:
            return (await connection.execute(query.where(asked))).one_or_none()

    async def count(self, since: datetime) -> Counts:
        """Count what was asked since a time."""
        await self.database.commit()
        async with self.database.reading() as connection:
            return await count(connection, since)

    def listening(self) -> AbstractAsyncContextManager[Bell]:
        """Hear of what other processes change while this is open."""
        return listening(self.database)

    async def forget(self, user: int, update_id: int) -> None:
        """Erase everything about a person, as they say in the update of that number."""
        async with self.database.transaction() as connection:
            for statement in erasing.forget(user, update_id):
                await connection.execute(statement)
            await connection.run_sync(forget_asker, user)
        self._languages.pop(user, None)

    async def grow_old(self) -> None:
        """Erase what is older than the retention, and the authors of older questions."""
        async with self.database.transaction() as connection:
            for statement in erasing.grow_old(datetime.now(UTC), self.retention):
                await connection.execute(statement)

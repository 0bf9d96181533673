"""What was said in conversations, and so how they stand."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.dialects.postgresql import insert

from bot.store.database import Database, row_of
from bot.store.models import ReplyRow


@dataclass(frozen=True, slots=True)
class StoredReply:
    """One message of the bot; see ``ReplyRow`` for the attributes."""

    chat: int
    reply: int
    topic: int | None
    message: int | None
    user: int | None
    entry_before: str | None
    script_before: str
    entry_id: str | None
    script: str


_COLUMNS = [ReplyRow.__table__.c[field.name] for field in fields(StoredReply)]
_INSERT = insert(ReplyRow)
_KEEP = _INSERT.on_conflict_do_update(
    index_elements=["chat", "reply"],
    set_={name: _INSERT.excluded[name] for name in [*(c.name for c in _COLUMNS[2:]), "sent_at"]},
)


class Conversations:
    """What the bot said; written behind the conversation's back, read when needed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, reply: StoredReply) -> None:
        """Have it written down soon what the bot said, or what it says there now."""
        self._database.add(_KEEP, row_of(reply) | {"sent_at": datetime.now(UTC)})

    async def latest(self, count: int) -> list[StoredReply]:
        """Return what the bot said last, in the order in which it did."""
        query = select(*_COLUMNS).order_by(ReplyRow.sent_at.desc(), ReplyRow.reply.desc())
        return (await self._read(query.limit(count)))[::-1]

    async def standing(self, chat: int, topic: int | None, user: int | None) -> StoredReply | None:
        """Return what the bot said last in one conversation; ``None`` if there was none."""
        # `==` compares with NULL as with any other value: SQLAlchemy writes IS NULL.
        held = (ReplyRow.topic == topic) & (ReplyRow.user == user)
        return await self._find(chat, held, ReplyRow.sent_at.desc())

    async def reply(self, chat: int, reply: int) -> StoredReply | None:
        """Return one of the bot's messages by its number."""
        return await self._find(chat, ReplyRow.reply == reply)

    async def reply_to(self, chat: int, message: int) -> StoredReply | None:
        """Return the bot's latest reply to a message."""
        return await self._find(chat, ReplyRow.message == message)

    async def recent(self, chat: int, stretch: timedelta) -> list[datetime]:
        """Return when the bot spoke in a chat within a stretch of time before now, in order."""
        since = (ReplyRow.chat == chat) & (ReplyRow.sent_at > datetime.now(UTC) - stretch)
        query = select(ReplyRow.sent_at).where(since).order_by(ReplyRow.sent_at)
        async with self._database.reading() as connection:
            return list(await connection.scalars(query))

    async def _find(
        self, chat: int, condition: ColumnElement[bool], *order: ColumnElement[Any]
    ) -> StoredReply | None:
        await self._database.commit()  # it may be among what waits to be written
        query = select(*_COLUMNS).where(ReplyRow.chat == chat, condition)
        found = await self._read(query.order_by(*order, ReplyRow.reply.desc()).limit(1))
        return found[0] if found else None

    async def _read(self, query: Select[Any]) -> list[StoredReply]:
        async with self._database.reading() as connection:
            return [StoredReply(*row) for row in await connection.execute(query)]

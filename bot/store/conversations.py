"""How conversations stand, and what was said in them."""

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import Insert, insert

from bot.store.database import Database
from bot.store.models import Base, ConversationRow, ReplyRow


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """How one conversation stands; see ``ConversationRow`` for the attributes."""

    chat: int
    topic: int
    user: int
    entry_id: str | None
    script: str


@dataclass(frozen=True, slots=True)
class StoredReply:
    """One message of the bot; see ``ReplyRow`` for the attributes."""

    chat: int
    reply: int
    message: int | None
    user: int | None
    entry_before: str | None
    script_before: str
    entry_id: str | None
    script: str


def _upsert(table: type[Base]) -> Insert:
    statement = insert(table)
    keys = [column.name for column in table.__table__.primary_key]
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.__table__.columns
        if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


_KEEP_CONVERSATION = _upsert(ConversationRow)
_KEEP_REPLY = _upsert(ReplyRow)


class Conversations:
    """Conversations and replies; written behind the conversation's back, read when needed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, conversation: StoredConversation, reply: StoredReply) -> None:
        """Have it written down soon how a conversation stands after a message of the bot."""
        now = datetime.now(UTC)
        self._database.add(_KEEP_CONVERSATION, asdict(conversation) | {"changed_at": now})
        self._database.add(_KEEP_REPLY, asdict(reply) | {"sent_at": now})

    async def latest(self, count: int) -> list[StoredConversation]:
        """Return the conversations that changed last, the latest at the end."""
        rows = await self._read(
            select(*_columns(ConversationRow, StoredConversation))
            .order_by(ConversationRow.changed_at.desc())
            .limit(count)
        )
        return [StoredConversation(*row) for row in reversed(rows)]

    async def reply(self, chat: int, reply: int) -> StoredReply | None:
        """Return one of the bot's messages by its number."""
        return await self._find(ReplyRow.reply == reply, chat)

    async def reply_to(self, chat: int, message: int) -> StoredReply | None:
        """Return the bot's latest reply to a message."""
        return await self._find(ReplyRow.message == message, chat)

    async def _find(self, condition: ColumnElement[bool], chat: int) -> StoredReply | None:
        await self._database.commit()  # it may be among what waits to be written
        rows = await self._read(
            select(*_columns(ReplyRow, StoredReply))
            .where(ReplyRow.chat == chat, condition)
            .order_by(ReplyRow.reply.desc())
            .limit(1)
        )
        return StoredReply(*rows[0]) if rows else None

    async def _read(self, query: Any) -> Any:
        async with self._database.reading() as connection:
            return (await connection.execute(query)).all()


def _columns(table: type[Base], record: type) -> list[ColumnElement[Any]]:
    return [table.__table__.c[field.name] for field in fields(record)]

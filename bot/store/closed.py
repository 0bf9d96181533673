"""Chats that the bot may not write to: it was blocked or thrown out, or they are gone."""

from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.store.database import Database
from bot.store.models import ClosedChat

_CLOSE = insert(ClosedChat).on_conflict_do_nothing()
_OPEN = delete(ClosedChat).where(ClosedChat.chat == bindparam("of_chat"))


class ClosedChats:
    """Remembers which chats are closed to the bot; one that writes again is open again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._chats: set[int] = set()

    def __contains__(self, chat: int) -> bool:
        return chat in self._chats

    async def load(self) -> None:
        """Read which chats are closed."""
        async with self._database.reading() as connection:
            self._chats = set((await connection.execute(select(ClosedChat.chat))).scalars())

    def add(self, chat: int) -> None:
        """Remember that a chat is closed."""
        self._chats.add(chat)
        self._database.add(_CLOSE, {"chat": chat, "since": datetime.now(UTC)})

    def discard(self, chat: int) -> None:
        """Remember that a chat is open, if it was closed."""
        if chat in self._chats:
            self._chats.discard(chat)
            self._database.add(_OPEN, {"of_chat": chat})

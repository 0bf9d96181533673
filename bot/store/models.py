"""The tables, and the one record that is handed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite counts rows up only in a column that is exactly INTEGER.
_RowId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Base of the tables."""


class Chat(Base):
    """The language chosen for a chat; a chat without a row follows its questions."""

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(16))


class Vote(Base):
    """What a person thinks of an entry: at most one vote for each."""

    __tablename__ = "votes"

    user: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_good: Mapped[bool]


class Question(Base):
    """A question and how it ended, for those who curate the knowledge.

    Attributes:
        kind: How it ended: a kind of reply, ``chosen`` for a suggestion that was picked, or
            ``none`` where none of the suggestions was meant.
        entry_id: The entry that answered it.
        message: The number of the message in its chat; a corrected message replaces its record.
        user: Who asked, where that is known.
    """

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("chat", "message"),)

    id: Mapped[int] = mapped_column(_RowId, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    entry_id: Mapped[str | None] = mapped_column(String(64))
    chat: Mapped[int] = mapped_column(BigInteger)
    message: Mapped[int] = mapped_column(BigInteger)
    user: Mapped[int | None] = mapped_column(BigInteger, index=True)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


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

"""The tables, and the columns that every database can hold."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite counts rows up only in a column that is exactly INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite alone would lose the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Give back what SQLite left out."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class AnyText(TypeDecorator[str]):
    """Text as people send it; half characters and NULs, which databases refuse, are replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect | None) -> str | None:
        r"""Make a text storable.

        Example:
            >>> AnyText().process_bind_param("a\0b\ud800", None)
            'a�b?'
        """
        return value and value.replace("\0", "�").encode("utf-8", "replace").decode()


class Base(DeclarativeBase):
    """Base of the tables."""


class Chat(Base):
    """The language chosen for a chat; a chat without a row follows its questions."""

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(16))


class ClosedChat(Base):
    """A chat that the bot may not write to, and since when."""

    __tablename__ = "closed_chats"

    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column(Moment)


class Vote(Base):
    """What a person thinks of an entry: at most one vote for each.

    Attributes:
        is_good: ``None`` once it was withdrawn, for as long as the press may come again.
        press: The id of the press that made it so; the same one again changes nothing.
    """

    __tablename__ = "votes"

    user: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_good: Mapped[bool | None]
    press: Mapped[str | None] = mapped_column(AnyText)


class Question(Base):
    """A question and how it ended, for those who curate the knowledge.

    Attributes:
        kind: How it ended: a kind of reply, ``chosen`` for a suggestion that was picked, or
            ``none`` where none of the suggestions was meant.
        entry_id: The entry that answered it.
        chat: Where it was asked; ``0`` once its author is no longer kept.
        message: The number of the message in its chat; a corrected message replaces its record.
            The record's own number once its author is no longer kept.
        user: Who asked, where that is known and still kept.
    """

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("chat", "message"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    text: Mapped[str] = mapped_column(AnyText)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    entry_id: Mapped[str | None] = mapped_column(String(64))
    chat: Mapped[int] = mapped_column(BigInteger)
    message: Mapped[int] = mapped_column(BigInteger)
    user: Mapped[int | None] = mapped_column(BigInteger, index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)


class UpdateRow(Base):
    """An update that Telegram need not keep any more.

    Of one that is done only the number stays for a while, so that it is not done again.

    Attributes:
        bot: Whose update it is; each bot's have numbers of their own.
        state: ``waiting``, ``failed`` for what was given up, or ``done``.
        lane: What it must be processed in order with: its chat.
        user: Who caused it.
        payload: The update as JSON.
        attempts: How often it failed.
        begun: At how many deaths of a process it was in hand, as far as that is known.
        error: How it failed last.
    """

    __tablename__ = "updates"

    bot: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(8))
    lane: Mapped[int | None] = mapped_column(BigInteger)
    user: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer)
    begun: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(AnyText)


class ReplyRow(Base):
    """A message of the bot, and how the conversation stood around it.

    Attributes:
        reply: The number of the bot's message.
        topic: The topic it is in, in a forum.
        message: The number of the message it answers, where it answers one.
        user: Who was answered.
        entry_before: The entry answered before it, to answer anew if the message is corrected.
        script_before: The language before it.
        entry_id: The entry answered last once it was sent.
        script: The language of it.
    """

    __tablename__ = "replies"
    __table_args__ = (Index("ix_replies_message", "chat", "message"),)

    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reply: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[int | None] = mapped_column(BigInteger)
    message: Mapped[int | None] = mapped_column(BigInteger)
    user: Mapped[int | None] = mapped_column(BigInteger, index=True)
    entry_before: Mapped[str | None] = mapped_column(String(64))
    script_before: Mapped[str] = mapped_column(String(16))
    entry_id: Mapped[str | None] = mapped_column(String(64))
    script: Mapped[str] = mapped_column(String(16))
    sent_at: Mapped[datetime] = mapped_column(Moment)

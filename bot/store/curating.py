"""The tables of what curators work with."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import BigInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import AnyText, Base, Moment, RowId

OPEN, DISMISSED, TAUGHT = "open", "dismissed", "taught"
"""The states of an item: it waits for a curator, it never returns, it was answered."""


class Item(Base):
    """A question without a good answer, whoever asked it, in the inbox of the curators.

    Attributes:
        text: As it was asked first.
        key: What is the same for the same question; see ``Nearness.key``.
        reason: How it ended: ``decline``, ``passage``, ``none`` of the suggestions, or ``bad``
            for an answer that got a 👎.
        entry_id: The entry whose answer was disliked.
        times: How often it was asked.
        shown: The count that its card shows; 0 without a card.
        card: The number of its message in the curators' chat.
        change_id: The change that settled it.
    """

    __tablename__ = "inbox"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    text: Mapped[str] = mapped_column(AnyText)
    key: Mapped[str] = mapped_column(String(600), unique=True)
    reason: Mapped[str] = mapped_column(String(16))
    entry_id: Mapped[str | None] = mapped_column(String(64))
    times: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), index=True)
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    shown: Mapped[int] = mapped_column(default=0)
    shown_at: Mapped[datetime | None] = mapped_column(Moment)
    card: Mapped[int | None] = mapped_column(BigInteger)
    change_id: Mapped[int | None] = mapped_column(BigInteger)


class Asking(Base):
    """Somebody who asked what is in the inbox, to be told the answer once.

    Attributes:
        claimed_at: When a process was last about to tell them.
        told_at: When they were told, or found not to be waiting for this answer.
    """

    __tablename__ = "askings"
    __table_args__ = (UniqueConstraint("chat", "message"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, index=True)
    text: Mapped[str] = mapped_column(AnyText)
    chat: Mapped[int] = mapped_column(BigInteger)
    message: Mapped[int] = mapped_column(BigInteger)
    user: Mapped[int | None] = mapped_column(BigInteger, index=True)
    language: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)


class WithdrawnCard(Base):
    """A card in the curators' chat that is to be deleted, as nobody asks that any more."""

    __tablename__ = "withdrawn_cards"

    card: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Draft(Base):
    """A lesson that a curator wrote and has not published yet.

    Attributes:
        message: The number of the curator's message.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("item_id", "message", name="uq_drafts_message"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger)
    user: Mapped[int] = mapped_column(BigInteger, index=True)
    message: Mapped[int | None] = mapped_column(BigInteger)
    lesson: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class Change(Base):
    """One thing a curator did; never altered, but for a name that is forgotten.

    The highest id is the version of what was learned.

    Attributes:
        action: ``teach``, ``dismiss`` or ``undo``.
        lesson: What was taught, as JSON.
        undoes: The change that this one takes back.
    """

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    user: Mapped[int | None] = mapped_column(BigInteger, index=True)
    name: Mapped[str] = mapped_column(AnyText)
    action: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[int | None] = mapped_column(BigInteger)
    lesson: Mapped[str | None] = mapped_column(Text)
    undoes: Mapped[int | None] = mapped_column(BigInteger, unique=True)


class Notice(Base):
    """Something that one of several processes says for all."""

    __tablename__ = "notices"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Filed:
    """A question for the inbox; see ``Asking`` for the attributes."""

    text: str
    chat: int
    message: int
    user: int | None
    language: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Curator:
    """Who does something to the knowledge."""

    id: int
    name: str


def now() -> datetime:
    """Return the time, as it is stored."""
    return datetime.now(UTC)

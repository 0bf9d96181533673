"""What is not kept any longer: what a person wants forgotten, and what has grown old."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Executable, delete, or_, update

from bot.store.curating import Asking, Change, Draft, Notice
from bot.store.models import Chat, ClosedChat, Question, ReplyRow, UpdateRow, Vote
from bot.store.updates import DONE, EMPTIED, FAILED

_NUMBERS_KEPT = timedelta(days=2)
"""Telegram repeats an update for a day at most."""


def forget(user: int, update_id: int) -> Iterator[Executable]:
    """Erase everything about a person but what they asked the inbox; see ``forget_asker``.

    Args:
        user: Who wants to be forgotten.
        update_id: The update in which they say so; what they ask after it is not touched.
    """
    is_over = or_(UpdateRow.update_id < update_id, UpdateRow.state == FAILED)
    yield update(UpdateRow).where(UpdateRow.user == user, is_over).values(EMPTIED)
    yield delete(Vote).where(Vote.user == user)
    yield delete(Question).where(Question.user == user)
    yield delete(ReplyRow).where(or_(ReplyRow.user == user, ReplyRow.chat == user))
    yield delete(Chat).where(Chat.id == user)
    yield delete(ClosedChat).where(ClosedChat.chat == user)
    yield delete(Draft).where(Draft.user == user)
    yield update(Change).where(Change.user == user).values(user=None, name="")


def grow_old(now: datetime, retention: timedelta) -> Iterator[Executable]:
    """Erase what is older than the retention; questions stay, without who asked them where."""
    limit = now - retention
    yield (
        update(Question)
        .where(Question.asked_at < limit, Question.chat != 0)
        .values(user=None, chat=0, message=Question.id)
    )
    yield delete(Vote).where(Vote.is_good.is_(None))  # presses come again within a minute
    yield delete(ReplyRow).where(ReplyRow.sent_at < limit)
    yield delete(Asking).where(Asking.asked_at < limit)
    yield delete(Draft).where(Draft.at < limit)
    yield delete(Notice).where(Notice.at < limit)
    yield delete(UpdateRow).where(UpdateRow.state == FAILED, UpdateRow.received_at < limit)
    yield delete(UpdateRow).where(
        UpdateRow.state == DONE, UpdateRow.received_at < now - _NUMBERS_KEPT
    )

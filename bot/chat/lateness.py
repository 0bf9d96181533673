"""What comes late: after the bot was away, or could not work for a while."""

from datetime import UTC, datetime, timedelta

from telegram import Message, MessageEntity, Update

_LATE = timedelta(hours=1)
_QUERIES_LAST = timedelta(minutes=1)
"""Nobody waits longer for a button or an inline result; Telegram takes an answer for less."""

_NEVER_TOO_LATE = frozenset({"/ask", "/forget"})


def is_late(message: Message) -> bool:
    """Whether a message was written, or corrected, over an hour ago."""
    return datetime.now(UTC) - (message.edit_date or message.date) > _LATE


def is_outdated(update: Update, received_at: datetime) -> bool:
    """Whether nobody waits any more for what an update wants.

    A question is never outdated, nor is the wish to be forgotten; other commands are after an
    hour, presses and inline queries after a minute.
    """
    if update.callback_query or update.inline_query:
        return datetime.now(UTC) - received_at > _QUERIES_LAST
    message = update.message
    if message is None or not is_late(message):
        return False
    return _command(message) not in {"", *_NEVER_TOO_LATE}


def _command(message: Message) -> str:
    """Return the command that a message begins with, such as ``/start``; nothing if none."""
    for entity in message.entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            return message.parse_entity(entity).partition("@")[0].lower()
    return ""

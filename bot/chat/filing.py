"""Putting questions without a good answer into the curators' inbox."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError
from telegram import Message

from bot.chat.context import Context, Services
from bot.errors import StoreError
from bot.qa.assistant import LONGEST_QUESTION
from bot.qa.language import Language
from bot.qa.models import Entry
from bot.qa.reply import Kind, Reply
from bot.qa.text import fold
from bot.store import Asked, Filed

logger = logging.getLogger(__name__)

UNANSWERED = frozenset({Kind.DECLINE, Kind.PASSAGE})
NONE, BAD = "none", "bad"


async def file_reply(asked: Asked, reply: Reply, context: Context, *, is_corrected: bool) -> None:
    """File a question that was not answered; take a corrected one back if it was."""
    if reply.kind in UNANSWERED:
        filed = Filed(
            asked.text, asked.chat, asked.message, asked.user, reply.language, asked.asked_at
        )
        await file(filed, reply.kind.value, context.services)
    elif is_corrected:
        await context.store.inbox.withdraw(asked.chat, asked.message)
        context.services.news.set()


async def file_choice(message: Message, number: int, language: Language, context: Context) -> None:
    """File the question of a number in a chat, to which none of the suggestions fitted."""
    question = await context.store.question(message.chat_id, number)
    if question:
        filed = _filed(question, message.chat_id, number, language)
        await file(filed, NONE, context.services)


async def file_vote(
    message: Message, user: int, entry: Entry, language: Language, context: Context
) -> None:
    """File a question whose answer was disliked; where none was asked, the entry's own.

    Args:
        message: The answer.
        user: Who dislikes it.
        entry: What answers.
        language: What the answer is written in.
        context: The handler's.
    """
    chat, store = message.chat_id, context.store
    reply = await store.conversations.reply(chat, message.id)
    number = reply.message if reply and reply.entry_id == entry.id else None
    question = await store.question(chat, number) if number else None
    if question and number:
        filed = _filed(question, chat, number, language)
    else:
        text = entry.question.in_language(language)
        filed = Filed(text, chat, message.id, user, language, datetime.now(UTC))
    await file(filed, BAD, context.services, entry.id)


async def file(asked: Filed, reason: str, services: Services, entry_id: str | None = None) -> None:
    """File a question, if it is one; a fault of the database is logged and holds nobody up."""
    nearness = services.knowledge.live.nearness
    key = nearness.key(asked.text)
    if not key or len(fold(asked.text)) > LONGEST_QUESTION:
        return

    def choose(items: Sequence[Row[Any]]) -> int | None:
        alike = nearness.alike(key, [item.key for item in items])
        near = (
            int(item.id)
            for item in map(items.__getitem__, alike)
            if nearness.is_near_by_key(asked.text, key, item.text, item.key)
        )
        return next(near, None)

    try:
        await services.store.inbox.file(asked, key, choose, reason, entry_id)
    except (StoreError, SQLAlchemyError, OSError):
        logger.exception("a question could not be put into the inbox")
        return
    services.news.set()


def _filed(question: Row[Any], chat: int, number: int, language: Language) -> Filed:
    return Filed(question.text, chat, number, question.user, language, question.asked_at)

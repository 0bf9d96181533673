"""Which errors are nobody's fault, and what is logged where no updates can be taken."""

import logging
from unittest.mock import AsyncMock, Mock

import pytest
from telegram import Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    TelegramError,
)

from bot.chat.context import Context
from bot.chat.errors import is_closed, log_receiving_error, tell
from bot.errors import StoreError


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Forbidden("bot was blocked by the user"), True),
        (ChatMigrated(-100), True),
        (BadRequest("Chat not found"), True),
        (BadRequest("Not enough rights to send text messages to the chat"), True),
        (BadRequest("TOPIC_CLOSED"), True),
        (BadRequest("Can't parse entities"), False),
        (NetworkError("cut"), False),
        (ValueError("bug"), False),
        (None, False),
    ],
    ids=repr,
)
def test_a_closed_chat_is_told_from_a_fault(error: Exception | None, expected: bool) -> None:
    assert is_closed(error) is expected


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Conflict("terminated"), "another program"),
        (NetworkError("cut"), "cannot be reached"),
        (TelegramError("odd"), "odd"),
        (StoreError("the database is locked"), "locked"),
    ],
    ids=repr,
)
def test_an_error_to_be_expected_is_one_line(
    error: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        log_receiving_error(error)
    [record] = caplog.records
    assert words in record.message
    assert record.exc_info is None


def test_where_an_unexpected_error_happened_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    log_receiving_error(ValueError("bug"))
    [record] = caplog.records
    assert record.exc_info is not None


async def test_a_person_is_told_when_a_handler_fails() -> None:
    context, update = Mock(spec=Context), Mock(spec=Update, callback_query=None)
    update.effective_message.reply_text = AsyncMock()
    context.view.return_value.text.return_value = "sorry"
    await tell(update, context)
    update.effective_message.reply_text.assert_awaited_once_with("sorry")

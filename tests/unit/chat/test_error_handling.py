"""Which errors are nobody's fault, and what polling errors say."""

import logging
from typing import Any
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
from bot.chat.errors import handle_error, is_closed, log_polling_error
from bot.chat.sending import StoppingError


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
    ],
    ids=repr,
)
def test_a_polling_error_is_one_line(
    error: TelegramError, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        log_polling_error(error)
    [record] = caplog.records
    assert words in record.message
    assert record.exc_info is None


def failing(error: Exception) -> tuple[Any, Any]:
    """Return a context with an error, and the update it befell."""
    context, update = Mock(spec=Context, error=error), Mock(spec=Update, update_id=7)
    update.callback_query = None
    update.effective_message.reply_text = AsyncMock()
    return context, update


async def test_a_person_is_told_when_a_handler_fails(caplog: pytest.LogCaptureFixture) -> None:
    context, update = failing(ValueError("bug"))
    context.view.return_value.text.return_value = "sorry"
    await handle_error(update, context)
    update.effective_message.reply_text.assert_awaited_once_with("sorry")
    assert "update 7 failed" in caplog.text


@pytest.mark.parametrize("error", [StoppingError("the bot stops"), Forbidden("blocked")], ids=repr)
async def test_nobody_is_told_of_what_is_no_fault(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    context, update = failing(error)
    await handle_error(update, context)
    update.effective_message.reply_text.assert_not_called()
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []

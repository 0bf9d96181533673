"""Reading updates as Telegram sends them."""

import logging

import pytest
from telegram import InlineQuery, Update, User
from telegram.ext import ExtBot

from bot.chat.updates import is_update, kind_of, read_update

BOT = ExtBot("1:x")


def test_one_that_cannot_be_read_is_told_by_its_number(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert read_update({"update_id": 1, "message": {"text": "WORDS"}}, BOT) is None
    assert "update 1 cannot be read" in caplog.text
    assert "WORDS" not in caplog.text


@pytest.mark.parametrize("number", [True, -1, 2**63, 1.0, None])
def test_a_number_is_needed_that_a_database_can_hold(number: object) -> None:
    assert not is_update({"update_id": number})


def test_the_kind_of_an_update_is_what_happened() -> None:
    asker = User(9, "Mei", is_bot=False)
    assert kind_of(Update(1, inline_query=InlineQuery("1", asker, "", ""))) == "inline_query"
    assert kind_of(Update(1)) == "nothing"

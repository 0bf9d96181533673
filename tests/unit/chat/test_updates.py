"""Reading updates as Telegram sends them."""

import logging
from typing import Any

import pytest
from telegram import Bot, InlineQuery, Update, User

from bot.chat.updates import is_update, kind_of, lane_of, read_update

MEI = {"id": 5, "is_bot": False, "first_name": "Mei"}
BOT = Bot("123456:token")


def message(**changed: Any) -> dict[str, Any]:
    chat = {"id": 5, "type": "private"}
    content = {"message_id": 1, "date": 0, "chat": chat, "from": MEI, "text": "WORDS"}
    return {"update_id": 1, "message": content | changed}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"update_id": 1, "message": {"text": "WORDS"}}, id="fields are missing"),
        pytest.param({"update_id": 1, "message": "WORDS"}, id="no object"),
        pytest.param(message(message_id=2**63), id="a number no database holds"),
        pytest.param(message(chat={"id": "WORDS", "type": "private"}), id="no number"),
        pytest.param(message(**{"from": MEI | {"id": 2**70}}), id="a person no database holds"),
    ],
)
def test_what_makes_no_sense_is_logged_without_its_words(
    data: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert read_update(data, BOT) is None
    assert "update 1 cannot be read" in caplog.text
    assert "WORDS" not in caplog.text


@pytest.mark.parametrize("data", [message(), {"update_id": 1}, {"update_id": 1, "new_kind": {}}])
def test_what_makes_sense_is_read(data: dict[str, Any]) -> None:
    update = read_update(data, BOT)
    assert update is not None
    assert update.update_id == 1


@pytest.mark.parametrize("number", [True, -1, 2**63, 1.0, None])
def test_a_number_is_needed_that_a_database_can_hold(number: object) -> None:
    assert not is_update({"update_id": number})


def test_an_update_without_a_chat_goes_by_its_sender() -> None:
    asker = User(9, "Mei", is_bot=False)
    assert lane_of(Update(1, inline_query=InlineQuery("1", asker, "", ""))) == 9
    assert lane_of(Update(1)) == 0


def test_the_kind_of_an_update_is_what_happened() -> None:
    asker = User(9, "Mei", is_bot=False)
    assert kind_of(Update(1, inline_query=InlineQuery("1", asker, "", ""))) == "inline_query"
    assert kind_of(Update(1)) == "nothing"

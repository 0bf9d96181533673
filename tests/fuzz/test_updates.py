"""Whatever comes from Telegram: no handler fails, and what is said is sound."""

import logging
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.intake import stored_form
from bot.chat.presses import Press
from bot.chat.updates import read_update
from bot.store import StoredUpdate
from bot.store.updates import failed_updates

from .conftest import Fuzzed
from .mutating import KEN, SCALARS, UPDATES, message, updates


@given(data=updates())
def test_no_update_makes_a_handler_fail(data: dict[str, Any], fuzzed: Fuzzed) -> None:
    fuzzed.process(data)


@pytest.mark.parametrize("number", range(len(UPDATES)))
def test_the_updates_as_they_are_make_no_handler_fail(
    number: int, fuzzed: Fuzzed, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        fuzzed.process({"update_id": 1 + number, **UPDATES[number]})
    assert caplog.text == ""


NUMBERS = count(1)


@given(data=updates())
def test_an_update_is_stored_as_it_came_or_set_aside(data: dict[str, Any], fuzzed: Fuzzed) -> None:
    bot, database = fuzzed.app.bot, fuzzed.app.bot_data["services"].store.database
    updates = fuzzed.app.bot_data["services"].store.updates(bot.id)
    data["update_id"] = next(NUMBERS)
    written = stored_form(data, read_update(data, bot), datetime.now(UTC))

    async def kept() -> list[StoredUpdate]:
        await updates.accept([written])
        found = [*await updates.waiting(), *await failed_updates(database)]
        updates.done(written.update_id)
        await database.commit()
        return found

    assert fuzzed.runner.run(kept()) == [written]


@given(text=st.text(max_size=4096) | SCALARS.filter(lambda value: isinstance(value, str)))
def test_no_text_makes_the_answer_fail(text: str, fuzzed: Fuzzed) -> None:
    fuzzed.process({"update_id": 1, "message": message(text)})
    fuzzed.process(
        {
            "update_id": 2,
            "inline_query": {"id": "1", "from": KEN, "query": text[:256], "offset": ""},
        }
    )


@given(
    data=st.text(max_size=70)
    | st.from_regex(r"2:[aoiltrvng]:[a-z0-9-]{0,20}:[0-9a-f]{1,8}:[ste]", fullmatch=True)
)
def test_no_callback_data_makes_a_press_fail(data: str, fuzzed: Fuzzed) -> None:
    press = Press.unpack(data)
    assert press is None or press.pack() == data or press.number == int(data.split(":")[3], 16)
    pressed = {"id": "1", "from": KEN, "chat_instance": "1", "data": data}
    fuzzed.process({"update_id": 1, "callback_query": pressed | {"message": message("card")}})

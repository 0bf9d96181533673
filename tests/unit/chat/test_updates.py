"""Reading updates as Telegram sends them."""

import json
import logging

import pytest

from bot.chat.updates import UpdatesRequest, is_update

SOUND = {"update_id": 2, "inline_query": {"id": "1", "query": "x", "offset": ""}}
SOUND["inline_query"] |= {"from": {"id": 5, "is_bot": False, "first_name": "Mei"}}  # type: ignore[operator]
SENSELESS = {"update_id": 1, "message": {"text": "WORDS"}}


def test_one_that_cannot_be_read_is_emptied_and_the_others_stay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    payload = json.dumps({"ok": True, "result": [SENSELESS, SOUND, "no update"]})
    with caplog.at_level(logging.DEBUG):
        answer = UpdatesRequest.parse_json_payload(payload.encode())
    assert answer["result"] == [{"update_id": 1}, SOUND]
    assert "update 1 cannot be read" in caplog.text
    assert "WORDS" not in caplog.text


@pytest.mark.parametrize("answer", [{"ok": True, "result": True}, {"ok": False}])
def test_other_answers_stay_as_they_are(answer: dict[str, bool]) -> None:
    assert UpdatesRequest.parse_json_payload(json.dumps(answer).encode()) == answer


@pytest.mark.parametrize("number", [True, -1, 2**63, 1.0, None])
def test_a_number_is_needed_that_a_database_can_hold(number: object) -> None:
    assert not is_update({"update_id": number})

from typing import Any

import pytest

from bot.sandbox import ControlClient, Person, Sandbox
from bot.sandbox.methods.editing import NOT_MODIFIED

from .conftest import RawBot

MARKUP = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}


async def test_edits_text(bot: RawBot, mei: Person, control: ControlClient) -> None:
    sent = await bot.ok("sendMessage", chat_id=mei.id, text="one", reply_markup=MARKUP)
    edited = await bot.ok(
        "editMessageText",
        chat_id=mei.id,
        message_id=sent["message_id"],
        text="<b>two</b>",
        parse_mode="HTML",
    )
    assert edited["text"] == "two"
    assert edited["entities"][0]["type"] == "bold"
    assert "reply_markup" not in edited  # an edit without a keyboard takes it away
    assert edited["edit_date"] >= edited["date"]
    (seen,) = await control.messages(mei.id, sender="bot")
    assert (seen.text, seen.edits) == ("two", 1)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("editMessageText", {"text": "same", "reply_markup": MARKUP}),
        ("editMessageText", {"text": " same ", "reply_markup": MARKUP}),
        ("editMessageReplyMarkup", {"reply_markup": MARKUP}),
    ],
)
async def test_not_modified(bot: RawBot, mei: Person, method: str, params: dict[str, Any]) -> None:
    sent = await bot.ok("sendMessage", chat_id=mei.id, text="same", reply_markup=MARKUP)
    answer = await bot.error(method, chat_id=mei.id, message_id=sent["message_id"], **params)
    assert answer == (400, f"Bad Request: {NOT_MODIFIED}")


async def test_takes_the_keyboard_away_once(bot: RawBot, mei: Person) -> None:
    sent = await bot.ok("sendMessage", chat_id=mei.id, text="x", reply_markup=MARKUP)
    target = {"chat_id": mei.id, "message_id": sent["message_id"]}
    edited = await bot.ok("editMessageReplyMarkup", **target)
    assert "reply_markup" not in edited
    assert "edit_date" not in edited
    assert (await bot.error("editMessageReplyMarkup", **target))[1].endswith(NOT_MODIFIED)


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("editMessageText", {"message_id": 1, "text": ""}, "message text is empty"),
        ("editMessageReplyMarkup", {"message_id": 99}, "message to edit not found"),
        ("editMessageText", {"inline_message_id": "no", "text": "x"}, "MESSAGE_ID_INVALID"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
    ],
)
async def test_refuses(
    bot: RawBot, mei: Person, method: str, params: dict[str, Any], error: str
) -> None:
    answer = await bot.error(method, chat_id=mei.id, **params)
    assert answer == (400, f"Bad Request: {error}")


async def test_deletes(bot: RawBot, mei: Person, control: ControlClient) -> None:
    sent = await bot.ok("sendMessage", chat_id=mei.id, text="x")
    target = {"chat_id": mei.id, "message_id": sent["message_id"]}
    assert await bot.ok("deleteMessage", **target) is True
    assert await control.messages(mei.id, sender="bot") == []
    answer = await bot.error("editMessageText", **target, text="y")
    assert answer == (400, "Bad Request: message to edit not found")


async def test_deletes_only_its_own_in_a_group(bot: RawBot, mei: Person, group: int) -> None:
    sent = await mei.send("hi", chat_id=group)
    answer = await bot.error("deleteMessage", chat_id=group, message_id=sent.id)
    assert answer == (400, "Bad Request: message can't be deleted")


async def test_does_not_delete_what_is_old(bot: RawBot, mei: Person, sandbox: Sandbox) -> None:
    sent = await mei.send("old", date=1_000_000_000)
    answer = await bot.error("deleteMessage", chat_id=mei.id, message_id=sent.id)
    assert answer == (400, "Bad Request: message can't be deleted")


async def test_photo_has_no_text_to_edit(bot: RawBot, mei: Person, sandbox: Sandbox) -> None:
    world = sandbox.world
    photo = world.post(world.chats[mei.id], world.bot.user, {"photo": []})
    answer = await bot.error("editMessageText", chat_id=mei.id, message_id=photo.id, text="x")
    assert answer == (400, "Bad Request: there is no text in the message to edit")

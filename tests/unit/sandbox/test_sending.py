import struct
import zlib
from typing import Any

import pytest

from bot.sandbox import MEI_ID, ControlClient, Person, Sandbox
from bot.sandbox.keyboards import check_markup

from .conftest import RawBot


def keyboard(*buttons: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button] for button in buttons]}


def png(width: int = 4, height: int = 3) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width + 1) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


CALLBACK = {"text": "x", "callback_data": "x"}

TEXT_ERRORS = [
    ({"text": ""}, "message text is empty"),
    ({}, "message text is empty"),
    ({"text": " \n "}, "message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    ({"text": "x" * 4097}, "message is too long"),
    (
        {"text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ({"text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
    ({"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
    (
        {"text": "x", "reply_parameters": {"message_id": 999}},
        "message to be replied not found",
    ),
    (
        {"text": "x", "reply_parameters": {"message_id": 1, "quote": "x"}},
        "the stand-in does not read quote of reply_parameters",
    ),
    ({"text": "x", "message_thread_id": 7}, "message thread not found"),
    (
        {"text": "x", "reply_markup": keyboard({"text": "x", "callback_data": "中" * 22})},
        "BUTTON_DATA_INVALID",
    ),
    (
        {"text": "x", "reply_markup": keyboard({"text": "x"})},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "x", "reply_markup": keyboard({"callback_data": "x"})},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        {"text": "x", "reply_markup": keyboard({"text": "x", "url": "ftp://example.com"})},
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    (
        {"text": "x", "reply_markup": keyboard({"text": "x", "url": "http://localhost"})},
        "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
    ),
    ({"text": "x", "reply_markup": keyboard(*[CALLBACK] * 101)}, "reply markup is too long"),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[CALLBACK] * 9]}},
        "reply markup is too long",
    ),
    (
        {"text": "x", "reply_markup": {"keyboard": [["x"]]}},
        "reply keyboards are not supported by the stand-in",
    ),
]


@pytest.mark.parametrize(("params", "error"), TEXT_ERRORS, ids=[e for _, e in TEXT_ERRORS])
async def test_refuses_text(bot: RawBot, mei: Person, params: dict[str, Any], error: str) -> None:
    answer = await bot.error("sendMessage", chat_id=mei.id, **params)
    assert answer == (400, f"Bad Request: {error}")


@pytest.mark.parametrize("text", ["x" * 4096, "<b>" + "中" * 4096 + "</b>"])
async def test_takes_4096_characters(bot: RawBot, mei: Person, text: str) -> None:
    await bot.ok("sendMessage", chat_id=mei.id, text=text, parse_mode="HTML")


def test_takes_100_buttons_of_64_bytes() -> None:
    button = {"text": "x", "callback_data": "中" * 21 + "x"}
    rows = [[button] * 5 for _ in range(20)]
    markup = {"inline_keyboard": rows}
    assert check_markup(markup) == markup


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x", "url": "https://t.me/share/url?url=x"},
        {"text": "x", "switch_inline_query": ""},
        {"text": "x", "switch_inline_query_current_chat": "q"},
        {"text": "x", "switch_inline_query_chosen_chat": {"query": "q"}},
        {"text": "x", "copy_text": {"text": "q"}},
    ],
)
def test_takes_every_kind_of_button(button: dict[str, Any]) -> None:
    assert check_markup(keyboard(button)) == keyboard(button)


@pytest.mark.parametrize("markup", [None, {"inline_keyboard": []}, {"force_reply": True}])
def test_no_keyboard(markup: Any) -> None:
    assert check_markup(markup) is None


async def test_message_carries_what_was_asked(bot: RawBot, mei: Person) -> None:
    asked = await mei.send("谁主持会议？")
    message = await bot.ok(
        "sendMessage",
        chat_id=mei.id,
        text="<b>答</b> /help",
        parse_mode="HTML",
        reply_parameters={"message_id": asked.id},
        reply_markup=keyboard(CALLBACK),
        link_preview_options={"is_disabled": True},
        protect_content=True,
    )
    assert message["text"] == "答 /help"
    assert [e["type"] for e in message["entities"]] == ["bold", "bot_command"]
    assert message["reply_to_message"]["message_id"] == asked.id
    assert message["reply_markup"] == keyboard(CALLBACK)
    assert message["link_preview_options"] == {"is_disabled": True}
    assert message["has_protected_content"]


async def test_sends_without_the_message_replied_to(bot: RawBot, mei: Person) -> None:
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    message = await bot.ok("sendMessage", chat_id=mei.id, text="x", reply_parameters=reply)
    assert "reply_to_message" not in message


@pytest.mark.parametrize("chat_id", [424242, "@nobody", "x"])
async def test_unknown_chat(bot: RawBot, chat_id: Any) -> None:
    answer = await bot.error("sendMessage", chat_id=chat_id, text="x")
    assert answer == (400, "Bad Request: chat not found")


async def test_missing_chat(bot: RawBot) -> None:
    assert await bot.error("sendMessage", text="x") == (400, "Bad Request: chat_id is empty")


async def test_cannot_write_first(bot: RawBot, ken: Person, sandbox: Sandbox) -> None:
    answer = await bot.error("sendMessage", chat_id=ken.id, text="x")
    assert answer == (403, "Forbidden: bot can't initiate conversation with a user")
    stranger = sandbox.world.add_user("Stranger")
    answer = await bot.error("sendMessage", chat_id=stranger.id, text="x")
    assert answer == (400, "Bad Request: chat not found")


async def test_blocked(bot: RawBot, mei: Person) -> None:
    await mei.block()
    answer = await bot.error("sendMessage", chat_id=mei.id, text="x")
    assert answer == (403, "Forbidden: bot was blocked by the user")
    await mei.send("again")  # writing lets the bot in again
    await bot.ok("sendMessage", chat_id=mei.id, text="x")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("kicked", "Forbidden: bot was kicked from the group chat"),
        ("left", "Forbidden: bot is not a member of the group chat"),
    ],
)
async def test_removed_from_group(
    bot: RawBot, control: ControlClient, mei: Person, group: int, status: str, error: str
) -> None:
    body = {"user_id": mei.id, "status": status}
    await control.request("POST", f"/control/chats/{group}/bot", body)
    assert await bot.error("sendMessage", chat_id=group, text="x") == (403, error)


async def test_migrated(bot: RawBot, control: ControlClient, mei: Person, group: int) -> None:
    path = f"/control/chats/{group}/migrate"
    new_id = (await control.request("POST", path, {"user_id": mei.id}))["id"]
    body = await bot.call("sendMessage", chat_id=group, text="x")
    assert body["error_code"] == 400
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new_id}
    await bot.ok("sendMessage", chat_id=new_id, text="x")
    served = [u["message"] for u in await bot.updates() if "message" in u]
    assert served[-2]["migrate_to_chat_id"] == new_id
    assert served[-1]["migrate_from_chat_id"] == group


async def test_topics(bot: RawBot, control: ControlClient, mei: Person) -> None:
    forum = await control.add_group("Forum", [mei], is_forum=True)
    path = f"/control/chats/{forum}/topics"
    topic = await control.request("POST", path, {"user_id": mei.id, "name": "Questions"})
    thread_id = topic["message_thread_id"]
    message = await bot.ok("sendMessage", chat_id=forum, text="x", message_thread_id=thread_id)
    assert message["message_thread_id"] == thread_id
    assert message["is_topic_message"]
    asked = await mei.send("/ask", chat_id=forum, thread_id=thread_id)
    assert asked.data["message_thread_id"] == thread_id


async def test_a_reply_goes_to_the_topic_of_its_target(
    bot: RawBot, control: ControlClient, mei: Person
) -> None:
    forum = await control.add_group("Forum", [mei], is_forum=True)
    body = {"user_id": mei.id, "name": "Questions"}
    thread = (await control.request("POST", f"/control/chats/{forum}/topics", body))[
        "message_thread_id"
    ]
    asked = await mei.send("/ask", chat_id=forum, thread_id=thread)
    reply = await bot.ok(
        "sendMessage", chat_id=forum, text="x", reply_parameters={"message_id": asked.id}
    )
    assert reply["message_thread_id"] == thread
    assert reply["is_topic_message"]


async def test_a_chain_of_replies_is_no_topic(
    bot: RawBot, control: ControlClient, mei: Person
) -> None:
    group = await control.add_group("Readers", [mei])
    first = await mei.send("/ask", chat_id=group)
    target = {"message_id": first.id}
    second = await bot.ok("sendMessage", chat_id=group, text="x", reply_parameters=target)
    third = await mei.send("/ask", chat_id=group, reply_to=second["message_id"])
    assert second["message_thread_id"] == third.data["message_thread_id"] == first.id
    assert "is_topic_message" not in third.data
    for method, what in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        answer = await bot.error(method, chat_id=group, message_thread_id=first.id, **what)
        assert answer == (400, "Bad Request: message thread not found")


async def test_where_the_bot_may_not_write(
    bot: RawBot, control: ControlClient, mei: Person
) -> None:
    forum = await control.add_group("Forum", [mei], is_forum=True)
    topics = f"/control/chats/{forum}/topics"
    topic = await control.request("POST", topics, {"user_id": mei.id, "name": "Questions"})
    thread = topic["message_thread_id"]
    message = {"chat_id": forum, "text": "x"}
    await control.request("POST", f"{topics}/{thread}/close", {"user_id": mei.id})
    answer = await bot.error("sendMessage", **message, message_thread_id=thread)
    assert answer == (400, "Bad Request: TOPIC_CLOSED")
    await bot.ok("sendMessage", **message)
    path = f"/control/chats/{forum}/bot"
    await control.request("POST", path, {"user_id": mei.id, "status": "restricted"})
    answer = await bot.error("sendMessage", **message)
    assert answer == (400, "Bad Request: not enough rights to send text messages to the chat")
    await control.request("POST", path, {"user_id": mei.id, "status": "administrator"})
    await bot.ok("sendMessage", **message, message_thread_id=thread)


async def test_photo(bot: RawBot, mei: Person, sandbox: Sandbox) -> None:
    url = f"/bot{bot.token}/sendPhoto"
    form = {"chat_id": str(mei.id), "caption": "<i>图</i>", "parse_mode": "HTML"}
    response = await bot.http.post(url, data=form, files={"photo": ("a.png", png())})
    message = response.json()["result"]
    assert (message["photo"][0]["width"], message["photo"][0]["height"]) == (4, 3)
    assert message["caption"] == "图"
    assert message["caption_entities"][0]["type"] == "italic"
    file_id = message["photo"][0]["file_id"]
    again = await bot.ok("sendPhoto", chat_id=MEI_ID, photo=file_id)
    assert again["photo"] == message["photo"]
    served = await bot.http.get(f"{sandbox.page_url}/control/files/{file_id}")
    assert served.content == png()
    assert served.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({}, "there is no photo in the request"),
        ({"photo": "no such id"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": "https://example.com/a.png"}, "failed to get HTTP URL content"),
        ({"photo": "x", "caption": "x" * 1025}, "message caption is too long"),
    ],
)
async def test_refuses_photo(bot: RawBot, mei: Person, params: dict[str, Any], error: str) -> None:
    answer = await bot.error("sendPhoto", chat_id=mei.id, **params)
    assert answer == (400, f"Bad Request: {error}")


@pytest.mark.parametrize("content", [b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xd9"])
async def test_refuses_what_is_no_picture(bot: RawBot, mei: Person, content: bytes) -> None:
    response = await bot.http.post(
        f"/bot{bot.token}/sendPhoto", data={"chat_id": mei.id}, files={"photo": ("a", content)}
    )
    assert response.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_chat_action(bot: RawBot, mei: Person) -> None:
    assert await bot.ok("sendChatAction", chat_id=mei.id, action="typing") is True
    answer = await bot.error("sendChatAction", chat_id=mei.id, action="dancing")
    assert answer == (400, "Bad Request: wrong parameter action in request")

import time
from typing import Any

import pytest

from bot.sandbox import DEMO_USERNAME, KEN_ID, ControlClient, Person, Sandbox
from bot.sandbox.errors import ControlError

from .conftest import RawBot

MENTION = f"@{DEMO_USERNAME}"


async def test_private_message(bot: RawBot, mei: Person) -> None:
    await mei.send("/ask 会议", date=1_700_000_000)
    message = (await bot.updates())[-1]["message"]
    assert message["date"] == 1_700_000_000
    assert message["chat"] == {
        "id": mei.id,
        "type": "private",
        "first_name": "Mei",
        "username": "mei_reads",
    }
    assert message["from"]["language_code"] == "zh-hans"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 4}]


async def test_sent_at_is_the_real_time(mei: Person) -> None:
    late = await mei.send("late", date=1)
    assert abs(late.sent_at - time.time()) < 5
    assert late.data["date"] == 1


@pytest.mark.parametrize("media", ["photo", "voice", "sticker"])
async def test_media(bot: RawBot, mei: Person, media: str) -> None:
    sent = await mei.send("看", media=media)
    message = (await bot.updates())[-1]["message"]
    assert message[media]
    assert sent.text == ("" if media == "sticker" else "看")


@pytest.mark.parametrize(
    ("text", "hears"),
    [
        ("hello", False),
        ("/ask who", True),
        (f"/ask{MENTION} who", True),
        ("/ask@other_bot who", False),
        (f"{MENTION} who", True),
        (f"请问{MENTION}谁", False),
        ("@someone_else who", False),
    ],
)
async def test_privacy_mode(
    bot: RawBot, mei: Person, group_id: int, text: str, hears: bool
) -> None:
    (start,) = await bot.updates()
    await mei.send(text, chat_id=group_id)
    found = await bot.updates(offset=start["update_id"] + 1)
    assert [u["message"]["text"] for u in found] == ([text] if hears else [])


async def test_hears_replies_to_itself(bot: RawBot, mei: Person, group_id: int) -> None:
    sent = await bot.ok("sendMessage", chat_id=group_id, text="x")
    mine = await mei.send("hi", chat_id=group_id)
    await mei.send("not for the bot", chat_id=group_id, reply_to=mine.id)
    await mei.send("for the bot", chat_id=group_id, reply_to=sent["message_id"])
    message = (await bot.updates())[-1]["message"]
    assert message["text"] == "for the bot"
    assert message["reply_to_message"]["text"] == "x"


@pytest.mark.parametrize("way", ["reads_groups", "administrator"])
async def test_hears_everything(
    bot: RawBot, mei: Person, control: ControlClient, group_id: int, way: str
) -> None:
    if way == "reads_groups":
        await control.request("PATCH", "/control/bot", {"reads_groups": True})
        assert (await bot.ok("getMe"))["can_read_all_group_messages"]
    else:
        body = {"user_id": mei.id, "status": "administrator"}
        await control.request("POST", f"/control/chats/{group_id}/bot", body)
    await mei.send("hello", chat_id=group_id)
    assert (await bot.updates())[-1]["message"]["text"] == "hello"


async def test_edit(bot: RawBot, mei: Person, ken: Person, group_id: int) -> None:
    sent = await mei.send("one")
    edited = await mei.edit(sent, "two")
    assert edited.edits == 1
    message = (await bot.updates())[-1]["edited_message"]
    assert (message["text"], message["message_id"]) == ("two", sent.id)
    assert message["edit_date"]
    spoken = await mei.send("hi", chat_id=group_id)
    with pytest.raises(ControlError, match="somebody else"):
        await ken.edit(spoken, "no")


async def test_block_and_return(bot: RawBot, mei: Person) -> None:
    await mei.block()
    await mei.block()  # changes nothing
    await mei.block(has_blocked=False)
    statuses = [
        (u["my_chat_member"]["old_chat_member"]["status"],
         u["my_chat_member"]["new_chat_member"]["status"])
        for u in await bot.updates() if "my_chat_member" in u
    ]  # fmt: skip
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_bot_comes_and_goes(
    bot: RawBot, mei: Person, control: ControlClient, sandbox: Sandbox
) -> None:
    group = await control.add_group("New", [mei], bot_status="left")
    path = f"/control/chats/{group}/bot"
    await control.request("POST", path, {"user_id": mei.id, "status": "member"})
    came, change = (await bot.updates())[-2:]
    assert came["message"]["new_chat_members"][0]["username"] == DEMO_USERNAME
    assert change["my_chat_member"]["new_chat_member"]["status"] == "member"
    await control.request("POST", path, {"user_id": mei.id, "status": "kicked"})
    assert "my_chat_member" in (await bot.updates())[-1]
    await mei.send(f"{MENTION} hello?", chat_id=group)
    assert "my_chat_member" in (await bot.updates())[-1]


async def test_a_channels_post_is_forwarded_into_its_group(
    bot: RawBot, mei: Person, control: ControlClient
) -> None:
    group = await control.add_group("Comments", [mei])
    await control.request("PATCH", "/control/bot", {"reads_groups": True})
    body = {"title": "News", "text": "A report"}
    post = await control.request("POST", f"/control/chats/{group}/posts", body)
    number = post["message"]["message_id"]
    comment = await mei.send("Well?", chat_id=group, reply_to=number)
    heard = [update["message"] for update in await bot.updates()][-2:]
    assert heard[0]["is_automatic_forward"]
    assert heard[0]["sender_chat"]["type"] == "channel"
    assert comment.data["message_thread_id"] == heard[1]["message_thread_id"] == number
    assert "is_topic_message" not in comment.data


async def test_leave_chat(bot: RawBot, group: int, mei: Person) -> None:
    assert await bot.ok("leaveChat", chat_id=group) is True
    assert (await bot.error("sendMessage", chat_id=group, text="x"))[0] == 403
    assert (await bot.error("leaveChat", chat_id=mei.id))[0] == 403


WRONG: list[tuple[str, str, dict[str, Any], int]] = [
    ("POST", "/control/chats/1001/messages", {"user_id": 1001}, 400),
    ("POST", "/control/chats/1001/messages", {"user_id": 1001, "text": "x" * 4097}, 400),
    ("POST", "/control/chats/1001/messages", {"user_id": 1001, "media": "gif"}, 400),
    ("POST", "/control/chats/1001/messages", {"user_id": 1001, "text": "x", "nope": 1}, 400),
    ("POST", "/control/chats/1001/messages", {"text": "x"}, 400),
    ("POST", "/control/chats/1001/messages", {"user_id": 77, "text": "x"}, 404),
    ("POST", "/control/chats/77/messages", {"user_id": 1001, "text": "x"}, 404),
    ("POST", "/control/chats/1001/messages", {"user_id": KEN_ID, "text": "x"}, 403),
    ("POST", "/control/chats/1001/messages", {"user_id": 1001, "text": "x", "reply_to": 99}, 404),
    ("POST", "/control/chats/1001/messages", {"user_id": 1001, "text": "x", "thread_id": 9}, 404),
    ("POST", "/control/chats/1001/bot", {"user_id": 1001, "status": "left"}, 400),
    ("POST", "/control/chats/1001/forum", {"user_id": 1001}, 400),
    ("POST", "/control/chats/1001/posts", {"title": "News", "text": "x"}, 400),
    ("POST", "/control/chats/1001/topics", {"user_id": 1001, "name": "x"}, 400),
    ("POST", "/control/chats/1001/topics/7/close", {"user_id": 1001}, 404),
    ("POST", "/control/chats/1001/migrate", {"user_id": 1001}, 400),
    ("POST", "/control/users", {"first_name": "X", "user_id": 1001}, 400),
    ("POST", "/control/chats", {"title": "X", "member_ids": [77]}, 404),
    ("POST", "/control/chats", {"title": "X", "member_ids": [], "kind": "channel"}, 400),
    ("POST", "/control/faults", {"kind": "earthquake"}, 400),
    ("POST", "/control/inline/7/choose", {"user_id": 1001, "chat_id": 1, "result_id": "1"}, 404),
    ("POST", "/control/inline", {"user_id": 1001, "query": "q", "timeout": 0.01}, 504),
]


@pytest.mark.parametrize(("verb", "path", "body", "status"), WRONG)
async def test_control_says_no(
    control: ControlClient, verb: str, path: str, body: dict[str, Any], status: int
) -> None:
    with pytest.raises(ControlError) as caught:
        await control.request(verb, path, body)
    assert caught.value.status == status


async def test_not_a_member(control: ControlClient, mei: Person, ken: Person) -> None:
    group = await control.add_group("Private", [mei])
    with pytest.raises(ControlError, match="not a member"):
        await ken.send("hi", chat_id=group)


async def test_waits_for_replies(bot: RawBot, mei: Person, control: ControlClient) -> None:
    with pytest.raises(TimeoutError):
        await control.replies(mei.id, timeout_seconds=0.05)
    one = await bot.ok("sendMessage", chat_id=mei.id, text="one")
    (seen,) = await control.replies(mei.id)
    await bot.ok("editMessageText", chat_id=mei.id, message_id=one["message_id"], text="two")
    (edited,) = await control.replies(mei.id, since=seen.revision)
    assert (edited.text, edited.edits) == ("two", 1)
    with pytest.raises(TimeoutError):
        await control.replies(mei.id, count=2, timeout_seconds=0.05)


async def test_reset(bot: RawBot, mei: Person, control: ControlClient) -> None:
    commands = [{"command": "help", "description": "Help"}]
    await bot.ok("setMyCommands", commands=commands)
    (start,) = await bot.updates()
    await control.reset()
    assert await control.messages(mei.id) == []
    assert await control.calls() == []
    assert await bot.ok("getMyCommands") == commands
    await mei.send("again")
    found = await bot.updates(offset=start["update_id"] + 1)
    assert [u["message"]["text"] for u in found] == ["again"]


async def test_members_come_and_go(
    group: int, control: ControlClient, bot: RawBot, ken: Person
) -> None:
    async def status() -> str:
        member = await bot.ok("getChatMember", chat_id=group, user_id=ken.id)
        return str(member["status"])

    path = f"/control/chats/{group}/members"
    assert await status() == "member"
    for change in ("left", "administrator", "member"):
        await control.request("POST", path, {"user_id": ken.id, "status": change})
        assert await status() == change
    await control.request("POST", path, {"user_id": ken.id, "status": "left"})
    with pytest.raises(ControlError, match="not a member"):
        await ken.send("hello", chat_id=group)
    with pytest.raises(ControlError, match="members of a group are"):
        await control.request("POST", path, {"user_id": ken.id, "status": "king"})

"""Groups: answers where the bot is spoken to, silence elsewhere, and groups that go away."""

import pytest

from bot.sandbox import ControlClient, Person, Sandbox

from .driving import BotProcess, changed, entities, labels, silence, toast


@pytest.fixture
def name(sandbox: Sandbox) -> str:
    return f"@{sandbox.world.bot.user.username}"


async def test_a_mention_is_answered_in_reply(
    name: str, mei: Person, group: int, control: ControlClient
) -> None:
    asked = await mei.send(f"{name} 谁主持了会议？", chat_id=group)
    [card] = await control.replies(group, after=asked.id)
    assert "许勤" in card.text
    assert card.data["reply_to_message"]["message_id"] == asked.id


async def test_a_mention_alone_answers_the_message_it_replies_to(
    name: str, mei: Person, ken: Person, group: int, control: ControlClient
) -> None:
    question = await ken.send("会议是哪天开的？", chat_id=group)
    asked = await mei.send(name, chat_id=group, reply_to=question.id)
    [card] = await control.replies(group, after=asked.id)
    assert entities(card)["bold"] == "会议是哪天开的？"


async def test_a_reply_goes_on_from_the_card_whoever_asked(
    name: str, mei: Person, ken: Person, group: int, control: ControlClient
) -> None:
    card = await mei.ask(f"{name} 五个坚持", chat_id=group)
    asked = await ken.send("第二个是什么", chat_id=group, reply_to=card.id)
    [reply] = await control.replies(group, after=asked.id)
    assert "规划引领" in reply.text


@pytest.mark.parametrize("command", ["/ask", "/ask@meeting_demo_bot"])
async def test_ask_is_answered(command: str, mei: Person, group: int) -> None:
    card = await mei.ask(f"{command} 谁主持了会议？", chat_id=group)
    assert entities(card)["bold"] == "谁主持了会议？"


async def test_ask_alone_says_how(mei: Person, group: int) -> None:
    assert "/ask 谁" in (await mei.ask("/ask", chat_id=group)).text


async def test_an_edited_ask_gets_its_reply_edited(
    mei: Person, group: int, control: ControlClient
) -> None:
    asked = await mei.send("/ask 谁主持了会议？", chat_id=group)
    [card] = await control.replies(group, after=asked.id)
    await mei.edit(asked, "/ask 会议是哪天开的？")
    assert entities(await changed(control, card))["bold"] == "会议是哪天开的？"


async def test_other_talk_is_left_alone(
    mei: Person, ken: Person, group: int, control: ControlClient, running: BotProcess
) -> None:
    await control.request("PATCH", "/control/bot", {"reads_groups": True})
    try:
        await ken.send("谁主持了会议？", chat_id=group)
        await ken.send("@somebody_else 谁主持了会议？", chat_id=group)
        await ken.send(media="sticker", chat_id=group)
        last = await ken.send("/weather", chat_id=group)
        await silence(control, group, after=last.id)
    finally:
        await control.request("PATCH", "/control/bot", {"reads_groups": False})
    assert await running.rows("select count(*) from questions where user = ?", ken.id) == [(0,)]


async def test_each_person_has_a_conversation_of_their_own(
    name: str, mei: Person, ken: Person, group: int
) -> None:
    await mei.ask(f"{name} 五个坚持", chat_id=group)
    await ken.ask(f"{name} 会议强调了哪四项任务？", chat_id=group)
    assert "规划引领" in (await mei.ask(f"{name} 第二个是什么", chat_id=group)).text


async def test_a_topic_of_a_forum_is_answered_in_the_topic(
    name: str, mei: Person, control: ControlClient
) -> None:
    forum = await control.add_group("Forum", [mei], is_forum=True)
    topic = await control.request(
        "POST", f"/control/chats/{forum}/topics", {"user_id": mei.id, "name": "News"}
    )
    thread = topic["message_thread_id"]
    asked = await mei.send(f"{name} 谁主持了会议？", chat_id=forum, thread_id=thread)
    [card] = await control.replies(forum, after=asked.id)
    assert card.data["message_thread_id"] == thread


async def test_a_comment_on_a_channels_post_is_answered_below_it(
    name: str, mei: Person, group: int, control: ControlClient
) -> None:
    await control.request("PATCH", "/control/bot", {"reads_groups": True})
    try:
        body = {"title": "News", "text": "谁主持了会议？"}
        post = await control.request("POST", f"/control/chats/{group}/posts", body)
        number = post["message"]["message_id"]
        comment = await mei.send(f"{name} 会议是哪天开的？", chat_id=group, reply_to=number)
        [card] = await control.replies(group, after=number)
        await silence(control, group, after=card.id)
    finally:
        await control.request("PATCH", "/control/bot", {"reads_groups": False})
    assert entities(card)["bold"] == "会议是哪天开的？"
    assert card.data["reply_to_message"]["message_id"] == comment.id
    assert card.data["message_thread_id"] == number


async def test_where_the_bot_may_not_write_there_is_no_error(
    name: str, mei: Person, control: ControlClient, running: BotProcess
) -> None:
    before = len(running.log)
    forum = await control.add_group("Forum", [mei], is_forum=True)
    topics = f"/control/chats/{forum}/topics"
    body = {"user_id": mei.id, "name": "News"}
    thread = (await control.request("POST", topics, body))["message_thread_id"]
    await control.request("POST", f"{topics}/{thread}/close", {"user_id": mei.id})
    await mei.send(f"{name} 谁主持了会议？", chat_id=forum, thread_id=thread)
    asked = await mei.send(f"{name} 谁主持了会议？", chat_id=forum)
    [card] = await control.replies(forum, after=asked.id)
    body = {"user_id": mei.id, "status": "restricted"}
    await control.request("POST", f"/control/chats/{forum}/bot", body)
    await mei.send(f"{name} 谁主持了会议？", chat_id=forum)
    await mei.press(card, labels(card)[0])
    await mei.ask("谁主持了会议？")
    log = running.log[before:]
    assert len([line for line in log if "closed to the bot" in line]) >= 2
    assert not [line for line in log if "ERROR" in line or "Traceback" in line]


async def test_buttons_work_for_everybody_in_a_group(
    name: str, mei: Person, ken: Person, group: int, control: ControlClient
) -> None:
    card = await mei.ask(f"{name} 五个坚持", chat_id=group)
    await ken.press(card, "2")
    assert "规划引领" in (await changed(control, card)).text


async def test_a_group_that_removes_the_bot_causes_no_error(
    name: str, mei: Person, group: int, control: ControlClient, running: BotProcess
) -> None:
    card = await mei.ask(f"{name} 谁主持了会议？", chat_id=group)
    before = len(running.log)
    await mei.press(card, labels(card)[0])
    body = {"user_id": mei.id, "status": "kicked"}
    await control.request("POST", f"/control/chats/{group}/bot", body)
    await mei.press(card, labels(card)[0], timeout_seconds=1.0)
    await mei.ask("谁主持了会议？")
    assert not [line for line in running.log[before:] if "ERROR" in line]


async def test_a_group_that_becomes_a_supergroup_keeps_its_language(
    name: str, mei: Person, control: ControlClient, running: BotProcess
) -> None:
    before = len(running.log)
    old = await control.add_group("Small", [mei], kind="group")
    offer = await mei.ask("/lang", chat_id=old)
    await toast(mei, offer, "English")
    new = (await control.request("POST", f"/control/chats/{old}/migrate", {"user_id": mei.id}))[
        "id"
    ]
    query = "select language from chats where id = ?"
    assert await running.rows(query, new) == [("en",)]
    card = await mei.ask(f"{name} 谁主持了会议？", chat_id=new)
    assert entities(card)["bold"] == "Who chaired the meeting?"
    assert not [line for line in running.log[before:] if "ERROR" in line]


async def test_a_press_in_a_group_that_moved_is_answered_where_it_is_now(
    name: str, mei: Person, control: ControlClient
) -> None:
    old = await control.add_group("Small", [mei], kind="group")
    card = await mei.ask(f"{name} 谁主持了会议？", chat_id=old)
    moved = await control.request("POST", f"/control/chats/{old}/migrate", {"user_id": mei.id})
    await mei.press(card, labels(card)[0])
    [answer] = await control.replies(moved["id"])
    assert entities(answer)["bold"] == labels(card)[0]

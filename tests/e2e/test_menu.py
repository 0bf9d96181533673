"""Commands, what they browse, and what is remembered."""

import re
import time

import pytest

from bot.sandbox import ControlClient, Person, Sandbox

from .driving import BotProcess, changed, entities, labels, toast


async def test_start_welcomes_and_offers_questions(mei: Person, ken: Person) -> None:
    welcome = await mei.ask("/start")
    assert "你好" in welcome.text
    assert "这篇报道讲了什么？" in labels(welcome)
    assert "Hello" in (await ken.ask("/start")).text


async def test_a_deep_link_opens_the_very_answer(mei: Person, ken: Person) -> None:
    card = await mei.ask("谁主持了会议？")
    parameter = re.search(r"start=([a-z0-9-]+)", card.buttons[-1]["url"])
    assert parameter is not None
    opened = await ken.ask(f"/start {parameter[1]}")
    assert entities(opened)["bold"] == "Who chaired the meeting?"


async def test_a_dead_link_says_so_and_offers_questions(mei: Person) -> None:
    reply = await mei.ask("/start no-such-entry")
    assert "没有了" in reply.text
    assert len(reply.buttons) > 3


@pytest.mark.parametrize(
    ("command", "words"),
    [("/help", "/topics"), ("/privacy", "/forget"), ("/fly", "/help"), ("/ask", "/ask 谁")],
)
async def test_commands_say_what_they_are_for(command: str, words: str, mei: Person) -> None:
    assert words in (await mei.ask(command)).text


async def test_topics_lead_to_questions_and_answers_in_place(
    mei: Person, control: ControlClient
) -> None:
    topics = await mei.ask("/topics")
    await mei.press(topics, "会议概况")
    page = await changed(control, topics)
    assert page.text == "会议概况"
    assert labels(page)[-2:] == ["‹‹ 全部主题", "下一页 ›"]
    await mei.press(page, "下一页 ›")
    second = await changed(control, page)
    assert [label for label in labels(second) if "‹" in label] == ["‹ 上一页", "‹‹ 全部主题"]
    question = labels(second)[0]
    await mei.press(second, question)
    card = await changed(control, second)
    assert entities(card)["bold"] == question
    assert labels(card)[-1] == "‹‹ 会议概况"
    await mei.press(card, "‹‹ 会议概况")
    back = await changed(control, card)
    assert labels(back) == labels(second)
    await mei.press(back, "‹‹ 全部主题")
    assert labels(await changed(control, back)) == labels(topics)
    assert len(await control.messages(mei.id, sender="bot")) == 1


async def test_a_follow_up_after_browsing_is_understood(
    mei: Person, control: ControlClient
) -> None:
    topics = await mei.ask("/topics")
    await mei.press(topics, "五个坚持")
    page = await changed(control, topics)
    await mei.press(page, labels(page)[0])
    await changed(control, page)
    assert "规划引领" in (await mei.ask("第二个是什么")).text


async def test_the_article_is_read_paragraph_by_paragraph(
    mei: Person, control: ControlClient
) -> None:
    page = await mei.ask("/article")
    read = [page.text]
    while "下一页 ›" in labels(page):
        await mei.press(page, "下一页 ›")
        page = await changed(control, page)
        read.append(page.text)
    assert len(read) == 7
    assert "第1段（共7段）" in read[0]
    assert read[-1].endswith("省委区域协调发展领导小组成员单位负责同志参加。")
    await mei.press(page, "‹ 上一页")
    assert (await changed(control, page)).text == read[-2]


async def test_the_language_is_chosen_by_buttons_and_remembered(
    mei: Person, control: ControlClient, running: BotProcess
) -> None:
    offer = await mei.ask("/lang")
    assert labels(offer) == ["✓ 自动（跟随提问）", "简体中文", "繁體中文", "English"]
    assert await toast(mei, offer, "繁體中文") == "記下了"
    marked = await changed(control, offer)
    assert "✓ 繁體中文" in labels(marked)
    assert entities(await mei.ask("谁主持了会议？"))["bold"] == "誰主持了會議？"
    stored = "select language from chats where id = ?"
    assert await running.rows(stored, mei.id) == [("zh-Hant",)]
    await toast(mei, marked, "English")
    card = await mei.ask("谁主持了会议？")
    assert entities(card)["bold"] == "Who chaired the meeting?"
    marked = await changed(control, marked)
    await toast(mei, marked, "Automatic (as you ask)")
    assert entities(await mei.ask("谁主持了会议？"))["bold"] == "谁主持了会议？"


async def test_forget_erases_everything_about_a_person(
    mei: Person, ken: Person, control: ControlClient, running: BotProcess
) -> None:
    card = await mei.ask("谁主持了会议？")
    await toast(mei, card, "👍")
    await toast(mei, await mei.ask("/lang"), "English")
    await ken.ask("Who chaired the meeting?")
    await running.rows("select * from questions where user in (?, ?)", mei.id, ken.id, count=2)
    assert "erased" in (await mei.ask("/forget")).text
    for query in (
        "select count(*) from questions where user = ?",
        "select count(*) from votes where user = ?",
        "select count(*) from chats where id = ?",
    ):
        assert await running.rows(query, mei.id) == [(0,)]
    assert await running.rows("select count(*) from questions where user = ?", ken.id) == [(1,)]
    assert entities(await mei.ask("谁主持了会议？"))["bold"] == "谁主持了会议？"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("1:a:meeting-chair:0", id="older version"),
        pytest.param("2:a:no-such-entry:0:s", id="removed entry"),
        pytest.param("2:t:no-such-topic:0:s", id="removed topic"),
        pytest.param("2:i:principles-list:63:s", id="removed item"),
        pytest.param("2:o:no-such-entry:0:s", id="removed entry, in place"),
        pytest.param("2:v:no-such-entry:1:s", id="vote on a removed entry"),
        pytest.param("2:g::63:s", id="removed language"),
        pytest.param("garbage", id="garbage"),
    ],
)
async def test_an_old_button_answers_kindly(data: str, mei: Person, sandbox: Sandbox) -> None:
    card = await mei.ask("谁主持了会议？")
    stored = sandbox.world.chats[mei.id].messages[card.id]
    stored.data["reply_markup"]["inline_keyboard"].append([{"text": "x", "callback_data": data}])
    assert "过期" in await toast(mei, card, "x")


async def test_a_button_pressed_twice_does_no_harm(mei: Person, control: ControlClient) -> None:
    page = await mei.ask("/topics")
    stale = page
    await mei.press(page, labels(page)[0])
    page = await changed(control, page)
    await mei.press(page, "‹‹ 全部主题")
    page = await changed(control, page)
    assert labels(page) == labels(stale)


async def test_the_bot_introduces_itself_in_two_languages(
    mei: Person, ken: Person, control: ControlClient, group: int
) -> None:
    private = ["start", "help", "topics", "article", "ask", "lang", "privacy", "forget"]
    for person, start in ((mei, "开始"), (ken, "Start")):
        path = f"/control/commands?user_id={person.id}&chat_id={person.id}"
        listed = await control.request("GET", path)
        assert [command["command"] for command in listed] == private
        assert listed[0]["description"] == start
    in_group = await control.request("GET", f"/control/commands?user_id={mei.id}&chat_id={group}")
    assert in_group[0]["command"] == "ask"
    users = {user["id"]: user for user in await control.request("GET", "/control/users")}
    assert "会议报道" in users[mei.id]["bot_description"]
    assert "news report" in users[ken.id]["bot_description"]
    assert users[mei.id]["bot_short_description"] != users[ken.id]["bot_short_description"]


async def test_a_message_from_long_ago_is_still_answered(
    mei: Person, control: ControlClient
) -> None:
    sent = await mei.send("谁主持了会议？", date=int(time.time()) - 3600)
    [reply] = await control.replies(mei.id, after=sent.id)
    assert "许勤" in reply.text

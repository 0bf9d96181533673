"""A group on the chat page: who is answered, topics, the bot that comes and goes."""

from playwright.async_api import expect

from bot.sandbox import ControlClient, Person

from .browsing import ChatPage


async def test_in_a_group_the_bot_answers_whoever_speaks_to_it(
    chat: ChatPage, group: int, control: ControlClient
) -> None:
    await chat.chat("Readers").last.click()
    await expect(chat.page.locator("#welcome")).to_contain_text("@meeting_demo_bot")
    await chat.say("大家好")
    card = await chat.ask("@meeting_demo_bot 谁主持了会议")
    await expect(card.locator(".replied")).to_contain_text("Mei")
    await chat.page.locator("#sender").click()
    await expect(chat.page.locator("#acting-as")).to_have_text("You are Ken")
    card = await chat.ask("/ask what was approved")
    await expect(card.locator(".replied")).to_contain_text("Ken")
    assert len(await control.messages(group, sender="bot")) == 2


async def test_the_bot_is_removed_from_a_group_and_let_in_again(
    chat: ChatPage, group: int, control: ControlClient
) -> None:
    await chat.chat("Readers").last.click()
    await chat.choose("#place", "移出机器人")
    notices = chat.page.locator("#messages .notice")
    await expect(notices.last).to_have_text("机器人已离开本群")
    await chat.say("@meeting_demo_bot 谁主持了会议")
    await chat.choose("#place", "加入机器人")
    await expect(notices.last).to_have_text("机器人已加入本群")
    await chat.ask("@meeting_demo_bot 会议是哪天开的")
    [answer] = await control.messages(group, sender="bot")
    assert "会议是哪天开的" in answer.text


async def test_a_group_becomes_a_supergroup_and_stays_open(
    chat: ChatPage, mei: Person, control: ControlClient
) -> None:
    await control.add_group("Small", [mei], kind="group")
    await chat.chat("Small").click()
    await chat.choose("#place", "升级为超级群组")
    await expect(chat.page.locator("#messages .notice")).to_have_text("本群已升级为超级群组")
    card = await chat.ask("@meeting_demo_bot 谁主持了会议")
    await expect(card).to_contain_text("许勤")


async def test_a_group_has_topics_with_a_talk_each(
    chat: ChatPage, mei: Person, control: ControlClient
) -> None:
    await control.add_group("Small", [mei], kind="group")
    await chat.chat("Small").click()
    await chat.choose("#place", "开启话题")
    topics = chat.page.locator("#topics")
    await topics.get_by_role("button", name="新话题").click()
    await chat.page.get_by_label("话题名称").fill("人事")
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.locator("#messages .notice")).to_have_text("话题“人事”已建立")
    await expect(await chat.ask("@meeting_demo_bot 谁主持了会议")).to_contain_text("许勤")
    await chat.page.locator("#text").fill("写了一半")
    await topics.get_by_role("button", name="综合").click()
    await expect(chat.page.locator("#text")).to_have_value("")
    await expect(chat.bubbles()).to_have_count(0)
    await expect(await chat.ask("/ask 会议是哪天开的")).to_contain_text("23日")
    await topics.get_by_role("button", name="人事").click()
    await expect(chat.bubbles()).to_have_count(2)
    await expect(chat.newest()).to_contain_text("许勤")
    await expect(chat.page.locator("#text")).to_have_value("写了一半")


async def test_what_is_chosen_inline_goes_to_the_topic_one_is_in(
    chat: ChatPage, mei: Person, control: ControlClient
) -> None:
    forum = await control.add_group("Forum", [mei], is_forum=True)
    body = {"user_id": mei.id, "name": "News"}
    await control.request("POST", f"/control/chats/{forum}/topics", body)
    await chat.chat("Forum").click()
    await chat.page.locator("#topics").get_by_role("button", name="News").click()
    await chat.choose("#attach", "内联提问：@机器人")
    await chat.page.locator("#suggestions .result").first.click()
    await expect(chat.newest().locator(".via")).to_contain_text("通过 @meeting_demo_bot")

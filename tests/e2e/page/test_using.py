"""What a person does on the chat page, with the mouse and the keyboard."""

from playwright.async_api import Route, expect

from bot.sandbox import ControlClient, Person

from .browsing import ChatPage


async def test_the_greeting_offers_questions_to_tap(chat: ChatPage) -> None:
    await expect(chat.newest()).to_contain_text("点一个问题试试")
    await chat.newest().get_by_role("button", name="谁主持了会议？").click()
    await expect(chat.newest().locator(".body b")).to_have_text("谁主持了会议？")
    await expect(chat.newest()).to_contain_text("许勤")


async def test_a_question_is_answered_with_its_source(chat: ChatPage) -> None:
    card = await chat.ask("會議通過了什麼")
    await expect(card.locator(".body b")).to_have_text("會議審議通過了什麼？")
    await expect(card.locator(".body i")).to_have_text("（來源：報道第7段）")
    await expect(card.locator(".quote")).to_contain_text("工作規則")
    await expect(chat.page.locator("#text")).to_have_value("")


async def test_a_long_quotation_opens_and_folds(chat: ChatPage) -> None:
    quote = (await chat.ask("谁主持了会议")).locator(".quote")
    arrow = quote.get_by_role("button", name="展开整段引文")

    async def height() -> float:
        box = await quote.bounding_box()
        assert box is not None
        return box["height"]

    folded = await height()
    await arrow.click()
    await expect(arrow).to_have_attribute("aria-expanded", "true")
    assert await height() > folded
    await quote.locator(".inner").click()
    await expect(arrow).to_have_attribute("aria-expanded", "false")
    assert await height() == folded


async def test_an_open_quotation_stays_open_when_more_is_said(
    chat: ChatPage, control: ControlClient
) -> None:
    card = await chat.ask("谁主持了会议")
    arrow = card.get_by_role("button", name="展开整段引文")
    await arrow.click()
    await chat.ask("会议是哪天开的")
    await control.add_person("Lin")  # the page fetches everything anew
    await expect(chat.chat("Lin")).to_be_visible()
    await chat.ask("会议审议通过了什么")
    await expect(arrow).to_have_attribute("aria-expanded", "true")


async def test_the_newest_message_is_in_view_unless_one_reads_older_ones(chat: ChatPage) -> None:
    for question in ("谁主持了会议", "/help", "五个坚持是哪五个", "/help"):
        reply = await chat.ask(question)
        await expect(reply.locator(".meta")).to_be_in_viewport()
    first = chat.bubbles().first
    await first.scroll_into_view_if_needed()
    await chat.choose("#attach", "图片")
    await expect(chat.newest()).to_be_in_viewport()


async def test_a_list_is_opened_item_by_item_in_place(chat: ChatPage) -> None:
    card = await chat.ask("五个坚持是哪五个")
    count = await chat.bubbles().count()
    await card.get_by_role("button", name="3", exact=True).click()
    await expect(card.locator(".body")).to_contain_text("第3项，共5项")
    await expect(card.locator(".meta")).to_contain_text("已编辑")
    await card.get_by_role("button", name="4 ›").click()
    await expect(card.locator(".body")).to_contain_text("坚持协同联动")
    await card.get_by_role("button", name="‹‹ 完整列表").click()
    await expect(card.locator(".body b").first).to_have_text("会议提出了哪五个“坚持”？")
    assert await chat.bubbles().count() == count


async def test_a_vote_is_counted_and_taken_back(chat: ChatPage) -> None:
    card = await chat.ask("谁主持了会议")
    toast = chat.page.locator("#toast")
    for label, words in (("👍", "已记下 👍"), ("👎", "已记下 👎"), ("👎", "已撤回")):
        await card.get_by_role("button", name=label).click()
        await expect(toast).to_contain_text(words)


async def test_the_command_menu_is_opened_filtered_and_sent(chat: ChatPage) -> None:
    commands = chat.page.locator("#suggestions .command")
    await chat.page.locator("#commands").click()
    await expect(commands).to_have_count(8)
    await chat.page.locator("#text").fill("/to")
    await expect(commands).to_have_text(["/topics按主题浏览问题"])
    await chat.page.keyboard.press("Enter")
    await expect(chat.newest()).to_contain_text("选一个主题")
    await chat.newest().get_by_role("button", name="人物与职务").click()
    await expect(chat.newest().locator(".body b")).to_have_text("人物与职务")


async def test_did_you_mean_has_a_way_out(unsure_question: str, chat: ChatPage) -> None:
    offer = await chat.ask(unsure_question)
    await expect(offer.locator(".body")).to_have_text("你想问的是不是：")
    await offer.get_by_role("button", name="都不是").click()
    await expect(chat.page.locator("#toast")).to_have_text("记下了")
    await expect(offer.locator(".body")).to_contain_text("也可以在这些主题里找找")
    await expect(offer.get_by_role("button", name="都不是")).to_have_count(0)


async def test_a_suggestion_is_chosen(unsure_question: str, chat: ChatPage) -> None:
    offer = await chat.ask(unsure_question)
    wanted = offer.locator(".keyboard button").first
    question = await wanted.inner_text()
    await wanted.click()
    await expect(chat.newest().locator(".body b")).to_have_text(question)


async def test_unreported_and_unknown_are_two_replies_that_lead_on(
    unknown_question: str, chat: ChatPage
) -> None:
    unreported = await chat.ask("下次会议什么时候召开")
    await expect(unreported).to_contain_text("报道没有写")
    unknown = await chat.ask(unknown_question)
    await expect(unknown).to_contain_text("不知道")
    for number, reply in enumerate((unreported, unknown), start=1):
        await reply.get_by_role("button", name="看看全部主题").click()
        topics = chat.bubbles().filter(has_text="选一个主题：")
        await expect(topics).to_have_count(number)


async def test_two_questions_in_a_message_are_answered_part_by_part(chat: ChatPage) -> None:
    card = await chat.ask("许勤是谁，会议通过了什么")
    titles = ["许勤是谁？", "会议审议通过了什么？"]
    await expect(card.locator(".body > b")).to_have_text(titles)
    await expect(card.locator(".quote")).to_have_count(2)


async def test_an_edited_message_gets_its_reply_edited(chat: ChatPage) -> None:
    card = await chat.ask("谁主持了会议")
    count = await chat.bubbles().count()
    asked = chat.bubbles().nth(count - 2)
    await asked.click(button="right")
    await chat.page.get_by_role("menuitem", name="编辑").click()
    await expect(chat.page.locator("#quoting-title")).to_have_text("编辑消息")
    await chat.write("会议是哪天开的")
    await expect(asked).to_contain_text("会议是哪天开的")
    await expect(card.locator(".body b")).to_have_text("会议是哪天开的？")
    assert await chat.bubbles().count() == count


async def test_a_reply_goes_on_from_the_message_it_answers(chat: ChatPage) -> None:
    card = await chat.ask("五个坚持是哪五个")
    await chat.ask("会议是哪天开的")
    await card.locator(".bubble").dblclick()
    await expect(chat.page.locator("#quoting-title")).to_contain_text("回复")
    reply = await chat.ask("第二个是什么")
    await expect(reply).to_contain_text("坚持规划引领")


async def test_media_get_a_hint(chat: ChatPage) -> None:
    for label, hint in (("图片", "看不懂图片"), ("语音消息", "听不了语音"), ("贴纸", "看得懂文字")):
        await chat.choose("#attach", label)
        await expect(chat.newest()).to_contain_text(hint)


async def test_a_picture_takes_what_is_written_as_its_caption(chat: ChatPage) -> None:
    await chat.page.locator("#text").fill("谁主持了会议")
    await chat.choose("#attach", "图片")
    await expect(chat.bubbles()).to_have_count(4)
    await expect(chat.bubbles().nth(2)).to_contain_text("谁主持了会议")
    await expect(chat.newest()).to_contain_text("许勤")
    await expect(chat.page.locator("#text")).to_have_value("")


async def test_inline_mode_offers_results_and_sends_one(chat: ChatPage) -> None:
    await chat.choose("#attach", "内联提问：@机器人")
    results = chat.page.locator("#suggestions .result")
    await expect(results.first).to_contain_text("这篇报道讲了什么？")
    await chat.page.keyboard.type("副组长")
    await expect(results.first).to_contain_text("副组长")
    await results.first.click()
    sent = chat.newest()
    await expect(sent.locator(".via")).to_contain_text("通过 @meeting_demo_bot")
    await expect(sent.get_by_role("button", name="问问机器人")).to_be_visible()


async def test_nothing_found_inline_leads_to_the_private_chat(chat: ChatPage) -> None:
    await chat.page.locator("#text").fill("@meeting_demo_bot 怎么煮鸡蛋")
    await chat.page.get_by_role("option", name="没有找到，去私聊问我").click()
    await expect(chat.newest()).to_contain_text("你好")


async def test_the_language_is_chosen_and_kept(chat: ChatPage) -> None:
    await chat.ask("/lang")
    await chat.newest().get_by_role("button", name="English").click()
    await expect(chat.page.locator("#toast")).to_have_text("Noted")
    card = await chat.ask("谁主持了会议")
    await expect(card.locator(".body b")).to_have_text("Who chaired the meeting?")


async def test_sharing_sends_a_link_that_opens_the_very_answer(
    chat: ChatPage, mei: Person, group: int
) -> None:
    card = await chat.ask("谁主持了会议")
    await card.get_by_role("button", name="分享").click()
    await chat.page.locator("#dialog .row", has_text="Readers").last.click()
    await expect(chat.page.locator("#text")).to_have_value(
        "https://t.me/meeting_demo_bot?start=meeting-chair\n谁主持了会议？"
    )
    await chat.page.keyboard.press("Enter")
    await chat.newest().get_by_role("link").click()
    await expect(chat.bubbles()).to_have_count(6)
    await expect(chat.bubbles().nth(4)).to_contain_text("/start meeting-chair")
    await expect(chat.newest().locator(".body b")).to_have_text("谁主持了会议？")
    assert chat.page.url.endswith(f"#{mei.id}")


async def test_a_person_blocks_the_bot_and_comes_back(chat: ChatPage, mei: Person) -> None:
    await chat.choose("#place", "屏蔽机器人")
    await chat.choose("#place", "取消屏蔽")
    await expect(await chat.ask("谁主持了会议")).to_contain_text("许勤")


async def test_persons_have_chats_and_languages_of_their_own(chat: ChatPage, ken: Person) -> None:
    field = chat.page.locator("#text")
    await field.fill("写了一半")
    await chat.chat("Ken").last.click()
    await expect(chat.page.locator("#acting-as")).to_have_text("You are Ken")
    await expect(chat.page.locator("#start")).to_have_text("START")
    await chat.page.locator("#start").click()
    await expect(chat.newest()).to_contain_text("Hello!")
    await expect(field).to_have_value("")
    await chat.chat("Mei").last.click()
    await expect(chat.page.locator("#acting-as")).to_have_text("你是 Mei")
    await expect(field).to_have_value("写了一半")


async def test_what_was_said_is_there_after_a_reload(chat: ChatPage) -> None:
    await chat.ask("谁主持了会议")
    await chat.page.reload()
    await expect(chat.bubbles()).to_have_count(4)
    await expect(chat.newest().locator(".quote")).to_be_visible()


async def test_what_is_said_while_the_page_fetches_is_not_lost(
    chat: ChatPage, mei: Person, control: ControlClient
) -> None:
    async def answer_late(route: Route) -> None:
        response = await route.fetch()
        await mei.ask("谁主持了会议")
        await route.fulfill(response=response)

    address = f"**/control/chats/{mei.id}/messages"
    await chat.page.route(address, answer_late, times=1)
    async with chat.page.expect_response(address):
        await control.add_person("Lin")  # the page fetches everything anew
    await mei.ask("会议是哪天开的")
    await expect(chat.bubbles()).to_have_count(6)


async def test_a_demo_that_was_stopped_is_told_of(chat: ChatPage, mei: Person) -> None:
    await chat.page.route(f"**/control/chats/{mei.id}/messages", lambda route: route.abort())
    await chat.write("谁主持了会议")
    await expect(chat.page.locator("#toast")).to_contain_text("演示没有回应")
    await expect(chat.page.locator("#text")).to_have_value("谁主持了会议")
    chat.complaints.clear()  # the browser's own, of the lost connection


async def test_what_people_write_is_never_taken_for_html(chat: ChatPage) -> None:
    await chat.ask("<img src=x onerror=alert(1)> <b>谁主持了会议</b>")
    asked = chat.bubbles().nth(2)
    await expect(asked).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(asked.locator("img, .body b")).to_have_count(0)

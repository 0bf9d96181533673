"""Questions in private: cards, suggestions, refusals, follow-ups, corrections, other media."""

import pytest

from bot.chat.rendering import label
from bot.qa.assistant import Assistant
from bot.qa.language import Language
from bot.sandbox import ControlClient, FaultKind, Person

from .driving import BotProcess, changed, entities, labels, silence, toast


async def test_an_answer_is_a_card_with_title_answer_source_and_quotation(mei: Person) -> None:
    card = await mei.ask("谁主持了会议？")
    parts = entities(card)
    assert parts["bold"] == "谁主持了会议？"
    assert "许勤" in card.text
    assert parts["italic"] == "（来源：报道第1段）"
    assert parts["expandable_blockquote"].startswith("本报讯 (记者 曹忠义) 23日")
    assert card.data["link_preview_options"] == {"is_disabled": True}


async def test_a_card_offers_related_questions_votes_and_a_link(mei: Person) -> None:
    card = await mei.ask("谁主持了会议？")
    related = [b for b in card.buttons if b.get("callback_data", "").startswith("2:a:")]
    assert 1 <= len(related) <= 3
    assert labels(card)[-3:] == ["👍", "👎", "分享"]
    assert "t.me/meeting_demo_bot?start=meeting-chair" in card.buttons[-1]["url"]


async def test_a_related_question_is_answered_in_a_message_of_its_own(
    mei: Person, control: ControlClient
) -> None:
    card = await mei.ask("谁主持了会议？")
    assert await toast(mei, card, labels(card)[0]) == ""
    [answer] = await control.replies(mei.id, after=card.id)
    assert entities(answer)["bold"] == labels(card)[0]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        pytest.param("誰主持了會議", "誰主持了會議？", id="traditional"),
        pytest.param("who chaired the meeting", "Who chaired the meeting?", id="english"),
        pytest.param("shei zhu chi le hui yi", "谁主持了会议？", id="pinyin"),
    ],
)
async def test_the_answer_is_in_the_language_of_the_question(
    question: str, title: str, mei: Person
) -> None:
    assert entities(await mei.ask(question))["bold"] == title


async def test_a_list_opens_item_by_item_in_place_and_leads_back(
    mei: Person, control: ControlClient
) -> None:
    card = await mei.ask("五个坚持")
    assert labels(card)[:5] == ["1", "2", "3", "4", "5"]
    await mei.press(card, "3")
    item = await changed(control, card)
    assert "坚持系统思维" in entities(item)["bold"]
    assert "第3项，共5项" in item.text
    assert labels(item)[:3] == ["‹ 2", "‹‹ 完整列表", "4 ›"]
    await mei.press(item, "4 ›")
    fourth = await changed(control, item)
    assert "坚持协同联动" in entities(fourth)["bold"]
    await mei.press(fourth, "‹‹ 完整列表")
    whole = await changed(control, fourth)
    assert whole.text == card.text
    assert len(await control.messages(mei.id, sender="bot")) == 1


async def test_votes_count_once_a_person_and_can_be_changed(
    mei: Person, ken: Person, running: BotProcess
) -> None:
    query = "select user, is_good from votes where entry = 'meeting-date' and is_good is not null"
    query += " order by user"
    card = await mei.ask("会议是哪天开的？")
    assert "👍" in await toast(mei, card, "👍")
    assert await running.rows(query) == [(mei.id, 1)]
    assert "👎" in await toast(mei, card, "👎")
    assert await running.rows(query) == [(mei.id, 0)]
    english = await ken.ask("When was the meeting held?")
    assert "👍" in await toast(ken, english, "👍")
    assert await running.rows(query) == [(mei.id, 0), (ken.id, 1)]
    assert "撤回" in await toast(mei, card, "👎")
    assert await running.rows(query) == [(ken.id, 1)]


async def test_a_doubled_press_counts_once(
    mei: Person, control: ControlClient, running: BotProcess
) -> None:
    card = await mei.ask("会议是哪个机构开的？")
    await control.inject(FaultKind.REPEAT_UPDATE, chat_id=mei.id)
    await toast(mei, card, "👍")
    await mei.ask("谁主持了会议？")
    assert await running.rows("select is_good from votes where user = ?", mei.id) == [(1,)]


async def test_did_you_mean_offers_candidates_and_none_of_these(
    unsure_question: str, mei: Person, control: ControlClient, running: BotProcess
) -> None:
    offer = await mei.ask(unsure_question)
    assert offer.text == "你想问的是不是："
    assert 2 <= len(offer.buttons) <= 5
    assert labels(offer)[-1] == "都不是"
    assert await toast(mei, offer, "都不是") == "记下了"
    topics = await changed(control, offer)
    assert "记下了" in topics.text
    assert "人物与职务" in labels(topics)
    assert "都不是" not in labels(topics)
    asked = "select text, kind from questions where user = ?"
    assert await running.rows(asked, mei.id) == [(unsure_question, "none")]


async def test_what_was_not_meant_is_not_offered_again(
    unsure_question: str, mei: Person, ken: Person
) -> None:
    offer = await mei.ask(unsure_question)
    await toast(mei, offer, "都不是")
    again = await mei.ask(unsure_question)
    assert "我不知道" in again.text
    assert not set(labels(offer)) & set(labels(again))
    assert (await ken.ask(unsure_question)).text == offer.text
    await mei.ask("谁主持了会议？")
    assert (await mei.ask(unsure_question)).text == offer.text


async def test_a_chosen_suggestion_is_answered_and_recorded(
    unsure_question: str, mei: Person, control: ControlClient, running: BotProcess
) -> None:
    offer = await mei.ask(unsure_question)
    chosen = offer.buttons[0]
    await mei.press(offer, chosen["text"])
    [answer] = await control.replies(mei.id, after=offer.id)
    assert entities(answer)["bold"] == chosen["text"]
    entry = chosen["callback_data"].split(":")[2]
    recorded = await running.rows("select kind, entry_id from questions where user = ?", mei.id)
    assert recorded == [("chosen", entry)]


async def test_not_reported_and_unknown_are_two_replies_with_a_way_on(
    mei: Person, running: BotProcess
) -> None:
    missing = await mei.ask("会议在哪里开的？")
    unknown = await mei.ask("怎么煮鸡蛋")
    assert "报道没有" in missing.text
    assert "我不知道" in unknown.text
    for reply in (missing, unknown):
        assert "📚 看看全部主题" in labels(reply)
        assert len(reply.buttons) >= 4
    rows = await running.rows("select kind from questions where user = ?", mei.id, count=2)
    assert sorted(rows) == [("decline",), ("not_reported",)]


async def test_an_unknown_question_is_offered_what_is_near_or_else_popular(
    unknown_question: str, assistant: Assistant, mei: Person
) -> None:
    near = await mei.ask(unknown_question)
    assert "我不知道" in near.text
    expected = assistant.reply(unknown_question).suggestions
    assert labels(near) == [*(label(e, Language.HANS) for e in expected), "📚 看看全部主题"]
    assert "谁主持了会议？" in labels(await mei.ask("怎么煮鸡蛋"))


async def test_follow_ups_are_read_with_the_answer_before(mei: Person) -> None:
    await mei.ask("领导小组组长是谁？")
    assert entities(await mei.ask("那副组长呢"))["bold"] == "领导小组副组长是谁？"


async def test_an_item_of_the_list_before_can_be_asked_for(mei: Person) -> None:
    await mei.ask("五个坚持")
    third = await mei.ask("第三个是什么")
    assert "系统思维" in third.text
    assert "协同联动" in (await mei.ask("还有呢")).text


async def test_why_is_asked_of_the_answer_before(mei: Person) -> None:
    await mei.ask("会议通过了什么")
    reply = await mei.ask("为什么")
    assert "没有写原因" in reply.text
    assert len(reply.buttons) > 1


async def test_typing_is_shown_only_while_an_answer_takes_long(
    mei: Person, ken: Person, control: ControlClient
) -> None:
    await control.inject(FaultKind.HANG, method="sendMessage", chat_id=mei.id, seconds=1.0)
    await mei.ask("谁主持了会议？")
    await ken.ask("who chaired the meeting")
    calls = await control.request("GET", f"/control/calls?method=sendChatAction&chat_id={mei.id}")
    assert [call["params"]["action"] for call in calls] == ["typing"]
    assert not await control.request(
        "GET", f"/control/calls?method=sendChatAction&chat_id={ken.id}"
    )


@pytest.mark.parametrize(
    "question", ["<b>谁主持了会议</b> & <", "谁主持了会议 <&>", "*谁主持了会议* `_"]
)
async def test_markup_in_a_question_does_no_harm(question: str, mei: Person) -> None:
    assert "许勤" in (await mei.ask(question)).text
    assert (await mei.inline(question))["results"]


async def test_a_reply_to_an_older_card_goes_on_from_there(
    mei: Person, control: ControlClient
) -> None:
    card = await mei.ask("五个坚持")
    await mei.ask("会议是哪天开的？")
    asked = await mei.send("第二个是什么", reply_to=card.id)
    [reply] = await control.replies(mei.id, after=asked.id)
    assert "规划引领" in reply.text


async def test_a_compound_question_is_answered_part_by_part(mei: Person) -> None:
    reply = await mei.ask("谁主持了会议？会议通过了什么？")
    assert reply.text.index("谁主持了会议？") < reply.text.index("会议审议通过了什么？")


async def test_a_corrected_message_gets_its_reply_edited(
    mei: Person, control: ControlClient, running: BotProcess
) -> None:
    asked = await mei.send("谁主持了会议？")
    [card] = await control.replies(mei.id, after=asked.id)
    await mei.edit(asked, "会议是哪天开的？")
    edited = await changed(control, card)
    assert entities(edited)["bold"] == "会议是哪天开的？"
    assert len(await control.messages(mei.id, sender="bot")) == 1
    query = "select text from questions where user = ? and text like '%哪天%'"
    assert await running.rows(query, mei.id) == [("会议是哪天开的？",)]
    assert len(await running.rows("select * from questions where user = ?", mei.id)) == 1


async def test_a_message_from_before_a_restart_is_answered_anew_when_edited(
    mei: Person, control: ControlClient
) -> None:
    picture = await mei.send(media="photo")
    [hint] = await control.replies(mei.id, after=picture.id)
    await mei.edit(picture, "谁主持了会议？")
    [card] = await control.replies(mei.id, after=hint.id)
    assert entities(card)["bold"] == "谁主持了会议？"


@pytest.mark.parametrize(
    ("media", "hint"), [("voice", "语音"), ("photo", "图片"), ("sticker", "文字")]
)
async def test_other_media_get_a_kind_hint(
    media: str, hint: str, mei: Person, control: ControlClient
) -> None:
    sent = await mei.send(media=media)
    [reply] = await control.replies(mei.id, after=sent.id)
    assert hint in reply.text


async def test_a_picture_with_a_question_is_answered(mei: Person, control: ControlClient) -> None:
    sent = await mei.send("谁主持了会议？", media="photo")
    [reply] = await control.replies(mei.id, after=sent.id)
    assert "许勤" in reply.text


async def test_a_very_long_text_is_refused_with_a_reason(mei: Person) -> None:
    assert "太长" in (await mei.ask("这场会议的情况究竟如何" * 300)).text


@pytest.mark.parametrize("text", ["<b>谁</b> & </blockquote>", "👍", "\u200b?", "'; drop table"])
async def test_anything_at_all_gets_a_reply(text: str, mei: Person) -> None:
    assert (await mei.ask(text)).text


async def test_what_was_chosen_inline_is_not_answered(mei: Person, control: ControlClient) -> None:
    await mei.send("/start")
    answer = await mei.inline("谁主持了会议")
    before = await control.replies(mei.id)
    sent = await mei.choose(answer, answer["results"][0]["id"])
    await silence(control, mei.id, after=max(sent.id, before[-1].id))

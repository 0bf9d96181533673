"""Answers in any chat, by way of the bot's name."""

from bot.sandbox import ControlClient, Person

from .driving import changed, entities, toast


async def test_a_query_offers_answers_with_previews(mei: Person) -> None:
    answer = await mei.inline("副组长")
    results = answer["results"]
    assert 1 < len(results) <= 20
    assert "副组长" in results[0]["title"]
    assert all(result["description"] for result in results)
    assert answer["button"] is None


async def test_a_chosen_result_is_a_card_with_a_way_to_the_bot(mei: Person, group: int) -> None:
    answer = await mei.inline("谁主持了会议")
    sent = await mei.choose(answer, answer["results"][0]["id"], chat_id=group)
    assert entities(sent)["bold"] == "谁主持了会议？"
    assert "expandable_blockquote" in entities(sent)
    assert sent.buttons[0]["url"].endswith("t.me/meeting_demo_bot?start=meeting-chair")


async def test_an_empty_query_offers_what_is_popular(mei: Person, ken: Person) -> None:
    titles = [result["title"] for result in (await mei.inline(""))["results"]]
    assert "谁主持了会议？" in titles
    assert "Who chaired the meeting?" in [r["title"] for r in (await ken.inline(""))["results"]]


async def test_nothing_found_offers_a_way_into_the_private_chat(mei: Person) -> None:
    answer = await mei.inline("怎么煮鸡蛋")
    assert answer["results"] == []
    welcome = await mei.ask(f"/start {answer['button']['start_parameter']}")
    assert "你好" in welcome.text


async def test_answers_are_personal(mei: Person, ken: Person, control: ControlClient) -> None:
    offer = await mei.ask("/lang")
    await toast(mei, offer, "English")
    await changed(control, offer)
    chosen = await mei.inline("谁主持了会议")
    other = await ken.inline("谁主持了会议")
    assert chosen["results"][0]["title"] == "Who chaired the meeting?"
    assert other["results"][0]["title"] == "谁主持了会议？"
    calls = await control.calls("answerInlineQuery")
    assert all(str(call["params"]["is_personal"]).lower() == "true" for call in calls)

"""Faults of Telegram and the network: nobody is forgotten, nobody waits for another."""

import asyncio
import time

import pytest

from bot.sandbox import ControlClient, FaultKind, Person

from .driving import BotProcess, entities, labels, silence


async def test_a_flood_limit_is_waited_for_and_delays_nobody_else(
    mei: Person, ken: Person, control: ControlClient
) -> None:
    await control.inject(
        FaultKind.TOO_MANY_REQUESTS, method="sendMessage", chat_id=mei.id, retry_after=2
    )
    first = await mei.send("谁主持了会议？")
    second = await mei.send("会议是哪天开的？")
    began = time.monotonic()
    await ken.ask("who chaired the meeting")
    assert time.monotonic() - began < 1.0
    replies = await control.replies(mei.id, after=first.id, count=2, timeout_seconds=10)
    titles = [entities(reply)["bold"] for reply in replies]
    assert titles == ["谁主持了会议？", "会议是哪天开的？"]
    assert all(reply.id > second.id for reply in replies)


async def test_a_slow_chat_delays_nobody_else(
    mei: Person, ken: Person, control: ControlClient
) -> None:
    await control.inject(FaultKind.HANG, method="sendMessage", chat_id=mei.id, seconds=3.0)
    sent = await mei.send("谁主持了会议？")
    began = time.monotonic()
    await ken.ask("who chaired the meeting")
    assert time.monotonic() - began < 1.0
    await control.replies(mei.id, after=sent.id, timeout_seconds=10)


@pytest.mark.parametrize(
    "kind", [FaultKind.INTERNAL_ERROR, FaultKind.BAD_GATEWAY, FaultKind.CUT_BEFORE]
)
async def test_what_was_not_sent_is_sent_again_until_it_is_through(
    kind: FaultKind, mei: Person, control: ControlClient, running: BotProcess
) -> None:
    before = len(running.log)
    await control.inject(kind, method="sendMessage", chat_id=mei.id, count=4)
    sent = await mei.send("谁主持了会议？")
    [reply] = await control.replies(mei.id, after=sent.id, timeout_seconds=15)
    assert "许勤" in reply.text
    assert not [line for line in running.log[before:] if "ERROR" in line]


async def test_a_press_that_cannot_be_confirmed_is_not_done_again(
    mei: Person, control: ControlClient, running: BotProcess
) -> None:
    card = await mei.ask("谁主持了会议？")
    await control.inject(FaultKind.BAD_GATEWAY, method="answerCallbackQuery", count=3)
    await mei.press(card, labels(card)[0], timeout_seconds=0.1)
    await running.logged("an answer did not get through")
    await asyncio.sleep(1.5)
    assert len(await control.messages(mei.id, after=card.id, sender="bot")) == 1


@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.BAD_GATEWAY])
async def test_polling_goes_on_after_a_fault(
    kind: FaultKind, mei: Person, control: ControlClient
) -> None:
    await control.inject(kind, method="getUpdates")
    assert (await mei.ask("谁主持了会议？", timeout_seconds=15)).text


async def test_a_repeated_update_is_answered_once(mei: Person, control: ControlClient) -> None:
    await control.inject(FaultKind.REPEAT_UPDATE, chat_id=mei.id)
    sent = await mei.send("谁主持了会议？")
    await control.replies(mei.id, after=sent.id)
    with pytest.raises(TimeoutError):
        await control.replies(mei.id, after=sent.id, count=2, timeout_seconds=1.0)


async def test_reordered_updates_are_all_answered(
    mei: Person, ken: Person, control: ControlClient
) -> None:
    await control.inject(FaultKind.REVERSE_UPDATES, count=2)
    first = await mei.send("谁主持了会议？")
    second = await ken.send("who chaired the meeting")
    for sent in (first, second):
        [reply] = await control.replies(sent.chat_id, after=sent.id)
        assert reply.text


async def test_a_correction_that_comes_before_its_message_is_the_one_answered(
    mei: Person, control: ControlClient
) -> None:
    await mei.ask("你好")
    await control.inject(FaultKind.REVERSE_UPDATES, count=2)
    asked = await mei.send("谁主持了会议？")
    await mei.edit(asked, "会议是哪天开的？")
    [reply] = await control.replies(mei.id, after=asked.id)
    assert entities(reply)["bold"] == "会议是哪天开的？"
    await silence(control, mei.id, after=reply.id)


async def test_somebody_who_blocks_the_bot_causes_no_error(
    mei: Person, ken: Person, control: ControlClient, running: BotProcess
) -> None:
    before = len(running.log)
    await control.inject(FaultKind.HANG, method="sendMessage", chat_id=mei.id, seconds=0.5)
    await mei.send("谁主持了会议？")
    await mei.block()
    await asyncio.sleep(0.8)
    await ken.ask("who chaired the meeting")
    assert not [line for line in running.log[before:] if "ERROR" in line]
    marked = "select chat from closed_chats where chat = ?"
    assert await running.rows(marked, mei.id) == [(mei.id,)]
    await mei.block(has_blocked=False)
    await mei.ask("谁主持了会议？")
    async with asyncio.timeout(5):
        while await running.rows(marked, mei.id, count=0):
            await asyncio.sleep(0.02)


async def test_a_late_press_still_does_its_work(mei: Person, control: ControlClient) -> None:
    card = await mei.ask("五个坚持")
    await mei.press(card, "2", age_seconds=60.0, timeout_seconds=0.3)
    await control.replies(mei.id, after=card.id - 1, since=card.revision)


async def test_messages_of_a_chat_are_answered_in_order(
    mei: Person, control: ControlClient
) -> None:
    questions = ["谁主持了会议？", "会议是哪天开的？", "领导小组副组长是谁？"] * 5
    for question in questions:
        last = await mei.send(question)
    first = last.id - len(questions)
    await control.replies(mei.id, count=len(questions), timeout_seconds=15)
    replies = await control.messages(mei.id, after=first - 1, sender="bot")
    assert [entities(reply)["bold"] for reply in replies] == questions


async def test_the_token_is_never_logged(running: BotProcess) -> None:
    assert not [line for line in running.log if "stand-in-token" in line]

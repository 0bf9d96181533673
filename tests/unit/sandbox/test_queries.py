import asyncio
from typing import Any

import pytest

from bot.sandbox import DEMO_USERNAME, ControlClient, Person
from bot.sandbox.errors import ControlError
from bot.sandbox.queries import TOO_OLD

from .conftest import RawBot

MARKUP = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}


def article(result_id: str = "1", **fields: Any) -> dict[str, Any]:
    return {
        "type": "article",
        "id": result_id,
        "title": "T",
        "input_message_content": {"message_text": "<b>m</b>", "parse_mode": "HTML"},
        **fields,
    }


async def next_update(bot: RawBot, kind: str) -> Any:
    """Wait for the next update of a kind and confirm all up to it."""
    offset = 0
    for _ in range(10):
        for update in await bot.updates(offset=offset, timeout=5):
            offset = update["update_id"] + 1
            if kind in update:
                await bot.updates(offset=offset)
                return update[kind]
    raise AssertionError(f"no {kind}")


async def test_press_and_answer(bot: RawBot, mei: Person, control: ControlClient) -> None:
    await bot.ok("sendMessage", chat_id=mei.id, text="x", reply_markup=MARKUP)
    (message,) = await control.replies(mei.id)
    pressing = asyncio.create_task(mei.press(message, "More"))
    query = await next_update(bot, "callback_query")
    assert query["data"] == "more"
    assert query["message"]["message_id"] == message.id
    assert query["from"]["language_code"] == "zh-hans"
    answer = {"callback_query_id": query["id"], "text": "好", "show_alert": True}
    assert await bot.ok("answerCallbackQuery", **answer) is True
    assert await pressing == {"text": "好", "show_alert": True, "url": ""}
    assert await bot.error("answerCallbackQuery", **answer) == (400, f"Bad Request: {TOO_OLD}")


async def test_unknown_or_old_press(bot: RawBot, mei: Person, control: ControlClient) -> None:
    answer = await bot.error("answerCallbackQuery", callback_query_id="1")
    assert answer == (400, f"Bad Request: {TOO_OLD}")
    await bot.ok("sendMessage", chat_id=mei.id, text="x", reply_markup=MARKUP)
    (message,) = await control.replies(mei.id)
    assert await mei.press(message, "more", timeout_seconds=0, age_seconds=3600) is None
    query = await next_update(bot, "callback_query")
    answer = await bot.error("answerCallbackQuery", callback_query_id=query["id"])
    assert answer == (400, f"Bad Request: {TOO_OLD}")


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        (f"https://t.me/{DEMO_USERNAME}?start=x", True),
        (f"t.me/{DEMO_USERNAME}?start=x", True),
        (f"https://t.me/{DEMO_USERNAME}", False),
        ("https://t.me/other_bot?start=x", False),
        ("https://example.org/?start=x", False),
    ],
)
async def test_a_press_opens_the_bot_and_nothing_else(
    url: str, is_taken: bool, bot: RawBot
) -> None:
    answer = await bot.error("answerCallbackQuery", callback_query_id="1", url=url)
    assert answer == (400, f"Bad Request: {TOO_OLD if is_taken else 'URL_INVALID'}")


async def test_answer_too_long(bot: RawBot) -> None:
    params = {"callback_query_id": "1", "text": "x" * 201}
    assert await bot.error("answerCallbackQuery", **params) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )


async def test_no_such_button(mei: Person, bot: RawBot, control: ControlClient) -> None:
    await bot.ok("sendMessage", chat_id=mei.id, text="x", reply_markup=MARKUP)
    (message,) = await control.replies(mei.id)
    with pytest.raises(ControlError, match=r"no such button, only \['More'\]"):
        await mei.press(message, "Less")


async def test_inline(bot: RawBot, mei: Person, group_id: int) -> None:
    asking = asyncio.create_task(mei.inline("谁主持"))
    query = await next_update(bot, "inline_query")
    assert (query["query"], query["offset"], query["from"]["id"]) == ("谁主持", "", mei.id)
    button = {"text": "More", "start_parameter": "inline-help"}
    params = {
        "inline_query_id": query["id"],
        "results": [article(reply_markup=MARKUP, description="D")],
        "button": button,
    }
    await bot.ok("answerInlineQuery", **params)
    answer = await asking
    assert answer["button"] == button
    assert [(r["id"], r["title"], r["description"]) for r in answer["results"]] == [("1", "T", "D")]
    assert await bot.error("answerInlineQuery", **params) == (400, f"Bad Request: {TOO_OLD}")

    sent = await mei.choose(answer, "1", chat_id=group_id)
    assert sent.text == "m"
    assert sent.data["via_bot"]["is_bot"]
    chosen = await next_update(bot, "chosen_inline_result")
    assert (chosen["result_id"], chosen["query"]) == ("1", "谁主持")
    inline_id = chosen["inline_message_id"]
    assert await bot.ok("editMessageText", inline_message_id=inline_id, text="n") is True
    pressing = asyncio.create_task(mei.press(await _newest(mei, group_id), "x", timeout_seconds=0))
    with pytest.raises(ControlError):  # the edit took the keyboard away
        await pressing


async def _newest(person: Person, chat_id: int) -> Any:
    return (await person.control.messages(chat_id))[-1]


@pytest.mark.parametrize("is_personal", [True, False])
async def test_inline_cache(bot: RawBot, mei: Person, ken: Person, is_personal: bool) -> None:
    asking = asyncio.create_task(mei.inline("q"))
    query = await next_update(bot, "inline_query")
    await bot.ok(
        "answerInlineQuery",
        inline_query_id=query["id"],
        results=[article()],
        is_personal=is_personal,
    )
    assert not (await asking)["is_cached"]
    assert (await mei.inline("q"))["is_cached"]
    if is_personal:
        with pytest.raises(ControlError, match="did not answer"):
            await ken.inline("q", timeout_seconds=0.05)
    else:
        assert (await ken.inline("q"))["is_cached"]


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"results": [article(str(n)) for n in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("")]}, "RESULT_ID_INVALID"),
        ({"results": [article("中" * 22)]}, "RESULT_ID_INVALID"),
        ({"results": [article(title="")]}, "can't parse inline query result: title is empty"),
        ({"results": [article(input_message_content=None)]}, "input message content is not"),
        (
            {"results": [article(input_message_content={"message_text": " "})]},
            "message text is empty",
        ),
        ({"results": [{"type": "photo", "id": "1"}]}, "inline query results other than articles"),
        ({"results": [], "button": {"text": "x", "start_parameter": "中"}}, "START_PARAM_INVALID"),
        ({"results": [], "button": {"text": "x", "start_parameter": ""}}, "START_PARAM_INVALID"),
        ({"results": [], "button": {"text": "x"}}, "inline query results button type is invalid"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
    ],
)
async def test_refuses_inline_answer(
    bot: RawBot, mei: Person, params: dict[str, Any], error: str
) -> None:
    asking = asyncio.create_task(mei.inline("q"))
    query = await next_update(bot, "inline_query")
    code, description = await bot.error("answerInlineQuery", inline_query_id=query["id"], **params)
    assert code == 400
    assert description.startswith(f"Bad Request: {error}")
    # A refused answer leaves the query open.
    await bot.ok("answerInlineQuery", inline_query_id=query["id"], results=[])
    assert (await asking)["results"] == []


async def test_unknown_inline_query(bot: RawBot) -> None:
    answer = await bot.error("answerInlineQuery", inline_query_id="1", results=[])
    assert answer == (400, f"Bad Request: {TOO_OLD}")

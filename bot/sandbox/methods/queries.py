"""What the bot answers to button presses and inline queries."""

import time
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox import limits
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import check_markup
from bot.sandbox.model import JsonObject
from bot.sandbox.params import Params
from bot.sandbox.queries import InlineAnswer
from bot.sandbox.text import format_text
from bot.sandbox.world import World


async def answer_callback_query(world: World, params: Params) -> bool:
    """Answer a press: with a toast, an alert, or just the end of the button's spinner.

    Raises:
        BotApiError: 400, if the query is unknown, too old or answered, the text too long, or the
            link does not start this bot.
    """
    text = params.text("text")
    if len(text) > limits.CALLBACK_ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and not _opens_bot(url, world):
        raise bad_request("URL_INVALID")
    answer = {
        "text": text,
        "show_alert": params.boolean("show_alert"),
        "url": url,
    }
    query = world.presses.answer(params.text("callback_query_id"), answer)
    user_id = query.payload["from"]["id"]
    world.events.publish("callback_answer", user_id=user_id, query_id=query.id, **answer)
    return True


async def answer_inline_query(world: World, params: Params) -> bool:
    """Answer an inline query with up to 50 articles.

    Raises:
        BotApiError: 400, if the query is unknown, too old or answered, or a result is wrong.
    """
    query = world.inline_queries.check(params.text("inline_query_id"))
    results = [_check_result(result) for result in params.array("results") or ()]
    if len(results) > limits.INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = params.text("next_offset")
    if len(next_offset.encode()) > limits.INLINE_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    cache_seconds = params.integer("cache_time", limits.INLINE_CACHE_SECONDS)
    answer = InlineAnswer(
        query=query.payload["query"],
        results=results,
        next_offset=next_offset,
        button=_check_results_button(params.object("button")),
        is_cached=False,
        expires_at=time.monotonic() + max(cache_seconds, 0),
    )
    owner = query.payload["from"]["id"] if params.boolean("is_personal") else None
    world.inline_queries.answer(query.id, {"answer": answer})
    world.inline_answers.store(answer, query.payload["offset"], owner)
    return True


def _opens_bot(url: str, world: World) -> bool:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    name = parts.path.strip("/").lower()
    is_this = parts.hostname == "t.me" and name == world.bot.user.username.lower()
    return is_this and parts.query.startswith("start=")


def _check_result(result: Any) -> JsonObject:
    """Return an article as it will be shown, its text already formatted under ``message``."""
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result: expected an Object")
    result_id = str(result.get("id", ""))
    if not 1 <= len(result_id.encode()) <= limits.INLINE_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if result.get("type") != "article":
        raise bad_request(
            "inline query results other than articles are not supported by the stand-in"
        )
    if not result.get("title"):
        raise bad_request("can't parse inline query result: title is empty")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("input message content is not specified")
    formatted = format_text(
        str(content["message_text"]),
        str(content.get("parse_mode") or ""),
        content.get("entities"),
    )
    if not formatted.text:
        raise bad_request("message text is empty")
    if len(formatted.text) > limits.TEXT_LENGTH:
        raise bad_request("message is too long")
    message = formatted.fields()
    markup = check_markup(result.get("reply_markup"))
    if markup:
        message["reply_markup"] = markup
    return {
        "id": result_id,
        "title": str(result["title"]),
        "description": str(result.get("description") or ""),
        "message": message,
    }


def _check_results_button(button: JsonObject | None) -> JsonObject | None:
    if button is None:
        return None
    if not button.get("text"):
        raise bad_request("BUTTON_TEXT_INVALID")
    start = button.get("start_parameter")
    if start is None and not isinstance(button.get("web_app"), dict):
        raise bad_request("inline query results button type is invalid")
    if start is not None and not limits.START_PARAMETER.fullmatch(str(start)):
        raise bad_request("START_PARAM_INVALID")
    return button

"""Reply markup, checked as Telegram checks it."""

from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox import limits
from bot.sandbox.errors import bad_request
from bot.sandbox.html_mode import normal_url
from bot.sandbox.model import JsonObject

_SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat")
_OBJECTS = ("switch_inline_query_chosen_chat", "copy_text", "web_app", "login_url")


def check_markup(markup: Any) -> JsonObject | None:
    """Return an inline keyboard as Telegram stores it.

    Args:
        markup: The ``reply_markup``, decoded; ``None`` when there is none.

    Returns:
        The keyboard without empty rows; ``None`` if nothing is left of it, or if the markup is
        for the text field (``force_reply``, ``remove_keyboard``), which no message carries.

    Raises:
        BotApiError: 400, if there are too many buttons or one is wrong.
    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "keyboard" in markup:
        raise bad_request("reply keyboards are not supported by the stand-in")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    keyboard = [[_check_button(button) for button in row] for row in rows if row]
    _check_size(keyboard)
    return {"inline_keyboard": keyboard} if keyboard else None


def _check_size(keyboard: list[list[JsonObject]]) -> None:
    buttons = sum(len(row) for row in keyboard)
    widest = max(map(len, keyboard), default=0)
    if (
        buttons > limits.KEYBOARD_BUTTONS
        or widest > limits.KEYBOARD_ROW_BUTTONS
        or sum(map(_weight, chain.from_iterable(keyboard))) > limits.KEYBOARD_BYTES
    ):
        raise bad_request("reply markup is too long")


def _weight(button: JsonObject) -> int:
    return sum(len(str(value).encode()) for value in button.values())


def _check_button(button: Any) -> JsonObject:
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object"
        )
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("can't parse inline keyboard button: button text must be non-empty")
    return {"text": text, **_action(button)}


def _action(button: JsonObject) -> JsonObject:
    """Return the one field that says what the button does."""
    if button.get("callback_data"):
        return {"callback_data": _callback_data(button["callback_data"])}
    if button.get("url"):
        return {"url": _url(str(button["url"]))}
    for field in _SWITCHES:
        # An empty query is a query: the button then opens the inline mode with nothing typed.
        if isinstance(button.get(field), str):
            return {field: button[field]}
    for field in _OBJECTS:
        if isinstance(button.get(field), dict):
            return {field: button[field]}
    raise bad_request(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    )


def _callback_data(data: Any) -> str:
    if not isinstance(data, str) or len(data.encode()) > limits.CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def _url(url: str) -> str:
    scheme = urlsplit(url).scheme.lower()
    if "://" in url and scheme not in ("http", "https", "tg"):
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
        )
    normal = normal_url(url)
    if normal is None:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return normal

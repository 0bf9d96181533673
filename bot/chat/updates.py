"""Reading updates as Telegram sends them, sound or not."""

import logging
from typing import Any, TypeGuard

from telegram import Bot, Update

from bot.chat.request import AiohttpRequest

logger = logging.getLogger(__name__)

_HIGHEST_NUMBER = 2**63 - 1


def is_update(data: object) -> TypeGuard[dict[str, Any]]:
    """Whether parsed JSON is an update, as far as its number tells.

    Example:
        >>> is_update({"update_id": 7}), is_update({"update_id": "7"}), is_update([])
        (True, False, False)
    """
    number = data.get("update_id") if isinstance(data, dict) else None
    return type(number) is int and 0 <= number <= _HIGHEST_NUMBER


def read_update(data: dict[str, Any], bot: Bot) -> Update:
    """Read an update.

    One that makes no sense is read as one in which nothing happened: it is acknowledged like any
    other and does not come again.
    """
    return _read(data, bot) or Update(data["update_id"])


class UpdatesRequest(AiohttpRequest):
    """Fetches updates; one that cannot be read does not keep the others from being read."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer of Telegram; an update that makes no sense in it becomes an empty one."""
        answer = AiohttpRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            updates = filter(is_update, answer["result"])
            answer["result"] = [
                data if _read(data) else {"update_id": data["update_id"]} for data in updates
            ]
        return answer


def _read(data: dict[str, Any], bot: Bot | None = None) -> Update | None:
    try:
        return Update.de_json(data, bot)
    except Exception as error:  # whatever the library trips over
        # The error's own words may be those of a person.
        logger.error("update %s cannot be read: %s", data["update_id"], type(error).__name__)
        return None

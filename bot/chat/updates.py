"""Reading updates as Telegram sends them, sound or not."""

import logging
from typing import Any, TypeGuard

from telegram import Bot, Update

from bot.chat.soundness import SoundUpdate

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


def read_update(data: dict[str, Any], bot: Bot) -> Update | None:
    """Read an update; ``None`` if it makes no sense."""
    try:
        SoundUpdate.model_validate(data)
        return Update.de_json(data, bot)
    except Exception as error:  # whatever the library trips over
        # The error's own words may be those of a person.
        logger.error("update %s cannot be read: %s", data["update_id"], type(error).__name__)
        return None


def lane_of(update: Update) -> int:
    """Return the chat of an update, or who sent it; an update of neither shares lane 0."""
    source = update.effective_chat or update.effective_user
    return source.id if source else 0


def kind_of(update: Update) -> str:
    """Return what happened, such as ``message``; ``nothing`` for an empty update."""
    return next((kind for kind in Update.ALL_TYPES if getattr(update, kind)), "nothing")

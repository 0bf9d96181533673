"""Every refusal of the stand-in.

BotApiError      said to the bot, in Telegram's words
ControlError     said to whoever plays the person
"""

from typing import Any


class BotApiError(Exception):
    """A refusal as Telegram words it.

    Attributes:
        code: The HTTP status and ``error_code``.
        description: What Telegram says, such as ``Bad Request: chat not found``.
        parameters: ``retry_after`` or ``migrate_to_chat_id``, where Telegram sends one.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Return the body Telegram would send."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class ControlError(Exception):
    """The control interface was asked for something that cannot be done.

    Attributes:
        status: The HTTP status to answer with.
    """

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def bad_request(what: str, **parameters: int) -> BotApiError:
    """Return the 400 that ends in ``what``."""
    return BotApiError(400, f"Bad Request: {what}", **parameters)


def forbidden(what: str) -> BotApiError:
    """Return the 403 that ends in ``what``."""
    return BotApiError(403, f"Forbidden: {what}")


def conflict(what: str) -> BotApiError:
    """Return the 409 that ends in ``what``."""
    return BotApiError(409, f"Conflict: {what}")

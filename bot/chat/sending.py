"""What happens when Telegram says no: wait, follow the chat, or try once more."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from telegram.error import ChatMigrated, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.chat.metrics import Metrics

logger = logging.getLogger(__name__)

Result = bool | dict[str, Any] | list[dict[str, Any]]

_MOST_TRIES = 3
_FIRST_PAUSE_SECONDS = 0.3


class PatientSender(BaseRateLimiter[None]):
    """Sends again what could not be sent.

    A flood limit is waited for by the one message it befell, and by what follows in the same
    chat, as updates of one chat are processed in turn; other chats go on. A message for a group
    that became a supergroup follows it there. An error of Telegram's server or a cut connection
    is tried again after a moment; not so a time-out, after which the message may well be there.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._is_stopping = asyncio.Event()

    async def initialize(self) -> None:
        """Be ready to wait."""
        self._is_stopping.clear()

    async def shutdown(self) -> None:
        """Wait for nothing any more; what waits fails."""
        self._is_stopping.set()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002
    ) -> Result:
        """Make a request, and make it again where that helps."""
        tries = 0
        while True:
            tries += 1
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._metrics.flood_limits.inc()
                if "chat_id" not in data or endpoint == "sendChatAction":
                    raise
                seconds = _seconds(error)
                logger.warning("chat %s: told to wait %s s", data["chat_id"], seconds)
                await self._pause(seconds, error)
            except ChatMigrated as error:
                if tries > 1:
                    raise
                data["chat_id"] = error.new_chat_id
                data.pop("reply_parameters", None)
            except NetworkError as error:
                # Its subclasses, a bad request and a time-out, would only happen again.
                if type(error) is not NetworkError or tries == _MOST_TRIES:
                    raise
                logger.warning("%s failed, trying again: %s", endpoint, error)
                await self._pause(_FIRST_PAUSE_SECONDS * tries, error)

    async def _pause(self, seconds: float, error: Exception) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_stopping.wait(), seconds)
        if self._is_stopping.is_set():
            raise error


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()

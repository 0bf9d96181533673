"""Sending: each message in its turn, and again until it is through."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter

from bot.chat.metrics import Metrics
from bot.chat.traffic import Limits, Traffic
from bot.waiting import happens_within

logger = logging.getLogger(__name__)

Result = bool | dict[str, Any] | list[dict[str, Any]]

_FIRST_PAUSE_SECONDS = 0.15
_LONGEST_PAUSE_SECONDS = 30.0
_MOST_TRIES = 3
"""For what nobody waits for, or not for long; a message is tried until it is through."""

_ANSWERS = {"answerCallbackQuery", "answerInlineQuery"}
_NOT_WORTH_WAITING = {"sendChatAction"}


class StoppingError(TelegramError):
    """The bot stopped while a message waited for its turn."""


class PatientSender(BaseRateLimiter[None]):
    """Sends every message when Telegram can take it, and again until it is through.

    A flood limit holds up the chat it befell, and no other; one that befell the answer to a
    press or an inline query, which belongs to no chat, holds up all. A message for a group that
    became a supergroup follows it there. After a time-out or a cut connection a message may be
    there all the same and comes a second time then: rather twice than never.

    Args:
        metrics: Where flood limits are counted.
        limits: How much Telegram takes.

    Attributes:
        traffic: What gives every message its turn.
    """

    def __init__(self, metrics: Metrics, limits: Limits) -> None:
        self._metrics = metrics
        self.traffic = Traffic(limits, self._pause)
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
        """Make a request, and make it again where that helps.

        Raises:
            StoppingError: If the bot stops before the request is through.
            TelegramError: If Telegram says no for good.
        """
        tries = 0
        while True:
            tries += 1
            await self._turn(endpoint, data)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._hold(endpoint, data, error)
            except ChatMigrated as error:
                if tries > 1:
                    raise
                data["chat_id"] = error.new_chat_id
                data.pop("reply_parameters", None)
            except NetworkError as error:
                if not _is_worth_another_try(error, endpoint, data, tries):
                    raise
                logger.warning("%s failed, trying again: %s", endpoint, error)
                await self._pause(min(_FIRST_PAUSE_SECONDS * 2**tries, _LONGEST_PAUSE_SECONDS))

    async def _turn(self, endpoint: str, data: dict[str, Any]) -> None:
        if _is_message(endpoint, data):
            await self.traffic.turn(data["chat_id"])
        elif endpoint in _ANSWERS:
            await self.traffic.free(None)

    def _hold(self, endpoint: str, data: dict[str, Any], error: RetryAfter) -> None:
        self._metrics.flood_limits.inc()
        if not _is_message(endpoint, data) and endpoint not in _ANSWERS:
            raise error
        chat, seconds = data.get("chat_id"), _seconds(error)
        logger.warning("%s: told to wait %s s", f"chat {chat}" if chat else "all chats", seconds)
        self.traffic.hold(chat, seconds)

    async def _pause(self, seconds: float) -> None:
        if await happens_within(self._is_stopping, seconds):
            raise StoppingError("the bot stops")


def _is_message(endpoint: str, data: dict[str, Any]) -> bool:
    return "chat_id" in data and endpoint not in _NOT_WORTH_WAITING


def _is_worth_another_try(
    error: NetworkError, endpoint: str, data: dict[str, Any], tries: int
) -> bool:
    if _is_message(endpoint, data):
        return type(error) in {NetworkError, TimedOut}  # not so a bad request, which is one too
    return type(error) is NetworkError and tries < _MOST_TRIES


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()

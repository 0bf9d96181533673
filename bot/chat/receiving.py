"""Where updates come from: fetched by long polling, or brought to the webhook.

Whatever Telegram has waiting when one is changed for the other is delivered by the new one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter
from yarl import URL

from bot.chat.app import ALLOWED_UPDATES
from bot.chat.intake import Intake
from bot.chat.polling import polling
from bot.chat.web import serving
from bot.chat.webhook import Webhook, secret_from
from bot.errors import SettingsError
from bot.settings import Settings
from bot.waiting import happens_within

logger = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0


def receiving(
    bot: Bot, intake: Intake, settings: Settings, stop: asyncio.Event
) -> AbstractAsyncContextManager[None]:
    """Receive updates while this is open.

    Args:
        bot: Whose updates.
        intake: What takes them.
        settings: With ``webhook_url`` they are brought there, without they are fetched.
        stop: Ends the wait for a Telegram that cannot be reached.

    Raises:
        SettingsError: On entering, if the webhook cannot be opened, or Telegram refuses it.
    """
    if settings.webhook_url:
        return _webhook(bot, intake, settings, stop)
    return _polling(bot, intake, stop)


async def until_reached(ask: Callable[[], Awaitable[object]], stop: asyncio.Event) -> bool:
    """Ask Telegram something, as long as it takes; ``False`` if told to stop before."""
    pause = _FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            await ask()
        except (NetworkError, RetryAfter) as error:
            logger.warning("Telegram cannot be reached, trying again: %s", error)
            await happens_within(stop, pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        else:
            return True
    return False


@asynccontextmanager
async def _polling(bot: Bot, intake: Intake, stop: asyncio.Event) -> AsyncIterator[None]:
    await until_reached(bot.delete_webhook, stop)
    async with polling(bot, intake, ALLOWED_UPDATES):
        yield


@asynccontextmanager
async def _webhook(
    bot: Bot, intake: Intake, settings: Settings, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Serve the webhook, and tell Telegram of it once it is open.

    It stays set at the end: Telegram keeps what comes meanwhile, and other processes may go on.
    """
    url = str(settings.webhook_url)
    given = settings.webhook_secret
    secret = given.get_secret_value() if given else secret_from(bot.token)
    routes = Webhook(secret, intake.accept).routes(URL(url).path)
    host, port = settings.webhook_listen, settings.webhook_port
    async with serving(routes, host, port, "WEBHOOK_PORT") as port:
        logger.info("updates are taken on %s, port %d", host, port)
        await until_reached(lambda: _set_webhook(bot, url, secret), stop)
        yield


async def _set_webhook(bot: Bot, url: str, secret: str) -> None:
    try:
        await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
    except BadRequest as error:
        raise SettingsError(f"WEBHOOK_URL: Telegram says: {error.message}") from None

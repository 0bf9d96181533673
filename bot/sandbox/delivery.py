"""Delivery by webhook: one update at a time, in order, again and again until it is taken."""

from typing import Final

import aiohttp

from bot.sandbox.errors import BotApiError
from bot.sandbox.model import JsonObject
from bot.sandbox.world import World
from bot.waiting import happens_within

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_SECONDS: Final = 60.0
# Long enough to be no load, short enough to end by itself.
IDLE_SECONDS: Final = 3600.0


class WebhookSender:
    """Sends updates to the webhook while one is set.

    Telegram sends several at once, to different chats; one at a time is the strictest order a
    bot can be promised.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._offset = 0

    async def run(self) -> None:
        """Send until cancelled."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await self._world.webhook.is_set.wait()
                await self._send_next(session)

    async def _send_next(self, session: aiohttp.ClientSession) -> None:
        try:
            updates = await self._world.updates.poll(self._offset, 1, IDLE_SECONDS)
        except BotApiError:  # the webhook was set anew or removed
            return
        for update in updates:
            if await self._send_until_taken(session, update):
                self._offset = update["update_id"] + 1

    async def _send_until_taken(self, session: aiohttp.ClientSession, update: JsonObject) -> bool:
        webhook = self._world.webhook
        wait = webhook.first_wait_seconds
        webhook.is_changed.clear()
        while not webhook.is_changed.is_set():
            error = await self._send(session, update)
            if not error:
                return True
            webhook.failed(error)
            await happens_within(webhook.is_changed, wait)
            wait = min(wait * 2, webhook.longest_wait_seconds)
        return False

    async def _send(self, session: aiohttp.ClientSession, update: JsonObject) -> str:
        """Send once; return what went wrong, ``""`` if nothing did."""
        webhook = self._world.webhook
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        try:
            async with session.post(
                webhook.url, json=update, headers=headers, allow_redirects=False
            ) as response:
                if 200 <= response.status < 300:
                    return ""
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"

"""Updates by webhook: Telegram brings them; nobody else gets in."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from telegram import Bot, Update

from bot.chat.updates import is_update, read_update

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """Takes updates over HTTP and hands them on.

    A request is answered 200 once its update was handed over; Telegram brings it again
    otherwise. What is refused leaves no trace in the log.

    Args:
        bot: What the updates are for.
        secret: What Telegram shows with every request.
        put: Takes an update into safekeeping.
    """

    def __init__(self, bot: Bot, secret: str, put: Callable[[Update], Awaitable[None]]) -> None:
        self._bot = bot
        self._secret = secret.encode()
        self._put = put

    def routes(self, path: str) -> list[web.RouteDef]:
        """Return the one route, to be served."""
        return [web.post(path, self._receive)]

    async def _receive(self, request: web.Request) -> web.Response:
        shown = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), self._secret):
            raise web.HTTPForbidden
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        data = _parsed(await request.read())
        if not is_update(data):
            raise web.HTTPBadRequest
        await self._put(read_update(data, self._bot))
        return web.Response()


def secret_from(token: str) -> str:
    """Make the secret of the webhook from the token.

    It needs no keeping that way, and is the same in every process and after every start.

    Example:
        >>> len(secret_from("123456:token"))
        64
    """
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None

"""Updates by webhook: Telegram brings them; nobody else gets in."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.chat.errors import log_receiving_error
from bot.chat.updates import is_update
from bot.errors import StoreError

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """Takes updates over HTTP and hands them on.

    A request is answered 200 once its update is written down; Telegram brings it again otherwise.
    What is refused leaves no trace in the log.

    Args:
        secret: What Telegram shows with every request.
        take: Takes updates, as parsed JSON, into safekeeping.
    """

    def __init__(self, secret: str, take: Callable[[list[Any]], Awaitable[None]]) -> None:
        self._secret = secret.encode()
        self._take = take

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
        try:
            await self._take([data])
        except StoreError as error:
            log_receiving_error(error)
            raise web.HTTPServiceUnavailable from None
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

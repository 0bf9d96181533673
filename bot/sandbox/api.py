"""The Bot API over HTTP: ``/bot<token>/METHOD``."""

import asyncio
import hmac
import json
from typing import Any, Final

from aiohttp import web

from bot.sandbox.errors import BotApiError
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.methods import METHODS, Method
from bot.sandbox.model import JsonObject
from bot.sandbox.params import Params, read_params
from bot.sandbox.world import World

# Telegram takes method names in any case of letters.
_BY_LOWER_NAME: Final[dict[str, tuple[str, Method]]] = {
    name.lower(): (name, method) for name, method in METHODS.items()
}


class BotApi:
    """Answers the bot's calls and lets the faults happen that wait for them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        return [web.route("*", "/bot{token:[^/]+}/{method}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        world = self._world
        name = request.match_info["method"].lower()
        try:
            method_name, method = self._check(world, request.match_info["token"], name)
            params = await read_params(request)
        except BotApiError as error:
            return _refusal(error)
        call = world.log_call(method_name, _shown(params))
        fault = world.faults.take_call(name, params.optional_integer("chat_id"))
        if fault is None:
            return await _answer(world, method, params, call)
        return await _answer_badly(request, fault, world, method, params, call)

    def _check(self, world: World, token: str, name: str) -> tuple[str, Method]:
        if not hmac.compare_digest(token.encode(), world.token.encode()):
            raise BotApiError(401, "Unauthorized")
        if name not in _BY_LOWER_NAME:
            raise BotApiError(404, "Not Found")
        if world.bot.is_logged_out:
            raise BotApiError(400, "Logged out")
        return _BY_LOWER_NAME[name]


async def _answer(
    world: World, method: Method, params: Params, call: JsonObject
) -> web.StreamResponse:
    try:
        result: Any = await method(world, params)
    except BotApiError as error:
        call["error"] = error.description
        return _refusal(error)
    call["is_ok"] = True
    return _json({"ok": True, "result": result}, 200)


async def _answer_badly(
    request: web.Request,
    fault: Fault,
    world: World,
    method: Method,
    params: Params,
    call: JsonObject,
) -> web.StreamResponse:
    call["fault"] = fault.kind.value
    error = fault.error()
    if error is not None:
        call["error"] = error.description
        return _refusal(error)
    if fault.kind is FaultKind.CUT_BEFORE:
        return _cut(request)
    if fault.kind is FaultKind.HANG:
        await asyncio.sleep(fault.seconds)
    response = await _answer(world, method, params, call)
    if fault.kind is FaultKind.CUT_AFTER:
        return _cut(request)
    if fault.kind is FaultKind.HANG_AFTER:
        await asyncio.sleep(fault.seconds)
    return response


def _cut(request: web.Request) -> web.StreamResponse:
    """Close the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _refusal(error: BotApiError) -> web.StreamResponse:
    headers = {}
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return _json(error.as_json(), error.code, headers)


def _json(body: Any, status: int, headers: dict[str, str] | None = None) -> web.StreamResponse:
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers=headers,
        content_type="application/json",
    )


def _shown(params: Params) -> JsonObject:
    """Return the parameters as the log keeps them: without the bytes of files."""
    shown = dict(params.values)
    for name, content in params.files.items():
        shown[name] = f"<{len(content)} bytes>"
    return shown

"""HTTP by aiohttp, against the stand-in."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from bot.chat.request import AiohttpRequest
from bot.sandbox import ControlClient, FaultKind, Sandbox

TOKEN = "123456:very-secret"
PICTURE = base64.b64decode(  # one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@asynccontextmanager
async def calling(
    url: str, token: str, read_timeout_seconds: float = 5.0
) -> AsyncIterator[ExtBot[None]]:
    request = AiohttpRequest(connections=2, read_timeout_seconds=read_timeout_seconds)
    bot = ExtBot(token, f"{url}/bot", request=request)
    try:
        yield bot
    finally:
        await request.shutdown()


async def test_requests_are_made_and_refusals_are_told() -> None:
    async with Sandbox(api_port=0, page_port=None) as sandbox:
        async with calling(sandbox.api_url, sandbox.token) as bot:
            assert (await bot.get_me()).username == sandbox.world.bot.user.username
            with pytest.raises(BadRequest, match=r"(?i)chat not found"):
                await bot.send_message(99, "x")
        async with calling(sandbox.api_url, TOKEN) as bot:
            with pytest.raises(InvalidToken):
                await bot.get_me()


async def test_a_file_is_uploaded() -> None:
    async with Sandbox(api_port=0, page_port=None) as sandbox:
        sandbox.world.users[1001].has_started = True
        async with calling(sandbox.api_url, sandbox.token) as bot:
            sent = await bot.send_photo(1001, PICTURE, caption="会议")
    assert (sent.caption, sent.photo[-1].width) == ("会议", 1)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        pytest.param(FaultKind.HANG, TimedOut, id="no answer in time"),
        pytest.param(FaultKind.CUT_BEFORE, NetworkError, id="cut connection"),
        pytest.param(FaultKind.TOO_MANY_REQUESTS, RetryAfter, id="flood limit"),
    ],
)
async def test_faults_become_telegram_errors(kind: FaultKind, error: type[Exception]) -> None:
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
        calling(sandbox.api_url, sandbox.token, 0.2) as bot,
    ):
        await control.inject(kind, method="getMe", seconds=1.0)
        with pytest.raises(error):
            await bot.get_me()


@pytest.mark.parametrize("exempt", [False, True])
async def test_the_proxy_of_the_environment_is_used_unless_the_host_is_exempt(
    exempt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1" if exempt else "")
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        calling(sandbox.api_url, sandbox.token) as bot,
    ):
        with nullcontext() if exempt else pytest.raises(NetworkError):
            await bot.get_me()


async def test_the_token_is_not_in_the_error() -> None:
    async with calling("http://127.0.0.1:1", TOKEN) as bot:
        with pytest.raises(NetworkError) as caught:
            await bot.get_me()
    assert "secret" not in f"{caught.value!r}{caught.value.__cause__!r}"

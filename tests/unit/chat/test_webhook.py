"""The webhook, where what takes the updates cannot."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.chat.web import serving
from bot.chat.webhook import Webhook, secret_from
from bot.errors import SettingsError, StoreError

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
UPDATE = {"update_id": 1, "message": {"text": "WORDS"}}


async def post(take: Callable[[list[Any]], Awaitable[None]]) -> int:
    async with (
        serving(Webhook("s3cret", take).routes("/"), "127.0.0.1", 0, "WEBHOOK_PORT") as port,
        aiohttp.ClientSession(headers=HEADERS) as http,
        http.post(f"http://127.0.0.1:{port}/", json=UPDATE) as response,
    ):
        return response.status


async def test_an_update_that_cannot_be_written_down_is_to_be_brought_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(_: list[Any]) -> None:
        raise StoreError("the database is away")

    with caplog.at_level(logging.DEBUG):
        assert await post(fail) == 503
    assert "the database is away" in caplog.text
    assert "WORDS" not in caplog.text


async def test_an_update_is_acknowledged_when_it_is_in_safekeeping() -> None:
    taken: list[Any] = []

    async def keep(batch: list[Any]) -> None:
        taken.extend(batch)

    assert await post(keep) == 200
    assert taken == [UPDATE]


async def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    with pytest.raises(SettingsError, match=r"^WEBHOOK_PORT: cannot listen on 192\.0\.2\.1"):
        async with serving([], "192.0.2.1", 0, "WEBHOOK_PORT"):
            pass


def test_the_secret_does_not_tell_the_token() -> None:
    assert secret_from("1:a") != secret_from("1:b")
    assert "1:a" not in secret_from("1:a")

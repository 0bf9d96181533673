"""A stand-in on free ports, and a plain HTTP client that calls it as a bot would."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.sandbox import KEN_ID, MEI_ID, ControlClient, Person, Sandbox


@dataclass
class RawBot:
    """Calls the Bot API and shows the bare answers."""

    http: httpx.AsyncClient
    token: str

    async def call(self, method: str, **params: Any) -> Any:
        response = await self.http.post(f"/bot{self.token}/{method}", json=params, timeout=30)
        body = response.json()
        assert response.status_code == (200 if body["ok"] else body["error_code"])
        return body

    async def ok(self, method: str, **params: Any) -> Any:
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def error(self, method: str, **params: Any) -> tuple[int, str]:
        body = await self.call(method, **params)
        assert not body["ok"], body
        return body["error_code"], body["description"]

    async def updates(self, **params: Any) -> list[Any]:
        result: list[Any] = await self.ok("getUpdates", **params)
        return result


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(api_port=0, page_port=0) as running:
        yield running


@pytest_asyncio.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[ControlClient]:
    async with ControlClient(sandbox.api_url) as client:
        yield client


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[RawBot]:
    async with httpx.AsyncClient(base_url=sandbox.api_url, trust_env=False) as http:
        yield RawBot(http, sandbox.token)


@pytest_asyncio.fixture
async def mei(control: ControlClient) -> Person:
    """Mei, who has pressed START."""
    person = await control.person(MEI_ID)
    await person.send("/start")
    return person


@pytest_asyncio.fixture
async def ken(control: ControlClient) -> Person:
    return await control.person(KEN_ID)


@pytest.fixture
def group_id(sandbox: Sandbox) -> int:
    return next(chat.id for chat in sandbox.world.chats.values() if chat.person is None)


@pytest_asyncio.fixture
async def group(control: ControlClient, mei: Person, ken: Person) -> int:
    """A basic group of Mei, Ken and the bot."""
    return await control.add_group("Basic", [mei, ken], kind="group")

"""One stand-in and one bot process for all tests here; every test has people of its own."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox import ControlClient, Person, Sandbox

from .driving import BotProcess, run_bot


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Let the tests here share one event loop with the stand-in."""
    for item in items:
        if Path(__file__).parent in item.path.parents and not isinstance(item, pytest.DoctestItem):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(api_port=0, page_port=0) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def control(sandbox: Sandbox) -> AsyncIterator[ControlClient]:
    async with ControlClient(sandbox.api_url) as client:
        yield client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotProcess]:
    """The bot all tests here talk with."""
    database = tmp_path_factory.mktemp("bot") / "bot.sqlite3"
    async with run_bot(sandbox, database) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def mei(control: ControlClient, running: BotProcess) -> Person:
    """Somebody whose phone is in Simplified Chinese."""
    return await control.add_person("Mei", language_code="zh-hans")


@pytest_asyncio.fixture(loop_scope="session")
async def ken(control: ControlClient, running: BotProcess) -> Person:
    """Somebody whose phone is in English."""
    return await control.add_person("Ken", language_code="en")


@pytest_asyncio.fixture(loop_scope="session")
async def group(control: ControlClient, mei: Person, ken: Person) -> int:
    return await control.add_group("Readers", [mei, ken])


@pytest_asyncio.fixture(loop_scope="session")
async def own() -> AsyncIterator[Sandbox]:
    """A stand-in for one test, so that bots can come and go."""
    async with Sandbox(api_port=0, page_port=None) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def person(own: Sandbox) -> AsyncIterator[Person]:
    """Somebody at the stand-in of one test."""
    async with ControlClient(own.api_url) as client:
        yield await client.add_person("Mei", language_code="zh-hans")

"""A bot in this process, with a store and a stand-in of its own, for all examples of a test."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.chat.app import build_app, build_bot
from bot.chat.context import App, Services
from bot.chat.errors import is_closed
from bot.chat.floods import Floods
from bot.chat.metrics import Metrics
from bot.chat.updates import is_update, read_update
from bot.curation.live import LiveKnowledge
from bot.qa.knowledge import default_folder
from bot.sandbox import MEI_ID, Sandbox, people
from bot.settings import load_settings
from bot.store import open_store


@dataclass
class Fuzzed:
    """A bot to throw things at."""

    app: App
    sandbox: Sandbox
    runner: asyncio.Runner

    def process(self, data: dict[str, Any]) -> None:
        """Process an update as it comes from Telegram; raise what is a fault of the bot's."""
        if is_update(data) and (update := read_update(data, self.app.bot)):
            try:
                self.runner.run(self.app.process_update(update))
            except Exception as error:
                if not is_closed(error):
                    raise


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    database = tmp_path_factory.mktemp("fuzz") / "bot.sqlite3"
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        yield runner.run(_start(stack, database, runner))
        runner.run(stack.aclose())


async def _start(stack: AsyncExitStack, database: Path, runner: asyncio.Runner) -> Fuzzed:
    sandbox = await stack.enter_async_context(Sandbox(api_port=0, page_port=None))
    settings = load_settings(
        telegram_bot_token=sandbox.token,
        telegram_api_base_url=sandbox.api_url,
        messages_per_second=0,
        messages_per_second_in_chat=0,
        messages_per_minute_in_group=0,
    )
    store = await stack.enter_async_context(open_store(f"sqlite+aiosqlite:///{database}"))
    metrics = Metrics()
    knowledge = LiveKnowledge(default_folder(), store.changes)
    await knowledge.load()
    services = Services(knowledge, store, metrics, Floods(0))
    app = build_app(build_bot(settings, metrics), services)
    await stack.enter_async_context(app)
    world = sandbox.world
    people.write(world, world.users[MEI_ID], world.chats[MEI_ID], text="/start")
    await app.bot.send_message(MEI_ID, "card")
    return Fuzzed(app, sandbox, runner)

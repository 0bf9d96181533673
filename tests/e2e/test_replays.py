"""An update that is processed a second time, after a crash, leaves what it left the first time.

The handlers, the store and the stand-in are the real ones; only what fetches updates and marks them
as done is left out, so that each can be processed as often as the test wants.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest_asyncio
from sqlalchemy import Table, select
from telegram import Update

from bot.chat.app import build_app, build_bot
from bot.chat.context import App, Services
from bot.chat.desk import Desk
from bot.chat.floods import Floods
from bot.chat.metrics import Metrics
from bot.curation.live import LiveKnowledge
from bot.qa.knowledge import default_folder
from bot.sandbox import ControlClient, Person, Sandbox
from bot.sandbox.seen import SeenMessage
from bot.settings import Settings
from bot.store import Store, open_store
from bot.store.curating import OPEN
from bot.store.models import Base, Moment

from .driving import UNLIMITED, labels

Contents = dict[str, set[tuple[Any, ...]]]


@asynccontextmanager
async def app_over(
    store: Store, knowledge: LiveKnowledge, sandbox: Sandbox, curators: int
) -> AsyncIterator[App]:
    """Build what a process would have."""
    settings = Settings.model_validate(
        {"telegram_bot_token": sandbox.token, "telegram_api_base_url": sandbox.api_url}
        | {name.lower(): value for name, value in UNLIMITED.items()}
    )
    services = Services(knowledge, store, Metrics(), Floods(0), curators)
    await services.memory.load()
    async with build_app(build_bot(settings, services.metrics), services) as app:
        yield app


@dataclass
class Stage:
    """Two processes over one store; what the first did the second does again."""

    control: ControlClient
    store: Store
    apps: list[App]
    curators: int
    curator: Person
    _next: int = 0

    async def twice(self, action: Coroutine[Any, Any, Any]) -> Any:
        """Let somebody do something, and process the update twice; both leave the same."""
        acting = asyncio.ensure_future(action)
        [update] = await self._updates()
        await self.apps[0].process_update(update)
        once = await contents(self.store)
        await self.apps[1].process_update(update)
        assert await contents(self.store) == once
        return await acting

    async def _updates(self) -> tuple[Update, ...]:
        updates = await self.apps[0].bot.get_updates(offset=self._next, timeout=5)
        self._next = updates[-1].update_id + 1
        return updates

    async def work_at_desk(self, is_reached: Callable[[], Awaitable[bool]]) -> None:
        """Let the desks of both work until something is so, and a while longer."""
        desks = [Desk(app, app.bot_data["services"], 0) for app in self.apps]
        working = [asyncio.create_task(desk.work()) for desk in desks]
        async with asyncio.timeout(20):
            while not await is_reached():
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    async def cards(self, count: int) -> dict[str, SeenMessage]:
        """Return the cards in the curators' chat by their questions."""

        async def shown() -> dict[str, SeenMessage]:
            cards = await self.control.messages(self.curators, sender="bot")
            return {card.text.split("\n")[1]: card for card in cards}

        async def are_shown() -> bool:
            return len(await shown()) == count

        await self.work_at_desk(are_shown)
        return await shown()

    async def settled(self, question: str) -> SeenMessage:
        """Return the card of a question that is settled."""
        cards = await self.control.messages(self.curators, sender="bot")
        return next(card for card in cards if question in card.text and "↩️ 撤销" in labels(card))

    async def told(self, person: Person, count: int) -> None:
        """Check that somebody is told so many answers, each once."""

        async def told() -> list[SeenMessage]:
            said = await self.control.messages(person.id, sender="bot")
            return [message for message in said if message.text.startswith("你之前问过")]

        async def are_told() -> bool:
            return len(await told()) >= count

        await self.work_at_desk(are_told)
        assert len(await told()) == count

    async def last(self, chat: int) -> SeenMessage:
        """Return what the bot wrote last in a chat."""
        return (await self.control.messages(chat, sender="bot"))[-1]


async def contents(store: Store) -> Contents:
    """Return all rows, but for moments and for the numbers of the bot's own messages."""
    await store.database.commit()
    async with store.database.reading() as reading:
        return {
            table.name: {tuple(row) for row in await reading.execute(select(*_columns(table)))}
            for table in Base.metadata.sorted_tables
        }


def _columns(table: Table) -> list[Any]:
    left_out = {"reply"} if table.name == "replies" else set()
    return [
        column
        for column in table.columns
        if column.name not in left_out and not isinstance(column.type, Moment)
    ]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(own: Sandbox, database_url: str) -> AsyncIterator[Stage]:
    async with ControlClient(own.api_url) as control, open_store(database_url) as store:
        lin = await control.add_person("Lin", language_code="zh-hans")
        curators = await control.add_group("Curators", [lin])
        knowledge = LiveKnowledge(default_folder(), store.changes)
        await knowledge.load()
        async with (
            app_over(store, knowledge, own, curators) as one,
            app_over(store, knowledge, own, curators) as other,
        ):
            yield Stage(control, store, [one, other], curators, lin)


async def test_questions(
    stage: Stage, person: Person, unsure_question: str, unknown_question: str
) -> None:
    await stage.twice(person.send("谁主持了会议？"))
    asked = await stage.twice(person.send("会议是哪天开的？"))
    await stage.twice(person.edit(asked, unknown_question))
    await stage.twice(person.edit(asked, "会议审议通过了什么？"))
    await stage.twice(person.send(unknown_question))
    await stage.twice(person.send(f"{unknown_question}？"))
    [item] = await stage.store.inbox.items()
    assert item.times == 2
    for label in (0, -1):
        await stage.twice(person.send(unsure_question))
        offer = await stage.last(person.id)
        await stage.twice(person.press(offer, labels(offer)[label]))
    counts = await stage.store.count(datetime.now(UTC) - timedelta(days=1))
    kinds = sorted(kind for _, kind, number in counts.endings for _ in range(number))
    assert kinds == ["answer", "answer", "chosen", "decline", "decline", "none"]


async def test_commands(stage: Stage, person: Person) -> None:
    for text in ("/start", "/start meeting-chair", "/ask 谁主持了会议？", "/topics", "/lang"):
        await stage.twice(person.send(text))
    await stage.twice(person.press(await stage.last(person.id), "English"))
    assert stage.store.language(person.id) == "en"
    await stage.twice(person.inline("谁主持了会议"))
    await stage.twice(person.send("/forget"))
    assert str(person.id) not in repr(await contents(stage.store))


async def test_votes(stage: Stage, person: Person) -> None:
    await stage.twice(person.send("谁主持了会议？"))
    card = await stage.last(person.id)
    seen = []
    for thumb in ("👍", "👍", "👎", "👎", "👍", "👎"):
        await stage.twice(person.press(card, thumb))
        counts = await stage.store.count(datetime.now(UTC))
        seen += [(good, bad) for _, good, bad in counts.votes] or [(0, 0)]
    assert seen == [(1, 0), (0, 0), (0, 1), (0, 0), (1, 0), (0, 1)]
    [item] = await stage.store.inbox.items()
    assert item.times == 1


async def test_what_curators_do(stage: Stage, person: Person) -> None:
    lin = stage.curator
    for text in ("火锅辣不辣", "企鹅会不会飞", "骆驼喝不喝水", "蜗牛爱吃菜叶吗"):
        await stage.twice(person.send(text))
    cards = await stage.cards(4)
    await stage.twice(lin.press(cards["企鹅会不会飞"], "📰 报道没写"))
    await stage.twice(lin.press(cards["骆驼喝不喝水"], "🗑 忽略"))
    await stage.twice(lin.press(cards["蜗牛爱吃菜叶吗"], labels(cards["蜗牛爱吃菜叶吗"])[0]))
    for text in ("火锅不辣。", "火锅很辣。"):
        await stage.twice(lin.press(cards["火锅辣不辣"], "✍️ 写回答"))
        prompt = await stage.last(stage.curators)
        await stage.twice(lin.send(text, chat_id=stage.curators, reply_to=prompt.id))
        draft = await stage.last(stage.curators)
        await stage.twice(lin.press(draft, "✅ 发布" if "很" in text else "✖️ 取消"))
    settled = await stage.settled("火锅辣不辣")
    await stage.told(person, 3)
    await stage.twice(lin.press(settled, "↩️ 撤销"))
    actions = [(change.action, change.question) for change in await stage.store.changes.log()]
    assert sorted(actions) == [
        ("dismiss", "骆驼喝不喝水"),
        ("teach", "企鹅会不会飞"),
        ("teach", "火锅辣不辣"),
        ("teach", "蜗牛爱吃菜叶吗"),
        ("undo", "火锅辣不辣"),
    ]
    assert [item.text for item in await stage.store.inbox.items(OPEN)] == ["火锅辣不辣"]
    assert (await contents(stage.store))["drafts"] == set()

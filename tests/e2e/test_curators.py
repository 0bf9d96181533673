"""Curators: what is not answered reaches them, and what they teach reaches everybody."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.sandbox import ControlClient, Person, Sandbox
from bot.sandbox.seen import SeenMessage

from .driving import BotProcess, changed, run_bot, toast

QUESTION = "会场停车方便吗"


@dataclass
class Scene:
    """A bot with curators, and people who ask."""

    control: ControlClient
    bot: BotProcess
    chat: int
    curator: Person

    async def person(self, language: str = "zh-hans") -> Person:
        return await self.control.add_person("Reader", language_code=language)

    async def card(self, text: str, *, after: int = 0) -> SeenMessage:
        """Wait for the card of a question."""
        async with asyncio.timeout(15):
            while True:
                for message in await self.control.messages(self.chat, after=after, sender="bot"):
                    if text in message.text and message.text.startswith("#"):
                        return message
                await asyncio.sleep(0.05)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("curators")
    async with (
        Sandbox(api_port=0, page_port=None) as sandbox,
        ControlClient(sandbox.api_url) as control,
    ):
        curator = await control.add_person("Lin", language_code="zh-hans")
        chat = await control.add_group("Curators", [curator])
        async with run_bot(sandbox, folder / "bot.sqlite3", CURATOR_CHAT_ID=str(chat)) as bot:
            yield Scene(control, bot, chat, curator)


async def test_an_answer_is_taught_and_told_and_given_to_the_next(scene: Scene) -> None:
    mei = await scene.person()
    asked = await mei.send(QUESTION)
    [reply] = await scene.control.replies(mei.id, after=asked.id)
    assert "不知道" in reply.text
    card = await scene.card(QUESTION)
    assert len(card.buttons) >= 3
    await scene.curator.press(card, "✍️ 写回答")
    [prompt] = await scene.control.replies(scene.chat, after=card.id)
    answer = "会场好停车吗？\n院里可以停车。\n---\nYou can park in the yard."
    written = await scene.curator.send(answer, chat_id=scene.chat, reply_to=prompt.id)
    [preview] = await scene.control.replies(scene.chat, after=written.id)
    assert "院里可以停车" in preview.text
    assert "park in the yard" in preview.text
    assert "学会了" in await toast(scene.curator, preview, "✅ 发布")
    [told] = await scene.control.replies(mei.id, after=reply.id)
    assert told.text.startswith(f"你之前问过“{QUESTION}”")
    assert told.data["reply_to_message"]["message_id"] == asked.id
    next_one = await (await scene.person("en")).ask("請問會場停車方便嗎")
    assert "院裡可以停車" in next_one.text
    assert "整理者" in next_one.text
    assert "Lin" in (await changed(scene.control, card)).text

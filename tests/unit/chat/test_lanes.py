"""Updates of one chat in order, those of different chats at the same time."""

import asyncio
from datetime import UTC, datetime

from telegram import Chat, InlineQuery, Message, Update, User

from bot.chat.lanes import ChatLanes, lane_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def update(number: int, chat: int) -> Update:
    return Update(number, message=Message(number, NOW, Chat(chat, Chat.PRIVATE), text="x"))


async def test_a_chat_waits_for_itself_and_for_nobody_else() -> None:
    lanes = ChatLanes()
    done: list[int] = []

    async def work(number: int, seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(number)

    await asyncio.gather(
        lanes.process_update(update(1, 7), work(1, 0.05)),
        lanes.process_update(update(2, 7), work(2, 0.0)),
        lanes.process_update(update(3, 8), work(3, 0.0)),
    )
    assert done == [3, 1, 2]


async def test_a_failure_does_not_block_the_chat() -> None:
    lanes = ChatLanes()
    done: list[int] = []

    async def fail() -> None:
        raise RuntimeError

    async def work() -> None:
        done.append(1)

    await asyncio.gather(
        lanes.process_update(update(1, 7), fail()),
        lanes.process_update(update(2, 7), work()),
        return_exceptions=True,
    )
    assert done == [1]


async def test_a_repeated_update_is_processed_once() -> None:
    lanes = ChatLanes()
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    for _ in range(2):
        await lanes.process_update(update(1, 7), work())
    assert done == [1]


async def test_what_is_no_update_is_processed() -> None:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    await ChatLanes().process_update("no update", work())
    assert done.is_set()


def test_an_update_without_a_chat_goes_by_its_sender() -> None:
    asker = User(9, "Mei", is_bot=False)
    assert lane_of(Update(1, inline_query=InlineQuery("1", asker, "", ""))) == 9
    assert lane_of(Update(1)) == 0

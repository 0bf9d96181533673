"""Sending: each message in its turn, and again until it is through."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat import sending
from bot.chat.metrics import Metrics
from bot.chat.sending import PatientSender, StoppingError
from bot.chat.traffic import Limits

NO_LIMITS = Limits(0, 0, 0)


class Server:
    """Fails as told, then works."""

    def __init__(self, *errors: TelegramError) -> None:
        self.errors = list(errors)
        self.calls: list[dict[str, Any]] = []

    async def __call__(self, _: str, data: dict[str, Any]) -> bool:
        self.calls.append(dict(data))
        if self.errors:
            raise self.errors.pop(0)
        return True


@pytest_asyncio.fixture
async def sender() -> AsyncIterator[PatientSender]:
    sender = PatientSender(Metrics(), NO_LIMITS)
    await sender.initialize()
    yield sender
    await sender.shutdown()


async def send(
    sender: PatientSender, server: Server, endpoint: str = "sendMessage", **data: Any
) -> Any:
    return await sender.process_request(server, (endpoint, data), {}, endpoint, data, None)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_FIRST_PAUSE_SECONDS", 0.0)


async def test_a_flood_limit_is_waited_for(sender: PatientSender) -> None:
    server = Server(RetryAfter(0), RetryAfter(0), RetryAfter(0), RetryAfter(0))
    assert await send(sender, server, chat_id=1)
    assert len(server.calls) == 5


async def test_a_flood_limit_holds_up_its_chat_and_no_other(sender: PatientSender) -> None:
    first = asyncio.create_task(send(sender, Server(RetryAfter(60)), chat_id=1))
    await asyncio.sleep(0)
    same, other = Server(), Server()
    second = asyncio.create_task(send(sender, same, chat_id=1))
    assert await send(sender, other, chat_id=2)
    assert await send(sender, other, "answerCallbackQuery")
    assert not first.done()
    assert same.calls == []
    await sender.shutdown()
    await asyncio.gather(first, second, return_exceptions=True)


async def test_a_flood_limit_without_a_chat_holds_up_all(sender: PatientSender) -> None:
    first = asyncio.create_task(send(sender, Server(RetryAfter(60)), "answerInlineQuery"))
    await asyncio.sleep(0)
    server = Server()
    second = asyncio.create_task(send(sender, server, chat_id=2))
    third = asyncio.create_task(send(sender, server, "answerCallbackQuery"))
    await asyncio.sleep(0.01)
    assert server.calls == []
    await sender.shutdown()
    await asyncio.gather(first, second, third, return_exceptions=True)


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [
        pytest.param("setMyCommands", {}, id="no chat waits for it"),
        pytest.param("sendChatAction", {"chat_id": 1}, id="typing is out of date by then"),
    ],
)
async def test_some_flood_limits_are_not_worth_waiting_for(
    endpoint: str, data: dict[str, Any], sender: PatientSender
) -> None:
    with pytest.raises(RetryAfter):
        await send(sender, Server(RetryAfter(300)), endpoint, **data)
    assert await send(sender, Server(), "sendMessage", chat_id=1)


async def test_a_moved_group_is_followed_once(sender: PatientSender) -> None:
    server = Server(ChatMigrated(-100))
    assert await send(sender, server, chat_id=-1, reply_parameters="{}")
    assert server.calls[1] == {"chat_id": -100}
    with pytest.raises(ChatMigrated):
        await send(sender, Server(ChatMigrated(-100), ChatMigrated(-101)), chat_id=-1)


async def test_a_message_is_tried_until_it_is_through(sender: PatientSender) -> None:
    server = Server(*[NetworkError("502"), TimedOut(), NetworkError("cut")] * 10)
    assert await send(sender, server, chat_id=1)
    assert len(server.calls) == 31


async def test_other_calls_are_tried_three_times(sender: PatientSender) -> None:
    assert await send(sender, Server(NetworkError("502"), NetworkError("cut")), "getMe")
    with pytest.raises(NetworkError):
        await send(sender, Server(*[NetworkError("502")] * 3), "getMe")
    with pytest.raises(TimedOut):
        await send(sender, Server(TimedOut()), "answerInlineQuery")


async def test_waits_grow(sender: PatientSender, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(sender, "_pause", pause)
    monkeypatch.setattr(sending, "_FIRST_PAUSE_SECONDS", 0.15)
    await send(sender, Server(*[NetworkError("502")] * 10), chat_id=1)
    assert waits[:3] == [0.3, 0.6, 1.2]
    assert waits[-1] == 30.0


@pytest.mark.parametrize("error", [BadRequest("no"), Forbidden("no")], ids=repr)
async def test_what_is_refused_for_good_is_not_tried_again(
    error: TelegramError, sender: PatientSender
) -> None:
    server = Server(error)
    with pytest.raises(type(error)):
        await send(sender, server, chat_id=1)
    assert len(server.calls) == 1


@pytest.mark.parametrize("error", [RetryAfter(300), NetworkError("502")], ids=repr)
async def test_stopping_ends_every_wait(
    error: TelegramError, sender: PatientSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_FIRST_PAUSE_SECONDS", 30.0)
    waiting = asyncio.create_task(send(sender, Server(error), chat_id=1))
    await asyncio.sleep(0.01)
    await sender.shutdown()
    with pytest.raises(StoppingError):
        await waiting

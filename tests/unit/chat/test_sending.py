"""What happens when Telegram says no."""

import asyncio
from typing import Any

import pytest
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
from bot.chat.sending import PatientSender


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


async def send(server: Server, endpoint: str = "sendMessage", **data: Any) -> Any:
    sender = PatientSender(Metrics())
    return await sender.process_request(server, (endpoint, data), {}, endpoint, data, None)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_FIRST_PAUSE_SECONDS", 0.0)


async def test_a_flood_limit_is_waited_for() -> None:
    server = Server(RetryAfter(0), RetryAfter(0), RetryAfter(0), RetryAfter(0))
    assert await send(server, chat_id=1)
    assert len(server.calls) == 5


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [
        pytest.param("setMyCommands", {}, id="no chat waits for it"),
        pytest.param("sendChatAction", {"chat_id": 1}, id="typing is out of date by then"),
    ],
)
async def test_some_flood_limits_are_not_worth_waiting_for(
    endpoint: str, data: dict[str, Any]
) -> None:
    with pytest.raises(RetryAfter):
        await send(Server(RetryAfter(300)), endpoint, **data)


async def test_a_moved_group_is_followed_once() -> None:
    server = Server(ChatMigrated(-100))
    assert await send(server, chat_id=-1, reply_parameters="{}")
    assert server.calls[1] == {"chat_id": -100}
    with pytest.raises(ChatMigrated):
        await send(Server(ChatMigrated(-100), ChatMigrated(-101)), chat_id=-1)


async def test_a_network_error_is_tried_three_times() -> None:
    assert await send(Server(NetworkError("502"), NetworkError("cut")), chat_id=1)
    with pytest.raises(NetworkError):
        await send(Server(*[NetworkError("502")] * 3), chat_id=1)


@pytest.mark.parametrize("error", [TimedOut(), BadRequest("no"), Forbidden("no")], ids=repr)
async def test_what_would_only_happen_again_is_not_tried_again(error: TelegramError) -> None:
    server = Server(error)
    with pytest.raises(type(error)):
        await send(server, chat_id=1)
    assert len(server.calls) == 1


async def test_stopping_ends_every_wait() -> None:
    sender = PatientSender(Metrics())
    await sender.initialize()
    server, data = Server(RetryAfter(300)), {"chat_id": 1}
    waiting = asyncio.create_task(
        sender.process_request(server, ("sendMessage", data), {}, "sendMessage", data, None)
    )
    await asyncio.sleep(0.01)
    await sender.shutdown()
    with pytest.raises(RetryAfter):
        await waiting

"""Whatever bytes come to the webhook: a status, and nothing else."""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.updates import is_update
from bot.chat.web import serving
from bot.chat.webhook import Webhook

from .mutating import ANYTHING, updates

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": "s3cret", "Content-Type": "application/json"}


class Gate:
    """A webhook that keeps what it takes."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.taken: list[Any] = []
        self.runner = runner
        self.port = 0

    async def take(self, batch: list[Any]) -> None:
        self.taken += batch

    async def open(self, stack: AsyncExitStack) -> None:
        routes = Webhook("s3cret", self.take).routes("/")
        serve = serving(routes, "127.0.0.1", 0, "WEBHOOK_PORT")
        self.port = await stack.enter_async_context(serve)
        self.http = await stack.enter_async_context(aiohttp.ClientSession())

    def post(self, body: bytes) -> int:
        return self.runner.run(self._post(body))

    def send(self, raw: bytes) -> bytes:
        return self.runner.run(self._send(raw))

    async def _post(self, body: bytes) -> int:
        url = f"http://127.0.0.1:{self.port}/"
        async with self.http.post(url, data=body, headers=HEADERS) as response:
            await response.read()
            return response.status

    async def _send(self, raw: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer


@pytest.fixture(scope="module")
def gate() -> Iterator[Gate]:
    with asyncio.Runner() as runner:
        gate, stack = Gate(runner), AsyncExitStack()
        runner.run(gate.open(stack))
        yield gate
        runner.run(stack.aclose())


@given(
    body=st.binary() | st.text().map(str.encode) | st.sampled_from([b"[" * 99_999, b"1" * 9_999])
)
def test_bytes_that_are_no_update_are_refused(body: bytes, gate: Gate) -> None:
    assert gate.post(body) == 400


@given(data=updates() | ANYTHING)
def test_json_is_taken_if_it_is_an_update(data: Any, gate: Gate) -> None:
    gate.taken.clear()
    status = gate.post(json.dumps(data).encode())
    assert status == (200 if is_update(data) else 400)
    assert len(gate.taken) == (status == 200)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.binary(max_size=200)
    | st.binary(max_size=200).map(lambda tail: b"POST / HTTP/1.1\r\n" + tail)
)
def test_what_is_no_request_leaves_no_trace(
    raw: bytes, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    gate.taken.clear()
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        answer = gate.send(raw)
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert gate.taken == []
    assert [record for record in caplog.records if record.name != "asyncio"] == []

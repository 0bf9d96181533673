"""Runs the bot as a process of its own, and reads what people see of it."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import ControlClient, Person, Sandbox
from bot.sandbox.seen import SeenMessage

ROOT = Path(__file__).parent.parent.parent
READY = "answers from"
PROGRAM = ("-m", "bot")
UNLIMITED = {
    "MESSAGES_PER_SECOND": "0",
    "MESSAGES_PER_SECOND_IN_CHAT": "0",
    "MESSAGES_PER_MINUTE_IN_GROUP": "0",
    "MESSAGES_PER_SECOND_FROM_PERSON": "0",
}
"""The stand-in takes more than Telegram does."""
_PATIENCE_SECONDS = 30.0


@dataclass
class BotProcess:
    """``python -m bot run`` as a process of its own, and the settings it was given."""

    process: asyncio.subprocess.Process
    log: list[str]
    database: Path
    settings: dict[str, str]

    async def logged(self, words: str) -> str:
        """Wait for a line of the log that holds some words."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                for line in self.log:
                    if words in line:
                        return line
                assert self.process.returncode is None, "\n".join(self.log)
                await asyncio.sleep(0.02)

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """End the process; return its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await self.process.wait()

    async def rows(self, query: str, *values: Any, count: int = 1) -> list[tuple[Any, ...]]:
        """Read the database once it holds at least so many rows of a query."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                with closing(sqlite3.connect(self.database)) as connection:
                    found = connection.execute(query, values).fetchall()
                if len(found) >= count:
                    return found
                await asyncio.sleep(0.05)


@asynccontextmanager
async def run_process(
    *arguments: str,
    database: Path,
    settings: dict[str, str] | None = None,
    program: Sequence[str] = PROGRAM,
) -> AsyncIterator[BotProcess]:
    """Run ``python -m bot`` away from any .env, and stop it at the end."""
    names = ("PATH", "HOME", "XDG_CACHE_HOME", "SYSTEMROOT", "LANG")
    inherited = {name: os.environ[name] for name in names if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        *arguments,
        cwd=database.parent,
        env=inherited | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | (settings or {}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    bot = BotProcess(process, [], database, settings or {})
    reading = asyncio.create_task(_read(process, bot.log))
    try:
        yield bot
    finally:
        await bot.stop()
        await reading


async def _read(process: asyncio.subprocess.Process, log: list[str]) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        log.append(line.decode().rstrip())


@asynccontextmanager
async def run_bot(sandbox: Sandbox, database: Path, **settings: str) -> AsyncIterator[BotProcess]:
    """Run the bot against a stand-in, and wait until it answers."""
    async with start_bot(sandbox, database, **settings) as bot:
        await bot.logged(READY)
        yield bot


@asynccontextmanager
async def start_bot(
    sandbox: Sandbox, database: Path, program: Sequence[str] = PROGRAM, **settings: str
) -> AsyncIterator[BotProcess]:
    """Run the bot, or another program that takes its arguments, against a stand-in."""
    given = {
        "TELEGRAM_BOT_TOKEN": sandbox.token,
        "TELEGRAM_API_BASE_URL": sandbox.api_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        **UNLIMITED,
    }
    given |= settings
    async with run_process("run", database=database, settings=given, program=program) as bot:
        yield bot


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def changed(control: ControlClient, message: SeenMessage) -> SeenMessage:
    """Wait until a message of the bot was edited."""
    found = await control.replies(
        message.chat_id, after=message.id - 1, since=message.revision, count=1
    )
    return next(seen for seen in found if seen.id == message.id)


def labels(message: SeenMessage) -> list[str]:
    return [button["text"] for button in message.buttons]


def entities(message: SeenMessage) -> dict[str, str]:
    """Return the text of each kind of formatting in a message."""
    encoded = message.text.encode("utf-16-le")
    return {
        entity["type"]: encoded[
            2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])
        ].decode("utf-16-le")
        for entity in message.data.get("entities", [])
    }


async def toast(person: Person, message: SeenMessage, label: str) -> str:
    """Press a button and return what pops up."""
    answer = await person.press(message, label)
    assert answer is not None, "the press was not answered"
    return str(answer["text"])


async def silence(control: ControlClient, chat_id: int, *, after: int) -> None:
    """Check that the bot says nothing for a while."""
    with pytest.raises(TimeoutError):
        await control.replies(chat_id, after=after, timeout_seconds=0.5)

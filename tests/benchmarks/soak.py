"""Asks the bot 20,000 questions; every one is answered, and its memory stays as it is.

Run with ``python tests/benchmarks/soak.py``; ``--questions`` asks another number, and
``--database`` names another database than a new SQLite file. Exits with 1 unless each question
was answered once, memory grew by at most a tenth after the first tenth of the questions, and the
log holds no error.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from throughput import fresh_questions, reply_to

from bot.sandbox import Sandbox
from bot.sandbox.model import User

_AT_A_TIME = 40
_EACH = 10
_MOST_GROWTH = 1.1


class Soak:
    """One run.

    Attributes:
        memory: The bot's memory in MiB after each twentieth of the questions.
    """

    def __init__(self, sandbox: Sandbox, process: int, questions: int) -> None:
        self._world = sandbox.world
        self._sandbox = sandbox
        self._process = process
        self._questions = questions
        self._texts = cycle(fresh_questions())
        self._asked = 0
        self._users: list[User] = []
        self.memory: list[float] = []

    async def run(self) -> None:
        """Let people ask, forty at a time, ten questions each."""
        people = iter(range(self._questions // _EACH))
        await asyncio.gather(*(self._talk(people) for _ in range(_AT_A_TIME)))

    def unanswered(self) -> int:
        """Return how many questions have no answer, or more than one."""
        wrong = 0
        for user in self._users:
            senders = [m.sender_id for m in self._world.chats[user.id].messages.values()]
            wrong += abs(len(senders) - 2 * senders.count(user.id))
        return wrong

    async def _talk(self, people: Iterator[int]) -> None:
        for number in people:
            user = self._world.add_user(f"User {number}", language_code="zh-hans")
            self._users.append(user)
            for _ in range(_EACH):
                await reply_to(self._sandbox, user, next(self._texts))
                self._count()

    def _count(self) -> None:
        self._asked += 1
        if self._asked % (self._questions // 20) == 0:
            self.memory.append(_memory(self._process))
            print(f"{self._asked} questions answered, {self.memory[-1]:.1f} MiB", flush=True)


def _memory(process: int) -> float:
    """Return the resident memory of a process in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def soak(questions: int, database: str | None) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{Path(folder) / 'soak.sqlite3'}"
        log = Path(folder) / "log"
        async with Sandbox(api_port=0, page_port=None) as sandbox:
            settings = {
                "TELEGRAM_BOT_TOKEN": sandbox.token,
                "TELEGRAM_API_BASE_URL": sandbox.api_url,
                "DATABASE_URL": url,
                "LOG_LEVEL": "WARNING",
                "MESSAGES_PER_SECOND": "0",
                "MESSAGES_PER_SECOND_IN_CHAT": "0",
                "MESSAGES_PER_SECOND_FROM_PERSON": "0",
            }
            with log.open("wb") as output:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bot", "run", env=os.environ | settings, stderr=output
                )
            run = Soak(sandbox, process.pid, questions)
            began = time.perf_counter()
            await run.run()
            seconds = time.perf_counter() - began
            process.terminate()
            await process.wait()
        return report(run, seconds, log.read_text("utf-8"))


def report(run: Soak, seconds: float, log: str) -> bool:
    """Print what was found; return whether it is as it should be."""
    growth = max(run.memory[2:]) / run.memory[1]
    wrong = run.unanswered()
    errors = [line for line in log.splitlines() if "ERROR" in line or "Traceback" in line]
    print(
        f"{seconds:.0f} s, {wrong} questions not answered once, memory at most {growth:.2f} times "
        f"that after the first tenth, {len(errors)} errors in the log"
    )
    print("\n".join(errors[:10]))
    return not wrong and not errors and growth <= _MOST_GROWTH


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--database", help="its address; everything in it may change")
    options = parser.parse_args()
    return 0 if asyncio.run(soak(options.questions, options.database)) else 1


if __name__ == "__main__":
    sys.exit(main())

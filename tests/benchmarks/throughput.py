"""Messages a second through the stand-in: a bare echo bot, and this bot.

Run with ``python tests/benchmarks/throughput.py``; ``--short`` takes a tenth of the time. Each bot
is a process of its own. The two are measured in turns, because machines are noisy.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters

from bot.sandbox import Sandbox, people
from bot.sandbox.model import Chat, User
from bot.sandbox.world import next_change

QUESTIONS = (
    "谁主持了会议",
    "那副组长呢",
    "五个坚持是哪五个",
    "第三个是什么",
    "會議通過了什麼",
    "who chaired the meeting",
    "会议有多少人参加",
    "今天天气怎么样",
    "交通运输要怎么做",
    "hui yi tong guo le shen me",
)
FLOOR = 0.85
PATIENCE_SECONDS = 120.0


def run_echo(url: str, token: str) -> None:
    """Be the bare echo bot."""

    async def echo(update: Update, _: Any) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    app = Application.builder().token(token).base_url(f"{url}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


@asynccontextmanager
async def bot_process(*arguments: str, **settings: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**os.environ, "LOG_LEVEL": "WARNING", **settings}
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def reply_to(sandbox: Sandbox, user: User, text: str) -> None:
    """Write a message and wait for the reply."""
    chat = sandbox.world.chats[user.id]
    before = chat.last_message_id
    people.write(sandbox.world, user, chat, text=text)
    await replied(chat, before + 2)


async def replied(chat: Chat, count: int) -> None:
    while chat.last_message_id < count:
        if not await next_change(chat, PATIENCE_SECONDS):
            sys.exit(f"chat {chat.id}: {count - chat.last_message_id} replies are missing")


async def one_at_a_time(sandbox: Sandbox, questions: Sequence[str]) -> float:
    """Return how many messages a second are answered, one after another."""
    user = sandbox.world.users[1001]
    began = time.perf_counter()
    for question in questions:
        await reply_to(sandbox, user, question)
    return len(questions) / (time.perf_counter() - began)


def fresh_questions() -> Iterator[str]:
    """Give the questions of the evaluation set, no two the same, in an order that mixes them."""
    path = Path(__file__).parent.parent / "evaluation" / "questions.jsonl"
    lines = path.read_text("utf-8").splitlines()
    asked = {json.loads(line)["question"].strip()[:300] for line in lines}
    fit = sorted(question for question in asked if question.strip("/ ") == question != "")
    return iter(random.Random(0).sample(fit, len(fit)))


async def burst(sandbox: Sandbox, persons: int, each: int) -> float:
    """Let many people ask at once; return the seconds until all have all their answers."""
    world = sandbox.world
    users = [world.add_user(f"User {number}", language_code="zh-hans") for number in range(persons)]
    began = time.perf_counter()
    for number in range(each):
        for user in users:
            people.write(world, user, world.chats[user.id], text=numbered(number))
    await asyncio.gather(*(replied(world.chats[user.id], 2 * each) for user in users))
    took = time.perf_counter() - began
    await asyncio.sleep(0.5)
    for user in users:
        check_order([m.data for m in world.chats[user.id].messages.values()], each)
    return took


ORDERED = ("谁主持了会议", "会议审议通过了什么", "副组长有几位", "县域经济怎么提", "冰雪经济怎么提")


def numbered(number: int) -> str:
    return ORDERED[number % len(ORDERED)]


def check_order(messages: list[dict[str, Any]], each: int) -> None:
    """Stop unless every question was answered once, in the order asked."""
    replies = [message["text"] for message in messages if message["from"]["is_bot"]]
    wanted = [numbered(number) for number in range(each)]
    is_right = len(replies) == each and all(
        reply.startswith(question) for reply, question in zip(replies, wanted, strict=True)
    )
    if not is_right:
        sys.exit(f"wrong, lost or out of order: {[reply[:20] for reply in replies]}")


async def compare(
    name: str, bare: Sandbox, ours: Sandbox, rounds: Sequence[Sequence[str]]
) -> float:
    """Measure both bots in turns; return how much of the echo bot's rate this bot reaches."""
    rates = [
        (await one_at_a_time(bare, questions), await one_at_a_time(ours, questions))
        for questions in rounds
        if questions
    ]
    echo, bot = (statistics.median(column) for column in zip(*rates, strict=True))
    ratio = statistics.median(bot / echo for echo, bot in rates)
    print(
        f"one at a time, {name}: echo {echo:.0f}/s, this bot {bot:.0f}/s, ratio {ratio:.2f}",
        flush=True,
    )
    return ratio


async def measure(messages: int, rounds: int, persons: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite3'}"
        async with (
            Sandbox(api_port=0, page_port=None) as bare,
            Sandbox(api_port=0, page_port=None) as ours,
            bot_process(__file__, "--echo", bare.api_url, bare.token),
            bot_process(
                "-m",
                "bot",
                "run",
                TELEGRAM_BOT_TOKEN=ours.token,
                TELEGRAM_API_BASE_URL=ours.api_url,
                DATABASE_URL=database,
                MESSAGES_PER_SECOND="0",
                MESSAGES_PER_SECOND_IN_CHAT="0",
                MESSAGES_PER_SECOND_FROM_PERSON="0",
            ),
        ):
            await asyncio.gather(one_at_a_time(bare, QUESTIONS), one_at_a_time(ours, QUESTIONS))
            fresh = fresh_questions()
            again = (QUESTIONS * messages)[:messages]
            new = [list(islice(fresh, messages)) for _ in range(rounds)]
            ratio = min(
                await compare("never asked before", bare, ours, new),
                await compare("asked before", bare, ours, [again] * rounds),
            )
            for each in (1, 5):
                count = persons // each
                took = await burst(ours, count, each)
                print(
                    f"burst: {count * each} questions from {count} people in {took:.1f} s "
                    f"({count * each / took:.0f}/s), none lost, in order"
                )
    return ratio >= FLOOR


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer messages")
    parser.add_argument("--echo", nargs=2, metavar=("URL", "TOKEN"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.echo:
        run_echo(*options.echo)
        return 0
    messages, rounds = (60, 3) if options.short else (200, 9)
    return 0 if asyncio.run(measure(messages, rounds, 1000)) else 1


if __name__ == "__main__":
    sys.exit(main())

"""How long everybody else waits while one person sends 100 messages in a second.

Run with ``python tests/benchmarks/flood.py``: ten people ask one question each, first in peace,
then during the flood, with the limits as they are by default.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bot.sandbox import ControlClient, Person, Sandbox

ROOT = Path(__file__).parent.parent.parent
FLOOD = 100
OTHERS = 10


async def seconds_to_answer(person: Person) -> float:
    began = time.perf_counter()
    await person.ask("谁主持了会议？", timeout_seconds=30)
    return time.perf_counter() - began


async def waits(people: list[Person]) -> str:
    """Let people ask, ten a second; say how long they waited for the answer."""
    asking = []
    for person in people:
        asking.append(asyncio.create_task(seconds_to_answer(person)))
        await asyncio.sleep(1 / OTHERS)
    found = [1000 * seconds for seconds in await asyncio.gather(*asking)]
    return f"median {statistics.median(found):.0f} ms, longest {max(found):.0f} ms"


async def flood(person: Person) -> None:
    for _ in range(FLOOD):
        await person.send("谁主持了会议？")
        await asyncio.sleep(1 / FLOOD)


async def measure(control: ControlClient) -> None:
    people = [await control.add_person(f"User {n}") for n in range(2 * OTHERS)]
    flooder = await control.add_person("Flooder", language_code="zh-hans")
    await seconds_to_answer(await control.add_person("First"))
    print("in peace:        ", await waits(people[:OTHERS]))
    flooding = asyncio.create_task(flood(flooder))
    print("during the flood:", await waits(people[OTHERS:]))
    await flooding
    said = await control.replies(flooder.id, count=21, timeout_seconds=60)
    told = sum("太快" in message.text for message in said)
    print(f"of the flood {len(said) - told} were answered; told to slow down: {told}")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox(api_port=0, page_port=None) as sandbox:
            settings = {
                "TELEGRAM_BOT_TOKEN": sandbox.token,
                "TELEGRAM_API_BASE_URL": sandbox.api_url,
                "LOG_LEVEL": "WARNING",
                "PYTHONPATH": str(ROOT),
            }
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=folder, env={**os.environ, **settings}
            )
            async with ControlClient(sandbox.api_url) as control:
                await measure(control)
            process.terminate()
            await process.wait()


if __name__ == "__main__":
    asyncio.run(main())

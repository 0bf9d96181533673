import asyncio
import time
from typing import Any

import httpx
import pytest
from aiohttp import web

from bot.sandbox import ControlClient, FaultKind, Person, Sandbox

from .conftest import RawBot


def texts(updates: list[Any]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_offset_confirms(bot: RawBot, mei: Person) -> None:
    await mei.send("one")
    await mei.send("two")
    first = await bot.updates()
    assert texts(first) == ["/start", "one", "two"]
    assert [u["update_id"] - first[0]["update_id"] for u in first] == [0, 1, 2]
    assert await bot.updates() == first  # nothing was confirmed
    assert texts(await bot.updates(offset=first[1]["update_id"])) == ["one", "two"]
    assert texts(await bot.updates(limit=1)) == ["one"]
    assert texts(await bot.updates(offset=-1)) == ["two"]
    assert texts(await bot.updates()) == ["two"]
    assert await bot.updates(offset=first[2]["update_id"] + 1) == []


async def test_long_poll_wakes(bot: RawBot, mei: Person) -> None:
    (start,) = await bot.updates()
    polling = asyncio.create_task(bot.updates(offset=start["update_id"] + 1, timeout=10))
    await asyncio.sleep(0.05)
    assert not polling.done()
    await mei.send("now")
    assert texts(await asyncio.wait_for(polling, 1)) == ["now"]


async def test_long_poll_ends(bot: RawBot) -> None:
    began = time.monotonic()
    assert await bot.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - began < 3


async def test_remembers_allowed_updates(bot: RawBot, mei: Person) -> None:
    (start,) = await bot.updates(allowed_updates=["edited_message"])
    await mei.edit(await mei.send("hidden"), "shown")
    found = await bot.updates(offset=start["update_id"] + 1)
    assert [u["edited_message"]["text"] for u in found] == ["shown"]
    await bot.updates(allowed_updates=[])
    assert (await bot.ok("getWebhookInfo")).get("allowed_updates") is None
    await mei.send("back")
    assert texts((await bot.updates())[1:]) == ["back"]


async def test_second_poller_ends_the_first(bot: RawBot) -> None:
    first = asyncio.create_task(bot.call("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.call("getUpdates", timeout=1))
    body = await first
    assert body["error_code"] == 409
    assert body["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    assert (await second)["ok"]


async def test_no_polling_beside_a_webhook(bot: RawBot, sandbox: Sandbox) -> None:
    polling = asyncio.create_task(bot.error("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    await bot.ok("setWebhook", url="https://example.com/hook")
    assert await polling == (409, "Conflict: terminated by setWebhook request")
    assert await bot.error("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    await bot.ok("deleteWebhook")
    assert await bot.updates() == []


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"url": "http://example.com"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.com:8080"}, "bad webhook: Webhook can be set up only on ports"),
        (
            {"url": "https://example.com", "secret_token": "no spaces"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://example.com", "secret_token": "x" * 257}, "secret token contains"),
        ({"url": "https://example.com", "allowed_updates": "x"}, "can't parse allowed_updates"),
    ],
)
async def test_refuses_webhook(bot: RawBot, params: dict[str, Any], error: str) -> None:
    code, description = await bot.error("setWebhook", **params)
    assert code == 400
    assert description.startswith(f"Bad Request: {error}")


class Hook:
    """A webhook that fails as often as it is told to."""

    def __init__(self) -> None:
        self.failures = 0
        self.got: list[tuple[str, str]] = []

    async def take(self, request: web.Request) -> web.Response:
        if self.failures:
            self.failures -= 1
            return web.Response(status=500)
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.got.append((secret, (await request.json())["message"]["text"]))
        return web.Response()

    async def wait_for(self, count: int) -> list[str]:
        for _ in range(200):
            if len(self.got) >= count:
                break
            await asyncio.sleep(0.02)
        return [text for _, text in self.got]


async def test_webhook_in_order_with_secret_and_retries(
    bot: RawBot, mei: Person, control: ControlClient
) -> None:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    hook.failures = 2
    await control.request("PATCH", "/control/bot", {"webhook_wait_seconds": 0.05})
    await bot.ok("setWebhook", url=url, secret_token="s3cret", drop_pending_updates=True)
    for text in ("one", "two", "three"):
        await mei.send(text)
    assert await hook.wait_for(3) == ["one", "two", "three"]
    assert {secret for secret, _ in hook.got} == {"s3cret"}
    info = await bot.ok("getWebhookInfo")
    assert info["url"] == url
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    await control.inject(FaultKind.REPEAT_UPDATE)
    await mei.send("twice")
    assert (await hook.wait_for(5))[3:] == ["twice", "twice"]

    await runner.cleanup()  # nobody listens: the update waits
    await mei.send("late")
    await asyncio.sleep(0.1)
    info = await bot.ok("getWebhookInfo")
    assert info["pending_update_count"] >= 1
    assert info["last_error_message"] == "Connection refused"
    await bot.ok("deleteWebhook")
    assert texts(await bot.updates())[-1:] == ["late"]


async def test_repeats_an_update(bot: RawBot, mei: Person, control: ControlClient) -> None:
    (start,) = await bot.updates()
    await control.inject(FaultKind.REPEAT_UPDATE, chat_id=mei.id)
    await mei.send("twice")
    await mei.send("once")
    first = await bot.updates(offset=start["update_id"] + 1)
    assert texts(first) == ["twice", "once"]
    repeated = await bot.updates(offset=first[-1]["update_id"] + 1)
    assert repeated == first[:1]
    assert await bot.updates(offset=first[-1]["update_id"] + 1) == []


async def test_reverses_updates(bot: RawBot, mei: Person, control: ControlClient) -> None:
    (start,) = await bot.updates()
    await control.inject(FaultKind.REVERSE_UPDATES, count=3)
    await mei.send("one")
    await mei.send("two")
    offset = start["update_id"] + 1
    assert await bot.updates(offset=offset) == []
    await mei.send("three")
    found = await bot.updates(offset=offset)
    assert texts(found) == ["three", "two", "one"]
    assert [u["update_id"] for u in found] == sorted(u["update_id"] for u in found)
    await control.inject(FaultKind.REVERSE_UPDATES, count=3)
    await mei.send("four")
    await control.request("DELETE", "/control/faults")
    assert texts(await bot.updates(offset=found[-1]["update_id"] + 1)) == ["four"]


@pytest.mark.parametrize(
    ("kind", "code", "description"),
    [
        (FaultKind.TOO_MANY_REQUESTS, 429, "Too Many Requests: retry after 7"),
        (FaultKind.INTERNAL_ERROR, 500, "Internal Server Error"),
        (FaultKind.BAD_GATEWAY, 502, "Bad Gateway"),
    ],
)
async def test_faults_with_words(
    bot: RawBot, mei: Person, ken: Person, control: ControlClient, kind: FaultKind, code: int,
    description: str,
) -> None:  # fmt: skip
    await ken.send("/start")
    await control.inject(kind, method="sendMessage", chat_id=mei.id, count=2, retry_after=7)
    for _ in range(2):
        body = await bot.call("sendMessage", chat_id=mei.id, text="x")
        assert (body["error_code"], body["description"]) == (code, description)
        assert body.get("parameters") == ({"retry_after": 7} if code == 429 else None)
        await bot.ok("sendMessage", chat_id=ken.id, text="x")
        await bot.ok("sendChatAction", chat_id=mei.id, action="typing")
    await bot.ok("sendMessage", chat_id=mei.id, text="x")
    calls = await control.calls("sendMessage", chat_id=mei.id)
    assert [call.get("error") for call in calls] == [description, description, None]


@pytest.mark.parametrize(
    ("kind", "is_done"), [(FaultKind.CUT_BEFORE, False), (FaultKind.CUT_AFTER, True)]
)
async def test_cuts_the_connection(
    bot: RawBot, mei: Person, control: ControlClient, kind: FaultKind, is_done: bool
) -> None:
    await control.inject(kind)
    with pytest.raises(httpx.HTTPError):
        await bot.call("sendMessage", chat_id=mei.id, text="x")
    assert len(await control.messages(mei.id, sender="bot")) == int(is_done)
    await bot.ok("sendMessage", chat_id=mei.id, text="y")


@pytest.mark.parametrize(
    ("kind", "is_done"), [(FaultKind.HANG, False), (FaultKind.HANG_AFTER, True)]
)
async def test_hangs(
    bot: RawBot, mei: Person, control: ControlClient, kind: FaultKind, is_done: bool
) -> None:
    await control.inject(kind, seconds=0.3)
    calling = asyncio.create_task(bot.ok("sendMessage", chat_id=mei.id, text="x"))
    await asyncio.sleep(0.1)
    assert not calling.done()
    assert len(await control.messages(mei.id, sender="bot")) == int(is_done)
    assert (await calling)["text"] == "x"


async def test_fault_befalls_polling_only_by_name(bot: RawBot, control: ControlClient) -> None:
    await control.inject(FaultKind.BAD_GATEWAY)
    assert await bot.updates() == []
    assert (await control.request("GET", "/control/faults"))[0]["count"] == 1
    await control.inject(FaultKind.INTERNAL_ERROR, method="getUpdates")
    assert (await bot.error("getUpdates"))[0] == 500
    assert (await bot.error("getMe"))[0] == 502

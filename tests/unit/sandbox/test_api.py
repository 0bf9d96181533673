"""The Bot API's frame, and the methods about the bot itself and its chats."""

import asyncio
import json
import sys
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommandScopeChat, ChatFullInfo, ChatMemberAdministrator
from telegram.error import InvalidToken
from telegram.request import HTTPXRequest

from bot.sandbox import MEI_ID, ControlClient, Person, Sandbox

from .conftest import RawBot

HELP = [{"command": "help", "description": "Help"}]
HILFE = [{"command": "help", "description": "帮助"}]


async def test_frame(bot: RawBot, sandbox: Sandbox) -> None:
    assert await bot.error("sendDice", chat_id=1) == (404, "Not Found")
    me = (await bot.http.get(f"/bot{bot.token}/GETME")).json()
    assert me["result"]["is_bot"]
    wrong = await bot.http.post("/bot1:wrong/getMe")
    assert wrong.status_code == 401
    assert wrong.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


@pytest.mark.parametrize("encoding", ["json", "form", "multipart", "query"])
async def test_every_encoding(bot: RawBot, mei: Person, encoding: str) -> None:
    url, params = f"/bot{bot.token}/sendMessage", {"chat_id": str(mei.id), "text": "会议 & <谁>"}
    match encoding:
        case "json":
            response = await bot.http.post(url, json=params)
        case "form":
            response = await bot.http.post(url, data=params)
        case "multipart":
            response = await bot.http.post(url, data=params, files={"unused": b"x"})
        case _:
            response = await bot.http.get(url, params=params)
    assert response.json()["result"]["text"] == params["text"]


@pytest.mark.parametrize("content", [b"{", b"[]"])
async def test_wrong_json(bot: RawBot, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = await bot.http.post(f"/bot{bot.token}/getMe", content=content, headers=headers)
    assert response.status_code == 400


async def test_log_out(bot: RawBot) -> None:
    assert await bot.ok("close") is True
    assert await bot.ok("logOut") is True
    assert await bot.error("getMe") == (400, "Logged out")


async def test_commands_by_language_and_scope(
    bot: RawBot, mei: Person, ken: Person, control: ControlClient, group_id: int
) -> None:
    async def seen(person: Person, chat_id: int) -> Any:
        query = f"user_id={person.id}&chat_id={chat_id}"
        return await control.request("GET", f"/control/commands?{query}")

    assert await seen(mei, mei.id) == []
    await bot.ok("setMyCommands", commands=HELP)
    await bot.ok("setMyCommands", commands=HILFE, language_code="zh")
    assert await seen(mei, mei.id) == HILFE
    assert await seen(ken, ken.id) == HELP
    await bot.ok("setMyCommands", commands=HELP, scope={"type": "chat", "chat_id": mei.id})
    assert await seen(mei, mei.id) == HELP
    teach = [{"command": "teach", "description": "Teach"}]
    scope = {"type": "all_chat_administrators"}
    await bot.ok("setMyCommands", commands=teach, scope=scope)
    assert await seen(mei, group_id) == teach  # Mei created the group
    assert await seen(ken, group_id) == HELP
    await bot.ok("deleteMyCommands", scope=scope)
    assert await bot.ok("getMyCommands", scope=scope) == []
    assert await seen(mei, group_id) == HILFE


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({}, "commands list is not specified"),
        ({"commands": HELP * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{"command": "Help!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "x", "description": "x" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ({"commands": HELP, "language_code": "zh-hans"}, "invalid language code specified"),
        ({"commands": HELP, "scope": {"type": "moon"}}, "can't parse BotCommandScope"),
        ({"commands": HELP, "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_refuses_commands(bot: RawBot, params: dict[str, Any], error: str) -> None:
    code, description = await bot.error("setMyCommands", **params)
    assert code == 400
    assert description.startswith(f"Bad Request: {error}")


@pytest.mark.parametrize(
    ("name", "longest"), [("Name", 64), ("Description", 512), ("ShortDescription", 120)]
)
async def test_texts_by_language(bot: RawBot, name: str, longest: int) -> None:
    field = {"ShortDescription": "short_description"}.get(name, name.lower())
    await bot.ok(f"setMy{name}", **{field: "everyone"})
    await bot.ok(f"setMy{name}", **{field: "中" * longest, "language_code": "zh"})
    assert await bot.ok(f"getMy{name}") == {field: "everyone"}
    assert await bot.ok(f"getMy{name}", language_code="zh") == {field: "中" * longest}
    assert await bot.ok(f"getMy{name}", language_code="fr") == {field: "everyone"}
    assert (await bot.error(f"setMy{name}", **{field: "x" * (longest + 1)}))[0] == 400


async def test_menu_button(bot: RawBot, mei: Person, group_id: int) -> None:
    button = {"type": "commands"}
    assert await bot.ok("setChatMenuButton", chat_id=mei.id, menu_button=button) is True
    assert await bot.ok("getChatMenuButton", chat_id=mei.id) == button
    assert (await bot.error("setChatMenuButton", chat_id=group_id))[0] == 400
    assert (await bot.error("setChatMenuButton", menu_button={"type": "x"}))[0] == 400


async def test_chat_methods(bot: RawBot, mei: Person, ken: Person, group_id: int) -> None:
    assert await bot.ok("getChatMemberCount", chat_id=group_id) == 3
    (creator,) = await bot.ok("getChatAdministrators", chat_id=group_id)
    assert (creator["status"], creator["user"]["id"]) == ("creator", mei.id)
    assert (await bot.error("getChatAdministrators", chat_id=mei.id))[0] == 400
    params = {"chat_id": group_id, "user_id": 77}
    assert await bot.error("getChatMember", **params) == (
        400,
        "Bad Request: invalid user_id specified",
    )
    assert await bot.error("getChat", chat_id=77) == (400, "Bad Request: chat not found")


async def test_library_reads_every_object(
    sandbox: Sandbox, mei: Person, ken: Person, control: ControlClient, group_id: int
) -> None:
    async with Bot(sandbox.token, f"{sandbox.api_url}/bot") as bot:
        assert (await bot.get_me()).username == bot.username
        for chat_id in (mei.id, group_id):
            assert isinstance(await bot.get_chat(chat_id), ChatFullInfo)
        assert (await bot.get_chat_member(group_id, ken.id)).status == "member"
        assert (await bot.get_chat_member(group_id, bot.id)).status == "member"
        body = {"user_id": mei.id, "status": "administrator"}
        await control.request("POST", f"/control/chats/{group_id}/bot", body)
        member = await bot.get_chat_member(group_id, bot.id)
        assert isinstance(member, ChatMemberAdministrator)
        assert len(await bot.get_chat_administrators(group_id)) == 1
        assert (await bot.get_webhook_info()).url == ""
        await bot.set_my_commands([("help", "Help")], scope=BotCommandScopeChat(mei.id))
        assert await bot.get_my_commands(scope=BotCommandScopeChat(mei.id))
        assert (await bot.get_chat_menu_button()).type == "commands"
        assert await bot.get_updates(timeout=0)


async def test_library_refuses_a_wrong_token(sandbox: Sandbox) -> None:
    requests = HTTPXRequest(), HTTPXRequest()
    bot = Bot(
        "1:wrong", f"{sandbox.api_url}/bot", request=requests[0], get_updates_request=requests[1]
    )
    with pytest.raises(InvalidToken):
        await bot.initialize()
    for request in requests:  # the library leaves them open after a failed start
        await request.shutdown()


async def test_page_is_served(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=sandbox.page_url, trust_env=False) as http:
        index = await http.get("/")
        assert "<!doctype html>" in index.text
        assert "default-src 'none'" in index.headers["Content-Security-Policy"]
        for name in ("app.js", "theme.css", "style.css", "messages.css"):
            assert (await http.get(f"/static/{name}")).is_success
        state = (await http.get("/control/state")).json()
        assert [user["first_name"] for user in state["users"]] == ["Mei", "Ken"]


async def test_event_stream(sandbox: Sandbox, mei: Person, control: ControlClient) -> None:
    async with (
        httpx.AsyncClient(base_url=sandbox.page_url, trust_env=False) as http,
        http.stream("GET", "/control/events") as response,
    ):
        lines = response.aiter_lines()
        assert await anext(lines) == ": listening"
        await mei.send("hi")
        async for line in lines:
            if line.startswith("data:"):
                assert '"text": "hi"' in line
                break


async def test_runs_as_a_program() -> None:
    command = (sys.executable, "-m", "bot.sandbox", "--api-port", "0", "--page-port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        addresses = json.loads(await process.stdout.readline())
        async with ControlClient(addresses["page_url"]) as control:
            assert (await control.person(MEI_ID)).first_name == "Mei"
        async with httpx.AsyncClient(base_url=addresses["api_url"], trust_env=False) as http:
            assert (await http.get(f"/bot{addresses['token']}/getMe")).is_success
    finally:
        process.terminate()
        await process.wait()


async def test_taken_port(sandbox: Sandbox) -> None:
    port = int(sandbox.api_url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await Sandbox(api_port=port, page_port=None).__aenter__()

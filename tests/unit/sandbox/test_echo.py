"""A real python-telegram-bot application, by polling and by webhook."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.chat.web import serving
from bot.chat.webhook import Webhook
from bot.sandbox import ControlClient, FaultKind, Person, Sandbox, people

Context = ContextTypes.DEFAULT_TYPE
Echo = Application[Any, Any, Any, Any, Any, Any]


async def start(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    argument = context.args[0] if context.args else ""
    button = InlineKeyboardButton("Edit", callback_data="edit")
    await update.effective_message.reply_html(
        f"<b>{argument}</b><blockquote expandable>quote</blockquote>",
        reply_markup=InlineKeyboardMarkup([[button]]),
    )


async def press(update: Update, _: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.edit_message_text("<i>edited</i>", parse_mode=ParseMode.HTML)
    await query.answer("done")


async def echo(update: Update, _: Context) -> None:
    message = update.effective_message
    assert message is not None
    await message.reply_text(("edited " if update.edited_message else "") + (message.text or ""))


@asynccontextmanager
async def echo_bot(sandbox: Sandbox) -> AsyncIterator[Echo]:
    app = Application.builder().token(sandbox.token).base_url(f"{sandbox.api_url}/bot").build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(press))
    app.add_handler(MessageHandler(filters.TEXT, echo))
    async with app:
        await app.start()
        try:
            yield app
        finally:
            assert app.updater is not None
            if app.updater.running:
                await app.updater.stop()
            await app.stop()


@asynccontextmanager
async def polling(sandbox: Sandbox) -> AsyncIterator[Echo]:
    async with echo_bot(sandbox) as app:
        assert app.updater is not None
        await app.updater.start_polling()
        yield app


@asynccontextmanager
async def webhook(sandbox: Sandbox) -> AsyncIterator[Echo]:
    async with echo_bot(sandbox) as app:

        async def take(batch: list[Any]) -> None:
            for data in batch:
                await app.update_queue.put(Update.de_json(data, app.bot))

        routes = Webhook("s3cret", take).routes("/")
        async with serving(routes, "127.0.0.1", 0, "WEBHOOK_PORT") as port:
            await app.bot.set_webhook(f"http://127.0.0.1:{port}/", secret_token="s3cret")
            yield app


@pytest.mark.parametrize("connect", [polling, webhook])
async def test_conversation(
    sandbox: Sandbox,
    control: ControlClient,
    ken: Person,
    connect: Callable[[Sandbox], AbstractAsyncContextManager[Echo]],
) -> None:
    async with connect(sandbox):
        welcome = await ken.ask("/start deep-link")
        assert welcome.text == "deep-linkquote"
        assert [e["type"] for e in welcome.data["entities"]] == ["bold", "expandable_blockquote"]
        answer = await ken.press(welcome, "Edit")
        assert answer is not None
        assert answer["text"] == "done"
        (edited,) = await control.replies(ken.id, since=welcome.revision)
        assert (edited.id, edited.text, edited.edits) == (welcome.id, "edited", 1)
        asked = await ken.send("谁主持？")
        (reply,) = await control.replies(ken.id, after=asked.id)
        assert reply.text == "谁主持？"
        await ken.edit(asked, "谁参加？")
        (again,) = await control.replies(ken.id, after=reply.id)
        assert again.text == "edited 谁参加？"


async def test_group(sandbox: Sandbox, ken: Person, group_id: int) -> None:
    async with polling(sandbox):
        reply = await ken.ask(f"@{sandbox.world.bot.user.username} 谁？", chat_id=group_id)
        assert reply.data["chat"]["id"] == group_id


async def test_burst_of_1000_people(sandbox: Sandbox) -> None:
    world = sandbox.world
    users = [world.add_user(f"User {number}") for number in range(1000)]
    async with polling(sandbox):
        began = time.monotonic()
        for user in users:
            people.write(world, user, world.chats[user.id], text=f"question of {user.id}")
        while any(len(world.chats[user.id].messages) < 2 for user in users):
            assert time.monotonic() - began < 30
            await asyncio.sleep(0.05)
    for user in users:
        asked, answered = world.chats[user.id].messages.values()
        assert asked.data["text"] == answered.data["text"]


async def test_polling_survives_a_bad_day(
    sandbox: Sandbox, control: ControlClient, ken: Person
) -> None:
    async with polling(sandbox):
        await control.inject(FaultKind.CUT_AFTER, method="getUpdates")
        await control.inject(FaultKind.BAD_GATEWAY, method="getUpdates")
        await ken.ask("one", timeout_seconds=10)
        assert (await ken.ask("two", timeout_seconds=10)).text == "two"

"""The real bot against the stand-in for Telegram, with a chat page; no token, no network."""

import asyncio
import tempfile
from pathlib import Path

from bot.chat.logs import set_up_logging
from bot.chat.running import serve
from bot.errors import InputError
from bot.sandbox import MEI_ID, Sandbox
from bot.settings import load_settings

_CURATORS = "整理问答 Curators"


def run_demo(*, page_port: int, api_port: int) -> None:
    """Run stand-in and bot until interrupted.

    Raises:
        InputError: If a port is taken.
        SettingsError: If a setting is wrong.
        KnowledgeError: If the knowledge cannot be loaded.
    """
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder), page_port, api_port))


async def _run(folder: Path, page_port: int, api_port: int) -> None:
    sandbox = Sandbox(page_port=page_port, api_port=api_port)
    try:
        await sandbox.__aenter__()
    except OSError as error:
        raise InputError(
            f"{error.strerror}; choose other ports with --port and --api-port"
        ) from None
    try:
        settings = load_settings(
            telegram_bot_token=sandbox.token,
            telegram_api_base_url=sandbox.api_url,
            curator_chat_id=sandbox.world.add_group(_CURATORS, [MEI_ID]).id,
            database_url=f"sqlite+aiosqlite:///{folder / 'demo.sqlite3'}",
            messages_per_second=0,  # the stand-in takes more than Telegram does
            messages_per_second_in_chat=0,
            messages_per_minute_in_group=0,
            messages_per_second_from_person=0,
        )
        set_up_logging(settings)
        print(f"Chat with the bot: {sandbox.page_url} (Ctrl-C stops it)", flush=True)  # noqa: T201
        await serve(settings)
    finally:
        await sandbox.__aexit__(None, None, None)

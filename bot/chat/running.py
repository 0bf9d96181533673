"""Starting the bot, keeping it up, and stopping it without losing what it was doing."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from telegram.error import InvalidToken

from bot.chat.app import build_app, build_bot
from bot.chat.context import App, Services
from bot.chat.desk import Desk
from bot.chat.floods import Floods
from bot.chat.intake import Intake
from bot.chat.introduction import introduce
from bot.chat.logs import set_up_logging
from bot.chat.metrics import Metrics
from bot.chat.receiving import receiving, until_reached
from bot.chat.sending import PatientSender
from bot.chat.watch import watched
from bot.chat.work import Work
from bot.curation.live import LiveKnowledge
from bot.errors import SettingsError
from bot.qa.knowledge import default_folder
from bot.settings import Settings
from bot.store import Store, growing_old, open_store

logger = logging.getLogger(__name__)


def run_bot(settings: Settings) -> None:
    """Run the bot until it is told to stop.

    Raises:
        SettingsError: If the token is missing or Telegram does not know it, or if updates
            cannot be received as the settings say.
        KnowledgeError: If the knowledge cannot be loaded.
        StoreError: If the database cannot be used.
    """
    set_up_logging(settings)
    asyncio.run(serve(settings))


async def serve(settings: Settings) -> None:
    """Answer people until SIGINT or SIGTERM.

    Raises:
        SettingsError: See ``run_bot``; so are the others.
    """
    stop = _stop_signal()
    metrics = Metrics()
    bot = build_bot(settings, metrics)
    retention = timedelta(days=settings.retention_days)
    async with open_store(settings.database_url, retention) as store, growing_old(store):
        knowledge = LiveKnowledge(settings.knowledge_dir or default_folder(), store.changes)
        await knowledge.load()
        floods = Floods(settings.messages_per_second_from_person)
        services = Services(knowledge, store, metrics, floods, settings.curator_chat_id)
        app = build_app(bot, services)
        async with watched(app, settings):
            if await _connect(app, stop):
                await _answer(app, settings, stop)


async def _answer(app: App, settings: Settings, stop: asyncio.Event) -> None:
    # What is loaded by now stays; looking for garbage in it again and again takes time.
    gc.collect()
    gc.freeze()
    services: Services = app.bot_data["services"]
    async with (
        app,
        _learning(app, services, settings.messages_per_minute_in_group),
        _working(app, services.store) as intake,
        receiving(app.bot, intake, settings, stop),
    ):
        entries = services.knowledge.live.assistant.knowledge.entries
        logger.info("@%s answers from %d entries", app.bot.username, len(entries))
        await stop.wait()
        logger.info("stopping")


@asynccontextmanager
async def _working(app: App, store: Store) -> AsyncIterator[Intake]:
    """Process what was left and what comes while this is open; finish what was begun at the end."""
    services: Services = app.bot_data["services"]
    await services.memory.load()
    intake, work = _queue(app, store)
    await app.start()
    app.create_task(introduce(app), name="introduction")
    try:
        async with work.running():
            left = await intake.resume()
            if left:
                logger.info("%d updates were left when the bot stopped", left)
            try:
                yield intake
            finally:
                # No answer waits for its turn any more; the next start goes on with it.
                assert app.bot.rate_limiter is not None
                work.begin_nothing()
                await app.bot.rate_limiter.shutdown()
    finally:
        await app.stop()


def _queue(app: App, store: Store) -> tuple[Intake, Work]:
    """Return what takes updates, and what processes them: here, or wherever a process is free."""
    updates, address = store.updates(app.bot.id), store.database.shared_address
    if address is None:
        work = Work(app, updates)
        return Intake(app.bot, updates, work), work
    from bot.chat.shared import SharedIntake, SharedWork  # needs the extra `postgres`

    assert isinstance(app.bot.rate_limiter, PatientSender)
    shared = SharedWork(app, updates, address, app.bot.rate_limiter.traffic)
    return SharedIntake(app, updates, shared), shared


@asynccontextmanager
async def _learning(app: App, services: Services, per_minute: int) -> AsyncIterator[None]:
    """Keep the knowledge up to date, and the curators and askers informed, while this is open."""
    desk = Desk(app, services, per_minute)
    knowledge = services.knowledge
    async with services.store.listening() as bell:
        work = [desk.work(), knowledge.follow(bell), knowledge.watch(desk.tell_fault)]
        tasks = [asyncio.create_task(each) for each in work]
        for task in tasks:
            task.add_done_callback(_log_end)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _log_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        logger.error("%s ended", task.get_coro(), exc_info=task.exception())


async def _connect(app: App, stop: asyncio.Event) -> bool:
    """Ask Telegram who the bot is, as long as it takes; ``False`` if told to stop before."""
    try:
        is_connected = await until_reached(app.initialize, stop)
    except InvalidToken:
        await app.bot.request.shutdown()
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not known to Telegram; copy it again from @BotFather"
        ) from None
    if not is_connected:
        await app.bot.request.shutdown()
    return is_connected


def _stop_signal() -> asyncio.Event:
    """Return an event that is set when the process is told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # on Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop

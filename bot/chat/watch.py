"""Whether the bot is alive and ready, and its metrics, over HTTP."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import generate_latest
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.chat.context import App, Services
from bot.chat.web import serving
from bot.qa.knowledge import KnowledgeBase
from bot.settings import Settings

_PATIENCE_SECONDS = 3.0


@asynccontextmanager
async def watched(app: App, settings: Settings) -> AsyncIterator[None]:
    """Serve ``/healthz``, ``/readyz`` and ``/metrics`` while this is open, if a port is set.

    Raises:
        SettingsError: If the port cannot be listened on.
    """
    if settings.metrics_port is None:
        yield
        return
    host, port = settings.metrics_listen, settings.metrics_port
    async with serving(Watch(app).routes(), host, port, "METRICS_PORT"):
        yield


class Watch:
    """Answers those who watch over the bot."""

    def __init__(self, app: App) -> None:
        self._bot = app.bot
        self._services: Services = app.bot_data["services"]

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, to be served."""
        return [
            web.get("/healthz", self._is_alive),
            web.get("/readyz", self._is_ready),
            web.get("/metrics", self._metrics),
        ]

    async def _is_alive(self, _: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def _is_ready(self, _: web.Request) -> web.Response:
        services = self._services
        ready = {
            "store": await _works(services.store.ping()),
            "telegram": await _works(self._bot.get_me()),
            "knowledge": bool(services.knowledge.live.assistant.knowledge.entries),
        }
        return web.json_response(ready, status=200 if all(ready.values()) else 503)

    async def _metrics(self, _: web.Request) -> web.Response:
        metrics = self._services.metrics
        await _works(self._count_backlog())
        metrics.knowledge.clear()
        metrics.knowledge.labels(version_of(self._services.knowledge.live.assistant.knowledge)).set(
            1
        )
        return web.Response(
            body=generate_latest(metrics.registry),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    async def _count_backlog(self) -> None:
        metrics, backlog = self._services.metrics, await self._services.store.backlog()
        age = (datetime.now(UTC) - backlog.oldest).total_seconds() if backlog.oldest else 0.0
        metrics.waiting.set(backlog.waiting)
        metrics.oldest_seconds.set(max(0.0, age))
        metrics.inbox.set(backlog.inbox)
        metrics.closed_chats.set(backlog.closed)


def version_of(knowledge: KnowledgeBase) -> str:
    """Return what tells one state of the questions and answers from any other."""
    digest = hashlib.sha256()
    for entry in knowledge.entries.values():
        digest.update(entry.model_dump_json().encode())
    return digest.hexdigest()[:12]


async def _works(check: Awaitable[object]) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await check
    except (TimeoutError, OSError, SQLAlchemyError, TelegramError):
        return False
    return True

"""The stand-in as a whole: the Bot API and the chat page, each on its own port."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from aiohttp import web

from bot.sandbox.api import BotApi
from bot.sandbox.control import Control
from bot.sandbox.delivery import WebhookSender
from bot.sandbox.errors import BotApiError
from bot.sandbox.page import page_routes
from bot.sandbox.scene import set_scene
from bot.sandbox.world import World

DEFAULT_API_PORT: Final = 8082
DEFAULT_PAGE_PORT: Final = 8081
# Looks like a token, as clients check; opens nothing.
DEMO_TOKEN: Final = "7000000001:stand-in-token_which-opens-nothing0"
DEMO_USERNAME: Final = "meeting_demo_bot"

_LARGEST_REQUEST: Final = 50 * 1024 * 1024
_STOP_SECONDS: Final = 0.5
# A burst of a thousand people connects at once.
_BACKLOG: Final = 1024


class Sandbox:
    """A stand-in Bot API server, to be used with ``async with``.

    Args:
        api_port: Where the Bot API and the control interface listen; ``0`` takes a free port.
        page_port: Where the chat page and the control interface listen; ``0`` takes a free port,
            ``None`` serves no page.
        token: The only token that is let in.
        username: The bot's username, without ``@``.
        host: The address to listen on.

    Attributes:
        world: The state, for tests in the same process.

    Raises:
        OSError: On entering, if a port is taken.
    """

    def __init__(
        self,
        *,
        api_port: int = DEFAULT_API_PORT,
        page_port: int | None = DEFAULT_PAGE_PORT,
        token: str = DEMO_TOKEN,
        username: str = DEMO_USERNAME,
        host: str = "127.0.0.1",
    ) -> None:
        self.token = token
        self.world = World(token, username)
        set_scene(self.world)
        self._host = host
        self._api_port = api_port
        self._page_port = page_port
        self._runners: list[web.AppRunner] = []
        self._sender: asyncio.Task[None] | None = None
        self._api_url = ""
        self._page_url = ""

    @property
    def api_url(self) -> str:
        """Where the Bot API listens, without a slash at the end: ``http://127.0.0.1:8082``."""
        return self._api_url

    @property
    def page_url(self) -> str:
        """Where the chat page is; ``""`` if there is none."""
        return self._page_url

    async def __aenter__(self) -> Self:
        control = Control(self.world)
        try:
            self._api_url = await self._serve(
                [*BotApi(self.world).routes(), *control.routes()], self._api_port
            )
            if self._page_port is not None:
                self._page_url = await self._serve(
                    [*page_routes(), *control.routes()], self._page_port
                )
        except OSError:
            await self._close()
            raise
        self._sender = asyncio.create_task(WebhookSender(self.world).run())
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._close()

    async def _serve(self, routes: list[web.AbstractRouteDef], port: int) -> str:
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.add_routes(routes)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_SECONDS)
        self._runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, self._host, port, backlog=_BACKLOG).start()
        return f"http://{self._host}:{runner.addresses[0][1]}"

    async def _close(self) -> None:
        if self._sender is not None:
            self._sender.cancel()
            with suppress(asyncio.CancelledError):
                await self._sender
        # Whoever still waits would hold up the end.
        self.world.events.close()
        self.world.updates.interrupt(BotApiError(502, "Bad Gateway"))
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()


async def run_sandbox(
    *,
    api_port: int = DEFAULT_API_PORT,
    page_port: int | None = DEFAULT_PAGE_PORT,
    token: str = DEMO_TOKEN,
    username: str = DEMO_USERNAME,
    host: str = "127.0.0.1",
    on_ready: Callable[[Sandbox], None] | None = None,
) -> None:
    """Serve until cancelled.

    Args:
        api_port: As for ``Sandbox``.
        page_port: As for ``Sandbox``.
        token: As for ``Sandbox``.
        username: As for ``Sandbox``.
        host: As for ``Sandbox``.
        on_ready: Called once when both ports are open, to show the addresses.

    Raises:
        OSError: If a port is taken.
    """
    async with Sandbox(
        api_port=api_port, page_port=page_port, token=token, username=username, host=host
    ) as sandbox:
        if on_ready is not None:
            on_ready(sandbox)
        await asyncio.Event().wait()

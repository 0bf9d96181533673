"""Listening for HTTP: what the webhook and the metrics are served with."""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import SettingsError

_LARGEST_REQUEST_BYTES = 1024 * 1024
_STOP_SECONDS = 5.0

# aiohttp would write down what strangers send, as far as it is no HTTP.
_silent = logging.getLogger(f"{__name__}.requests")
_silent.disabled = True


@asynccontextmanager
async def serving(
    routes: Iterable[web.AbstractRouteDef], host: str, port: int, setting: str
) -> AsyncIterator[int]:
    """Serve routes while this is open; requests that are being answered are answered to the end.

    Args:
        routes: What to serve.
        host: The address to listen on.
        port: The port; ``0`` takes a free one.
        setting: The setting to name where that cannot be done.

    Yields:
        The port.

    Raises:
        SettingsError: If the address cannot be listened on.
    """
    app = web.Application(client_max_size=_LARGEST_REQUEST_BYTES)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, logger=_silent, shutdown_timeout=_STOP_SECONDS)
    await runner.setup()
    try:
        await _listen(runner, host, port, setting)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int, setting: str) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise SettingsError(
            f"{setting}: cannot listen on {host}, port {port}: {error.strerror}; choose another"
        ) from None

"""HTTP for python-telegram-bot by aiohttp.

The client it comes with, httpx, takes about twice the time for a request, slows further with many
connections in flight, and writes every address, and so the token, into the log.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_HEADERS = {"User-Agent": BaseRequest.USER_AGENT}


class AiohttpRequest(BaseRequest):
    """Makes the requests of one bot.

    Args:
        connections: The most in use at a time; further requests wait their turn.
        read_timeout_seconds: How long to wait for an answer where the caller does not say.
        connect_timeout_seconds: How long to wait for a connection.
    """

    def __init__(
        self,
        *,
        connections: int,
        read_timeout_seconds: float = 20.0,
        connect_timeout_seconds: float = 10.0,
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout_seconds
        self._connect_timeout = connect_timeout_seconds
        self._session: aiohttp.ClientSession | None = None
        self._proxy = lru_cache(_proxy_for)

    @property
    def read_timeout(self) -> float:
        """How long to wait for an answer, in seconds."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Do nothing; the first request opens the session."""

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Make one request.

        Raises:
            TimedOut: If there was no answer in time.
            NetworkError: If the connection could not be made, or broke.
        """
        timeout = aiohttp.ClientTimeout(
            sock_connect=_given(connect_timeout, self._connect_timeout),
            sock_read=_given(read_timeout, self._read_timeout),
        )
        try:
            async with self._open_session().request(
                method,
                url,
                timeout=timeout,
                proxy=self._proxy(*_host_of(url)),
                **_body(request_data),
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            # The error's own words may hold the address, and so the token.
            raise NetworkError(f"the connection failed: {type(error).__name__}") from None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, headers=_HEADERS)
        return self._session


def _host_of(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or ""


def _proxy_for(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names for a host.

    aiohttp can look it up itself, but does so, and reads the password file, in a thread for each
    request; that takes longer than the request.
    """
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _given(timeout: Any, default: float) -> Any:
    return default if timeout is BaseRequest.DEFAULT_NONE else timeout


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}

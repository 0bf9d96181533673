"""The chat page: a few static files that talk to the control interface."""

from pathlib import Path
from typing import Final

from aiohttp import web

STATIC: Final = Path(__file__).parent / "static"
# The page needs nothing from outside, and a message must not be able to fetch anything either.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)


def page_routes() -> list[web.AbstractRouteDef]:
    """Return the routes of the page."""
    return [web.get("/", _index), web.static("/static", STATIC)]


async def _index(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "index.html", headers={"Content-Security-Policy": POLICY})

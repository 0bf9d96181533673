"""Serve the stand-in alone: ``python -m bot.sandbox --api-port 8082 --page-port 8081``.

Prints one line of JSON with its addresses and the token when it is ready.
"""

import argparse
import asyncio
import json
import sys
from contextlib import suppress

from bot.sandbox.server import DEFAULT_API_PORT, DEFAULT_PAGE_PORT, DEMO_TOKEN, Sandbox, run_sandbox


def main() -> int:
    """Serve until interrupted.

    Returns:
        The exit code: 0, or 1 if a port is taken.
    """
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--api-port", type=int, default=DEFAULT_API_PORT, help="0: a free one")
    parser.add_argument("--page-port", type=int, default=DEFAULT_PAGE_PORT, help="0: a free one")
    parser.add_argument("--token", default=DEMO_TOKEN, help="the token that is let in")
    options = parser.parse_args()
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(run_sandbox(**vars(options), on_ready=_show))
    except OSError as error:
        sys.stderr.write(f"cannot listen: {error}\n")
        return 1
    return 0


def _show(sandbox: Sandbox) -> None:
    addresses = {
        "api_url": sandbox.api_url,
        "page_url": sandbox.page_url,
        "token": sandbox.token,
    }
    sys.stdout.write(json.dumps(addresses) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""How the bot gets its updates: long polling or a webhook."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from bot.sandbox import limits
from bot.sandbox.errors import bad_request, conflict
from bot.sandbox.model import JsonObject
from bot.sandbox.params import Params
from bot.sandbox.world import World

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def get_updates(world: World, params: Params) -> Any:
    """Wait for updates; an offset confirms all below it.

    Raises:
        BotApiError: 409, while a webhook is set or when another poller comes.
    """
    if world.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _remember_allowed(world, params)
    limit = params.integer("limit", limits.UPDATES_PER_POLL)
    return await world.updates.poll(
        offset=params.integer("offset"),
        limit=min(max(limit, 1), limits.UPDATES_PER_POLL),
        timeout_seconds=min(params.integer("timeout"), limits.POLL_SECONDS),
    )


async def set_webhook(world: World, params: Params) -> bool:
    """Send updates to an address from now on; an empty one goes back to polling.

    Raises:
        BotApiError: 400, if the address is not on this machine, and not HTTPS or on a port that
            Telegram does not speak to.
    """
    url = params.text("url")
    if not url:
        return await delete_webhook(world, params)
    parts = urlsplit(url)
    if parts.hostname not in _LOOPBACK:
        _check_public(parts)
    secret = params.text("secret_token")
    if secret and not limits.SECRET_TOKEN.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _remember_allowed(world, params)
    if params.boolean("drop_pending_updates"):
        world.updates.clear()
    connections = min(max(params.integer("max_connections", 40), 1), 100)
    world.webhook.set(url, secret, connections)
    world.updates.interrupt(conflict("terminated by setWebhook request"))
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    """Go back to polling."""
    if params.boolean("drop_pending_updates"):
        world.updates.clear()
    if world.webhook.url:
        world.webhook.set("", "", 40)
        world.updates.interrupt(conflict("terminated by setWebhook request"))
    return True


async def get_webhook_info(world: World, _: Params) -> JsonObject:
    """Tell where updates are sent to and how that goes."""
    return world.webhook.as_json(len(world.updates), world.updates.allowed)


def _check_public(url: SplitResult) -> None:
    if url.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (url.port or 443) not in limits.WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _remember_allowed(world: World, params: Params) -> None:
    """Keep the kinds the bot wants; without the parameter the last choice stays."""
    allowed = params.array("allowed_updates")
    if allowed is not None:
        world.updates.allowed = tuple(map(str, allowed))

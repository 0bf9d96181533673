"""The webhook as the bot set it, and how delivery went."""

import asyncio
import time
from dataclasses import dataclass, field

from bot.sandbox.model import JsonObject


@dataclass(slots=True)
class Webhook:
    """Where updates are sent to, and how that went.

    Attributes:
        url: ``""`` while the bot polls.
        first_wait_seconds: The wait before an update is sent a second time; it doubles from
            there up to ``longest_wait_seconds``.
    """

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    is_set: asyncio.Event = field(default_factory=asyncio.Event)
    is_changed: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, url: str, secret_token: str, max_connections: int) -> None:
        """Send updates to ``url`` from now on; to nobody if it is empty."""
        self.url = url
        self.secret_token = secret_token
        self.max_connections = max_connections
        self.last_error_date = 0
        self.last_error_message = ""
        self.is_changed.set()
        if url:
            self.is_set.set()
        else:
            self.is_set.clear()

    def failed(self, message: str) -> None:
        """Note what ``getWebhookInfo`` shall tell of a failure."""
        self.last_error_date = int(time.time())
        self.last_error_message = message

    def as_json(self, pending: int, allowed: tuple[str, ...]) -> JsonObject:
        """Return Telegram's ``WebhookInfo``."""
        info: JsonObject = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": pending,
        }
        if self.url:
            info |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        if self.last_error_date:
            info["last_error_date"] = self.last_error_date
            info["last_error_message"] = self.last_error_message
        if allowed:
            info["allowed_updates"] = list(allowed)
        return info

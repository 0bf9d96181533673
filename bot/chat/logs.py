"""Logs: readable lines or JSON, each with the update it is about, none with the token."""

import json
import logging
from contextvars import ContextVar

from bot.settings import Settings

current_update: ContextVar[int | None] = ContextVar("current_update", default=None)
"""The update that is being processed."""

_STARTED_AGAIN = ("procrastinate", "psycopg")


def set_up_logging(settings: Settings) -> None:
    """Log to stderr, as the settings say."""
    token = settings.telegram_bot_token
    secret = token.get_secret_value().strip() if token else ""
    formatter = JsonFormatter if settings.log_format == "json" else LineFormatter
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(secret))
    handler.addFilter(_in_one_line)
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    # They log addresses, and what is stored; or more than anybody wants to know.
    for name in ("httpx", "httpcore", "aiosqlite", "alembic", "procrastinate"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("telegram.Bot", "telegram.ext.ExtBot"):  # at DEBUG: all messages
        logging.getLogger(name).setLevel(logging.INFO)


def _in_one_line(record: logging.LogRecord) -> bool:
    """Let libraries that are started again after a fault say in one line what it was."""
    raised_in = type(record.exc_info[1]).__module__ if record.exc_info else ""
    if record.name.startswith(_STARTED_AGAIN) or raised_in.startswith(_STARTED_AGAIN):
        record.msg, record.args = " ".join(record.getMessage().split()), None
        record.exc_info = record.exc_text = None
    return True


class LineFormatter(logging.Formatter):
    """Writes a line for people; the update stands in brackets behind the level.

    Args:
        secret: What is left out wherever it stands.
    """

    def __init__(self, secret: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(update)s: %(message)s")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """Write one line, and the lines of an error below it."""
        number = current_update.get()
        record.update = "" if number is None else f" [{number}]"
        return _without(self._secret, super().format(record))


class JsonFormatter(logging.Formatter):
    """Writes a line for programs.

    Args:
        secret: What is left out wherever it stands.
    """

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """Write one object; ``update`` and ``error`` are null where there is none."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "update": current_update.get(),
            "message": record.getMessage(),
            "error": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return _without(self._secret, json.dumps(line, ensure_ascii=False))


def _without(secret: str, text: str) -> str:
    return text.replace(secret, "…") if secret else text

"""A Telegram bot that answers questions about one news report of a meeting."""

__version__ = "0.1.0"

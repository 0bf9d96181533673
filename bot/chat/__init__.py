"""The Telegram face: handlers, cards and keyboards around the assistant."""

import os

# python-telegram-bot gives durations as timedelta only to those who ask before they import it.
os.environ.setdefault("PTB_TIMEDELTA", "true")

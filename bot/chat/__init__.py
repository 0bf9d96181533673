"""The Telegram face: handlers, cards and keyboards around the assistant."""

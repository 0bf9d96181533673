"""Answering on the terminal: one question, or JSON Lines."""

import json
import sys

from bot.qa.assistant import Assistant
from bot.qa.plain import quotes, reply_text
from bot.terminal.records import answer_batch, timed_record


def print_answer(assistant: Assistant, question: str, *, as_json: bool) -> None:
    """Print the reply to one question, with the report's own words under it."""
    if as_json:
        _write(json.dumps(timed_record(assistant, question), ensure_ascii=False))
        return
    reply = assistant.reply(question)
    _write(reply_text(reply, assistant.knowledge))
    entries = [answer.entry for answer in reply.answers]
    for quote in quotes(entries, reply.language, assistant.knowledge):
        _write(f"  > {quote}")


def run_batch(assistant: Assistant) -> None:
    """Answer JSON Lines from standard input until it ends."""
    lines = (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer)
    for answered in answer_batch(assistant, lines):
        _write(answered)


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()

"""“typing…”, shown only while an answer takes noticeably long."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

_SHOWN_AFTER_SECONDS = 0.5
_MOST_ANSWERS = 20
"""Where more answers than this are on their way, a sign for each would hold up all of them."""


class TypingSign:
    """Shows people that their answer is on its way."""

    def __init__(self) -> None:
        self._answers = 0
        self._shown: set[asyncio.Task[None]] = set()

    @contextmanager
    def while_answering(self, message: Message) -> Iterator[None]:
        """Show the sign in the chat of a message if the block takes noticeably long."""
        self._answers += 1
        timer = asyncio.get_running_loop().call_later(_SHOWN_AFTER_SECONDS, self._show, message)
        try:
            yield
        finally:
            self._answers -= 1
            timer.cancel()

    def _show(self, message: Message) -> None:
        if self._answers <= _MOST_ANSWERS:
            task = asyncio.create_task(_send_sign(message))
            self._shown.add(task)
            task.add_done_callback(self._shown.discard)


async def _send_sign(message: Message) -> None:
    topic = message.message_thread_id if message.is_topic_message else None
    with suppress(TelegramError):
        await message.chat.send_action(ChatAction.TYPING, message_thread_id=topic)

"""A pressed button, as those see it who do what it says."""

from dataclasses import dataclass

from telegram import Message, Update

from bot.chat.context import Context
from bot.chat.presses import Press
from bot.chat.view import View
from bot.qa.models import Entry


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press as its handler sees it.

    Attributes:
        id: What Telegram calls it; the same if it comes again.
        message: The message with the button.
        user: Who pressed.
    """

    id: str
    press: Press
    message: Message
    user: int
    update: Update
    context: Context
    view: View

    @property
    def entry(self) -> Entry | None:
        """The entry that the press is about; ``None`` if there is none any more."""
        return self.view.knowledge.entries.get(self.press.target)


class OutdatedError(Exception):
    """A button leads to what is no longer there."""

"""What a person sees of a message, on the client's side."""

from dataclasses import dataclass
from typing import Self

from bot.sandbox.model import JsonObject


@dataclass(slots=True, frozen=True)
class SeenMessage:
    """A message as a person sees it.

    Attributes:
        data: Telegram's ``Message``.
        sent_at: When it was sent, in seconds since 1970.
        edits: How often it was edited.
        revision: Rises with every change in the chat.
    """

    data: JsonObject
    sent_at: float
    edits: int
    revision: int
    is_deleted: bool

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read what the control interface answered."""
        return cls(
            data["message"], data["sent_at"], data["edits"], data["revision"], data["is_deleted"]
        )

    @property
    def id(self) -> int:
        """Its number in the chat."""
        number: int = self.data["message_id"]
        return number

    @property
    def chat_id(self) -> int:
        """The chat it is in."""
        number: int = self.data["chat"]["id"]
        return number

    @property
    def text(self) -> str:
        """What it says, without formatting; the caption of a picture."""
        text: str = self.data.get("text") or self.data.get("caption", "")
        return text

    @property
    def buttons(self) -> list[JsonObject]:
        """Every button under it, row after row."""
        rows = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

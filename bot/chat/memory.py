"""What is remembered of conversations while the bot runs; the oldest is forgotten."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from telegram import Message

from bot.qa.reply import Conversation

Key = TypeVar("Key")
Value = TypeVar("Value")

_MOST_REMEMBERED = 20_000


class Recent(Generic[Key, Value]):
    """A mapping that forgets what was put in longest ago once it is full.

    Args:
        size: The most it holds.
    """

    def __init__(self, size: int = _MOST_REMEMBERED) -> None:
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        return key in self._values

    def __setitem__(self, key: Key, value: Value) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)

    def get(self, key: Key) -> Value | None:
        """Return what was put in; ``None`` if nothing was, or it is forgotten."""
        return self._values.get(key)

    def keys(self) -> list[Key]:
        """Return what there is, the oldest first."""
        return list(self._values)

    def discard(self, key: Key) -> None:
        """Forget one."""
        self._values.pop(key, None)


class Place(NamedTuple):
    """Where a conversation is held: a person's in a chat, in each of its topics."""

    chat: int
    topic: int | None
    user: int | None


class Spot(NamedTuple):
    """One message of a chat."""

    chat: int
    message: int


@dataclass(frozen=True, slots=True)
class Answered:
    """How a message was answered.

    Attributes:
        reply: The number of the bot's message.
        before: The conversation as it stood before, to answer anew if the message is corrected.
    """

    reply: int
    before: Conversation


@dataclass(slots=True)
class Memory:
    """Everything that is remembered only while the bot runs.

    Attributes:
        conversations: How each conversation stands.
        answered: How people's messages were answered.
        told: The conversation as it stood after each message of the bot, for replies to it.
        albums: Groups of pictures that were spoken of already.
        corrected: Messages of people that were answered as they were corrected.
        rejected: The entries of which each person said that none was meant.
    """

    conversations: Recent[Place, Conversation] = field(default_factory=Recent)
    answered: Recent[Spot, Answered] = field(default_factory=Recent)
    told: Recent[Spot, Conversation] = field(default_factory=Recent)
    albums: Recent[str, bool] = field(default_factory=Recent)
    corrected: Recent[Spot, bool] = field(default_factory=Recent)
    rejected: Recent[Place, frozenset[str]] = field(default_factory=Recent)

    def forget(self, user: int) -> None:
        """Forget every conversation of a person, and the messages of their private chat."""
        for place in (*self.conversations.keys(), *self.rejected.keys()):
            if user in {place.user, place.chat}:
                self.conversations.discard(place)
                self.rejected.discard(place)
        for spot in (*self.answered.keys(), *self.told.keys()):
            if spot.chat == user:
                self.answered.discard(spot)
                self.told.discard(spot)

    def reject(self, place: Place, entries: Iterable[str]) -> None:
        """Remember of entries, by their ids, that none of them was meant."""
        self.rejected[place] = (self.rejected.get(place) or frozenset()).union(entries)


def place_of(message: Message, user: int | None) -> Place:
    """Return the conversation a person's message, or press on a message, belongs to."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat_id, topic, user)

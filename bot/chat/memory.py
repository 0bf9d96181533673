"""What is remembered of conversations."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from telegram import Message

from bot.qa.language import Language
from bot.qa.reply import Conversation
from bot.store import Conversations, StoredReply

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST_REMEMBERED = 20_000


class Recent(Generic[Key, Value]):
    """A mapping that forgets what was put in longest ago once it is full.

    Args:
        size: The most it holds.
    """

    def __init__(self, size: int = MOST_REMEMBERED) -> None:
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
    """What is remembered of conversations.

    How each stands is held here and written to the store; what was said in it is only read from
    there when somebody comes back to it.

    Attributes:
        stored: Where it outlives a restart.
        albums: Groups of pictures that were spoken of already.
        corrected: Messages of people that were answered as they were corrected.
        rejected: The entries of which each person said that none was meant.
    """

    stored: Conversations
    albums: Recent[str, bool] = field(default_factory=Recent)
    corrected: Recent[Spot, bool] = field(default_factory=Recent)
    rejected: Recent[Place, frozenset[str]] = field(default_factory=Recent)
    _standing: Recent[Place, Conversation] = field(default_factory=Recent)
    _forgotten: Recent[int, int] = field(default_factory=Recent)

    async def load(self) -> None:
        """Remember the conversations that were held last."""
        for row in await self.stored.latest(MOST_REMEMBERED):
            place = Place(row.chat, row.topic, row.user)
            self._standing[place] = _conversation(row.entry_id, row.script)

    async def catch_up(self, place: Place) -> None:
        """Read anew how a conversation stands, which another process may have carried on."""
        row = await self.stored.standing(place.chat, place.topic, place.user)
        if row:
            self._standing[place] = _conversation(row.entry_id, row.script)
        else:
            self._standing.discard(place)

    def standing(self, place: Place) -> Conversation | None:
        """Return how a conversation stands; ``None`` if there was none."""
        return self._standing.get(place)

    async def told(self, spot: Spot) -> Conversation | None:
        """Return how the conversation stood after a message of the bot."""
        row = await self.stored.reply(*spot)
        return _conversation(row.entry_id, row.script) if row else None

    async def answered(self, spot: Spot) -> Answered | None:
        """Return how a person's message was answered; ``None`` if it was not."""
        row = await self.stored.reply_to(*spot)
        if row is None:
            return None
        return Answered(row.reply, _conversation(row.entry_before, row.script_before))

    def remember(
        self,
        place: Place,
        reply: int,
        before: Conversation,
        after: Conversation,
        message: int | None,
    ) -> None:
        """Remember how a conversation stands after a message of the bot.

        Args:
            place: Which conversation.
            reply: The number of the bot's message.
            before: How it stood before.
            after: How it stands now.
            message: The number of the message that was answered, if one was.
        """
        self._standing[place] = after
        self.stored.keep(
            StoredReply(
                place.chat,
                reply,
                place.topic,
                message,
                place.user,
                before.entry_id,
                before.script,
                after.entry_id,
                after.script,
            )
        )

    def forget(self, user: int, update_id: int) -> None:
        """Forget every conversation of a person, and what they asked before that update."""
        self._forgotten[user] = update_id
        for place in (*self._standing.keys(), *self.rejected.keys()):
            if user in {place.user, place.chat}:
                self._standing.discard(place)
                self.rejected.discard(place)

    def is_forgotten(self, user: int, update_id: int) -> bool:
        """Whether a person wanted an update forgotten."""
        return update_id < (self._forgotten.get(user) or 0)

    def reject(self, place: Place, entries: Iterable[str]) -> None:
        """Remember of entries, by their ids, that none of them was meant."""
        self.rejected[place] = (self.rejected.get(place) or frozenset()).union(entries)


def place_of(message: Message, user: int | None) -> Place:
    """Return the conversation a person's message, or press on a message, belongs to."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat_id, topic, user)


def _conversation(entry_id: str | None, script: str) -> Conversation:
    return Conversation(entry_id, script=Language(script))

"""What must outlive a restart: updates until they are done, conversations, what was asked."""

from bot.store.conversations import Conversations, StoredReply
from bot.store.curating import Curator, Filed
from bot.store.retention import growing_old
from bot.store.store import Asked, Store, open_store
from bot.store.updates import StoredUpdate, Updates

__all__ = [
    "Asked",
    "Conversations",
    "Curator",
    "Filed",
    "Store",
    "StoredReply",
    "StoredUpdate",
    "Updates",
    "growing_old",
    "open_store",
]

"""What must outlive a restart: languages chosen, votes, and what was asked."""

from bot.store.models import Asked
from bot.store.store import Store, open_store

__all__ = ["Asked", "Store", "open_store"]

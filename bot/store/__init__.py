"""What must outlive a restart: languages chosen, votes, what was asked, and what was learned."""

from bot.store.curating import Curator, Filed
from bot.store.models import Asked
from bot.store.store import Store, open_store

__all__ = ["Asked", "Curator", "Filed", "Store", "open_store"]

"""Which chat a call is about, and whether the bot may act there."""

from bot.sandbox.errors import bad_request
from bot.sandbox.model import Chat
from bot.sandbox.params import Params
from bot.sandbox.world import World


def chat_for(world: World, params: Params) -> Chat:
    """Return the chat the bot wants to write to.

    Raises:
        BotApiError: 400 or 403, if it is missing, unknown, or closed to the bot.
    """
    return world.open_chat(chat_id_of(params))


def known_chat_for(world: World, params: Params) -> Chat:
    """Return the chat the bot asks about, even one it was removed from.

    Raises:
        BotApiError: 400, if it is missing or unknown.
    """
    return world.known_chat(chat_id_of(params))


def chat_id_of(params: Params) -> int | None:
    """Return the ``chat_id``; ``None`` for a name, as no chat here has one.

    Raises:
        BotApiError: 400, if it is missing.
    """
    if not params.text("chat_id"):
        raise bad_request("chat_id is empty")
    return params.optional_integer("chat_id")

"""What the bot may know of a chat."""

from typing import Final

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.members import bot_member, change_bot_status, person_member
from bot.sandbox.methods.access import chat_for, known_chat_for
from bot.sandbox.model import JsonObject
from bot.sandbox.params import Params
from bot.sandbox.world import World

_GIFTS: Final = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


async def get_chat(world: World, params: Params) -> JsonObject:
    """Return a chat with the details ``getChat`` adds."""
    chat = known_chat_for(world, params)
    if chat.person is None:
        chat = chat_for(world, params)
    full = chat.as_json() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.person is None:
        full["permissions"] = {"can_send_messages": True, "can_invite_users": True}
    return full


async def get_chat_member(world: World, params: Params) -> JsonObject:
    """Return how somebody belongs to a chat.

    Raises:
        BotApiError: 400, if nobody has this id.
    """
    chat = chat_for(world, params)
    user_id = params.optional_integer("user_id")
    if user_id == world.bot.user.id:
        return bot_member(world, chat)
    user = world.users.get(user_id) if user_id is not None else None
    if user is None:
        raise bad_request("invalid user_id specified")
    return person_member(chat, user)


async def get_chat_administrators(world: World, params: Params) -> list[JsonObject]:
    """Return a group's creator and administrators, people only.

    Raises:
        BotApiError: 400, if the chat is private.
    """
    chat = chat_for(world, params)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return [
        person_member(chat, world.users[user_id])
        for user_id, status in chat.members.items()
        if status in ("creator", "administrator")
    ]


async def get_chat_member_count(world: World, params: Params) -> int:
    """Return how many belong to a chat, the bot included."""
    chat = chat_for(world, params)
    return 2 if chat.person is not None else len(chat.members) + 1


async def leave_chat(world: World, params: Params) -> bool:
    """Leave a group.

    Raises:
        BotApiError: 403, if the chat is private.
    """
    chat = chat_for(world, params)
    if chat.person is not None:
        raise forbidden("bot can't leave a private chat")
    change_bot_status(world, chat, world.bot.user, "left")
    return True

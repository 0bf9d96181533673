"""Who belongs to a chat, and what happens when that changes for the bot."""

import time
from typing import Final

from bot.sandbox.errors import ControlError
from bot.sandbox.model import PRESENT, Chat, JsonObject, User
from bot.sandbox.world import World

_CREATOR: Final[JsonObject] = {"status": "creator", "is_anonymous": False}
_RIGHTS: Final = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)
_ADMINISTRATOR: Final[JsonObject] = {
    "status": "administrator",
    "can_be_edited": False,
    "is_anonymous": False,
    **dict.fromkeys(_RIGHTS, True),
}
PERMISSIONS: Final = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_STATUSES: Final = ("administrator", "member", "left")
_MUTED: Final[JsonObject] = {
    "status": "restricted",
    "is_member": True,
    "until_date": 0,
    **dict.fromkeys(PERMISSIONS, False),
}


def member_json(user: User, status: str) -> JsonObject:
    """Return Telegram's ``ChatMember``.

    Args:
        user: Who.
        status: ``creator``, ``administrator``, ``member``, ``restricted``, ``left`` or ``kicked``.
    """
    member: JsonObject = {"user": user.as_json()}
    match status:
        case "creator":
            return _CREATOR | member
        case "administrator":
            return _ADMINISTRATOR | member
        case "restricted":
            return _MUTED | member
        case "kicked":
            return {"status": "kicked", "until_date": 0} | member
        case _:
            return {"status": status} | member


def person_member(chat: Chat, user: User) -> JsonObject:
    """Return how a person belongs to a chat."""
    if chat.person is not None:
        return member_json(user, "member" if chat.person is user else "left")
    return member_json(user, chat.members.get(user.id, "left"))


def bot_member(world: World, chat: Chat) -> JsonObject:
    """Return how the bot belongs to a chat."""
    return member_json(world.bot.user, _bot_status(chat))


def change_member(chat: Chat, user: User, status: str) -> None:
    """Let a person come to a group, leave it, or get another place in it.

    The bot is not told: Telegram sends that only to administrators who ask for it.

    Args:
        chat: A group.
        user: Who.
        status: ``administrator``, ``member`` or ``left``.

    Raises:
        ControlError: If it is no group, or there is no such status.
    """
    if chat.person is not None or status not in _STATUSES:
        raise ControlError(f"members of a group are {', '.join(_STATUSES)}")
    chat.members.pop(user.id, None)
    if status != "left":
        chat.members[user.id] = status


def change_bot_status(world: World, chat: Chat, actor: User, status: str) -> None:
    """Let the bot's place in a chat change, with what Telegram sends then.

    Args:
        world: The world.
        chat: A group; or a private chat, where ``kicked`` means blocked.
        actor: Who does it: a person, or the bot itself when it leaves.
        status: ``member``, ``administrator``, ``restricted``, ``left`` or ``kicked``.

    Raises:
        ControlError: If there is no such status.
    """
    if status not in (*PRESENT, "left", "kicked"):
        raise ControlError(f"a bot is {', '.join(PRESENT)}, left or kicked")
    before = _bot_status(chat)
    if before == status:
        return
    was_present, is_present = before in PRESENT, status in PRESENT
    if chat.person is not None:
        chat.person.has_blocked = not is_present
    else:
        chat.bot_status = status
        if is_present:
            for user_id in chat.members:
                world.users[user_id].is_met = True
        if was_present != is_present:
            _announce(world, chat, actor, is_present=is_present)
    change = {
        "chat": chat.as_json(),
        "from": actor.as_json(),
        "date": int(time.time()),
        "old_chat_member": member_json(world.bot.user, before),
        "new_chat_member": member_json(world.bot.user, status),
    }
    world.deliver("my_chat_member", change, chat.id)
    world.events.publish("chat", chat_id=chat.id)


def _bot_status(chat: Chat) -> str:
    if chat.person is not None:
        return "kicked" if chat.person.has_blocked else "member"
    return chat.bot_status


def _announce(world: World, chat: Chat, actor: User, *, is_present: bool) -> None:
    """Say in the group that the bot came or went; a bot that is gone does not hear it."""
    bot = world.bot.user.as_json()
    if is_present:
        message = world.post(chat, actor, {"new_chat_members": [bot], "new_chat_member": bot})
        world.deliver("message", message.data, chat.id)
    else:
        world.post(chat, actor, {"left_chat_member": bot})

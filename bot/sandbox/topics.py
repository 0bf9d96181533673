"""The topics of a forum, as people open and use them."""

from bot.sandbox.errors import ControlError
from bot.sandbox.limits import TOPIC_NAME_LENGTH
from bot.sandbox.model import Chat, JsonObject, User
from bot.sandbox.world import World


def turn_on_topics(world: World, chat: Chat) -> None:
    """Let a supergroup have topics; what was said before is in its general one.

    Raises:
        ControlError: If it is no supergroup.
    """
    if chat.type != "supergroup":
        raise ControlError("only a supergroup has topics")
    chat.is_forum = True
    world.events.publish("chat", chat_id=chat.id)


def add_topic(world: World, user: User, chat: Chat, name: str) -> int:
    """Open a topic in a forum and return its ``message_thread_id``.

    Raises:
        ControlError: If the group has no topics, or the name is empty or too long.
    """
    if not chat.is_forum:
        raise ControlError(f"chat {chat.id} has no topics")
    if not 1 <= len(name) <= TOPIC_NAME_LENGTH:
        raise ControlError(f"a topic's name has 1 to {TOPIC_NAME_LENGTH} characters")
    message = world.post(chat, user, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
    chat.topics[message.id] = name
    message.data |= in_topic(chat, message.id)
    if chat.has_bot:
        world.deliver("message", message.data, chat.id)
    world.events.publish("chat", chat_id=chat.id)
    return message.id


def in_topic(chat: Chat, thread_id: int | None) -> JsonObject:
    """Return the fields of a message in a topic; none for the general one.

    Raises:
        ControlError: 404, if there is no such topic.
    """
    if thread_id is None:
        return {}
    if thread_id not in chat.topics:
        raise ControlError(f"no topic {thread_id}", status=404)
    return {"message_thread_id": thread_id, "is_topic_message": True}

"""Threads: the topics of a forum, and the chains of replies of every supergroup."""

from bot.sandbox.errors import ControlError
from bot.sandbox.limits import TOPIC_NAME_LENGTH
from bot.sandbox.model import Chat, JsonObject, StoredMessage, User
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


def close_topic(world: World, user: User, chat: Chat, thread_id: int) -> None:
    """Let only administrators write in a topic from now on.

    Raises:
        ControlError: 404, if there is no such topic.
    """
    topic = in_topic(chat, thread_id)
    chat.closed_topics.add(thread_id)
    message = world.post(chat, user, {"forum_topic_closed": {}, **topic})
    if chat.has_bot:
        world.deliver("message", message.data, chat.id)


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


def with_replies(chat: Chat, target: StoredMessage) -> JsonObject:
    """Return the fields of a reply: in the topic of its target, or else in its chain of replies.

    A chain has the number of its first message, looks like a topic but for ``is_topic_message``,
    and cannot be named when sending. Small groups and private chats have none.
    """
    if chat.type != "supergroup":
        return {}
    if target.data.get("is_topic_message"):
        return in_topic(chat, target.data["message_thread_id"])
    return {"message_thread_id": target.data.get("message_thread_id", target.id)}

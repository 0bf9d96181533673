"""What the bot says of itself: names, descriptions, commands, by language and place."""

from dataclasses import dataclass, field

from bot.sandbox.model import Chat, JsonObject, User

Scope = tuple[str | int, ...]


@dataclass(slots=True)
class BotProfile:
    """The bot's own account.

    Attributes:
        texts: ``name``, ``description`` and ``short_description`` by field and language; the
            language ``""`` is for everyone.
        commands: The commands by scope and language.
        reads_groups: Privacy mode is off, so the bot gets every message of its groups.
        has_inline: Inline mode is on.
        has_inline_feedback: ``chosen_inline_result`` is sent.
        is_logged_out: ``logOut`` was called; every call is refused.
    """

    user: User
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[Scope, str], list[JsonObject]] = field(default_factory=dict)
    menu_buttons: dict[int | None, JsonObject] = field(default_factory=dict)
    reads_groups: bool = False
    has_inline: bool = True
    has_inline_feedback: bool = True
    is_logged_out: bool = False

    def text(self, name: str, language: str) -> str:
        """Return a text in a language, or the one for everyone; ``""`` if neither is set."""
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")

    def commands_for(self, user: User, chat: Chat) -> list[JsonObject]:
        """Return the command menu this person sees in this chat.

        Telegram takes the narrowest scope that is set, and within it the person's language
        before the list for everyone. Of the language it only knows the first two letters.
        """
        language = two_letters(user.language_code)
        for scope in _scopes(user, chat):
            for code in (language, ""):
                if commands := self.commands.get((scope, code)):
                    return commands
        return []

    def as_json(self) -> JsonObject:
        """Return what ``getMe`` answers."""
        return self.user.as_json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_groups,
            "supports_inline_queries": self.has_inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


def two_letters(language_code: str | None) -> str:
    """Return the language as Telegram files it; ``""`` when it is not known.

    Example:
        >>> two_letters("zh-hans")
        'zh'
    """
    return (language_code or "").lower().replace("_", "-").split("-")[0]


def _scopes(user: User, chat: Chat) -> list[Scope]:
    if chat.person is not None:
        return [("chat", chat.id), ("all_private_chats",), ("default",)]
    scopes: list[Scope] = [("chat_member", chat.id, user.id)]
    is_admin = chat.members.get(user.id) in ("creator", "administrator")
    if is_admin:
        scopes.append(("chat_administrators", chat.id))
    scopes.append(("chat", chat.id))
    if is_admin:
        scopes.append(("all_chat_administrators",))
    return [*scopes, ("all_group_chats",), ("default",)]

"""What the bot says of itself."""

from bot.sandbox import limits
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.access import chat_for
from bot.sandbox.model import JsonObject
from bot.sandbox.params import Params
from bot.sandbox.profile import Scope
from bot.sandbox.world import World

_SIMPLE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators")


async def get_me(world: World, _: Params) -> JsonObject:
    """Return the bot's own account."""
    return world.bot.as_json()


async def log_out(world: World, _: Params) -> bool:
    """Leave the server; every later call is refused."""
    world.bot.is_logged_out = True
    return True


async def close(_: World, __: Params) -> bool:
    """Do nothing: there is no other server to move to."""
    return True


async def set_my_commands(world: World, params: Params) -> bool:
    """Set the command menu for a scope and a language.

    Raises:
        BotApiError: 400, if a command, the scope or the language is wrong.
    """
    commands = params.array("commands")
    if commands is None:
        raise bad_request("commands list is not specified")
    if len(commands) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_check_command(command) for command in commands]
    world.bot.commands[_read_scope(world, params), _language(params)] = checked
    world.events.publish("profile")
    return True


async def get_my_commands(world: World, params: Params) -> list[JsonObject]:
    """Return the command menu of exactly this scope and language."""
    return world.bot.commands.get((_read_scope(world, params), _language(params)), [])


async def delete_my_commands(world: World, params: Params) -> bool:
    """Take a command menu back, so that a wider one shows."""
    world.bot.commands.pop((_read_scope(world, params), _language(params)), None)
    world.events.publish("profile")
    return True


async def set_my_name(world: World, params: Params) -> bool:
    """Set the bot's name in a language."""
    return _set_text(world, params, "name", limits.NAME_LENGTH)


async def get_my_name(world: World, params: Params) -> JsonObject:
    """Return the bot's name in a language."""
    name = world.bot.text("name", _language(params))
    return {"name": name or world.bot.user.first_name}


async def set_my_description(world: World, params: Params) -> bool:
    """Set what an empty chat shows."""
    return _set_text(world, params, "description", limits.DESCRIPTION_LENGTH)


async def get_my_description(world: World, params: Params) -> JsonObject:
    """Return what an empty chat shows."""
    return {"description": world.bot.text("description", _language(params))}


async def set_my_short_description(world: World, params: Params) -> bool:
    """Set what the bot's profile shows."""
    return _set_text(world, params, "short_description", limits.SHORT_DESCRIPTION_LENGTH)


async def get_my_short_description(world: World, params: Params) -> JsonObject:
    """Return what the bot's profile shows."""
    return {"short_description": world.bot.text("short_description", _language(params))}


async def set_chat_menu_button(world: World, params: Params) -> bool:
    """Set the button beside the text field, in one private chat or in all.

    Raises:
        BotApiError: 400, if the chat is not private or the button is of no known kind.
    """
    button = params.object("menu_button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("MenuButton has unsupported type")
    world.bot.menu_buttons[_menu_chat_id(world, params)] = button
    return True


async def get_chat_menu_button(world: World, params: Params) -> JsonObject:
    """Return the button beside the text field."""
    buttons = world.bot.menu_buttons
    fallback = buttons.get(None, {"type": "commands"})
    return buttons.get(_menu_chat_id(world, params), fallback)


def _menu_chat_id(world: World, params: Params) -> int | None:
    if not params.text("chat_id"):
        return None
    chat = chat_for(world, params)
    if chat.person is None:
        raise bad_request("chat_id must be a private chat")
    return chat.id


def _set_text(world: World, params: Params, name: str, longest: int) -> bool:
    text = params.text(name)
    if len(text) > longest:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    world.bot.texts[name, _language(params)] = text
    if name == "name" and text and not _language(params):
        world.bot.user.first_name = text
    world.events.publish("profile")
    return True


def _language(params: Params) -> str:
    language = params.text("language_code")
    if language and not limits.LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _check_command(command: JsonObject) -> JsonObject:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not limits.COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= limits.COMMAND_DESCRIPTION_LENGTH:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _read_scope(world: World, params: Params) -> Scope:
    scope = params.object("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in _SIMPLE_SCOPES:
        return (str(kind),)
    if kind not in (*_CHAT_SCOPES, "chat_member"):
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat_params = Params(scope)
    chat = chat_for(world, chat_params)
    if kind in _CHAT_SCOPES:
        return (str(kind), chat.id)
    return (str(kind), chat.id, chat_params.integer("user_id"))

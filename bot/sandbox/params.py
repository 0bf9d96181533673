"""The parameters of one Bot API call, however the client chose to send them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox.errors import bad_request
from bot.sandbox.model import JsonObject

_ABSENT = (None, "")


@dataclass(slots=True, frozen=True)
class Params:
    """Named values, read as Telegram reads them: ``"5"`` is a number, a string may hold JSON.

    Attributes:
        values: As sent: strings from a form, anything from JSON.
        files: What was uploaded, by the name of its part.
    """

    values: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the parameter was sent, even if empty."""
        return name in self.values

    def text(self, name: str) -> str:
        """Return a string, ``""`` when it was not sent."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; ``default`` when it is missing or none, as Telegram does."""
        value = self.optional_integer(name)
        return default if value is None else value

    def optional_integer(self, name: str) -> int | None:
        """Return a whole number; ``None`` when it is missing or none."""
        try:
            return int(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def boolean(self, name: str) -> bool:
        """Return a truth value; false when it is missing."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """Return a decoded value; ``None`` when it is missing.

        Raises:
            BotApiError: 400, if the string is not JSON.
        """
        value = self.values.get(name)
        if value in _ABSENT or not isinstance(value, str):
            return None if value in _ABSENT else value
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error

    def object(self, name: str) -> JsonObject | None:
        """Return a decoded object; ``None`` when it is missing.

        Raises:
            BotApiError: 400, if it is not an object.
        """
        value = self.json(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {name} JSON object")
        return value

    def array(self, name: str) -> list[Any] | None:
        """Return a decoded array; ``None`` when it is missing.

        Raises:
            BotApiError: 400, if it is not an array.
        """
        value = self.json(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"can't parse {name} JSON array")
        return value


async def read_params(request: web.Request) -> Params:
    """Read the query string and the body of a call.

    Raises:
        BotApiError: 400, if a JSON body is not an object.
    """
    values: JsonObject = dict(request.query) if request.query_string else {}
    if not request.body_exists:
        return Params(values)
    if request.content_type == "application/x-www-form-urlencoded":
        values.update(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        return Params(values)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        if not isinstance(body, dict):
            raise bad_request("can't parse JSON object")
        return Params(values | body)
    return await _read_multipart(request, values)


async def _read_multipart(request: web.Request, values: JsonObject) -> Params:
    files = {}
    for name, part in (await request.post()).items():
        if isinstance(part, FileField):
            files[name] = part.file.read()
        elif isinstance(part, str):
            values[name] = part
    return Params(values, files)

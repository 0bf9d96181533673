"""Telegram's HTML parse mode, as strict as Telegram's own parser.

Follows ``parse_html`` of TDLib: the same tags, the same leniency about attributes, the same words
and byte offsets in the errors.
"""

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.errors import BotApiError, bad_request
from bot.sandbox.model import JsonObject

TAGS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}

_SPECIAL = re.compile(r"[<&]")
_CHARACTER = re.compile(r"&(?:#(?P<decimal>\d+)|#x(?P<hex>[0-9a-fA-F]+)|(?P<name>\w+));?")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_END: Final = "\0"


class _OpenTag(NamedTuple):
    name: str
    attributes: dict[str, str]
    offset: int
    text_index: int


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, in which Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(html: str) -> tuple[str, list[JsonObject]]:
    """Split HTML into its text and Telegram's entities.

    Args:
        html: Text with Telegram's tags; ``<``, ``>`` and ``&`` escaped.

    Returns:
        The text, and the entities sorted by offset, the longer first.

    Raises:
        BotApiError: 400 ``can't parse entities: …`` for a tag that is unknown, unclosed, or
            closed out of order.

    Example:
        >>> parse_html("a <b>b</b>")
        ('a b', [{'type': 'bold', 'offset': 2, 'length': 1}])
    """
    return _Parser(html).parse()


def normal_url(url: str) -> str | None:
    """Return the address as Telegram stores it, or ``None`` if it would not take it.

    Example:
        >>> normal_url("example.com")
        'http://example.com/'
        >>> normal_url("http://localhost") is None
        True
    """
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() == "tg":
        return url
    host = parts.hostname or ""
    if parts.scheme.lower() not in ("http", "https") or "." not in host.strip("."):
        return None
    if re.search(r"\s", url):
        return None
    return parts._replace(path=parts.path or "/").geturl()


class _Parser:
    def __init__(self, html: str) -> None:
        self._html = html + _END
        self._at = 0
        self._parts: list[str] = []
        self._offset = 0
        self._stack: list[_OpenTag] = []
        self._entities: list[JsonObject] = []

    def parse(self) -> tuple[str, list[JsonObject]]:
        while (special := _SPECIAL.search(self._html, self._at)) is not None:
            self._write(self._html[self._at : special.start()])
            self._at = special.start()
            if special[0] == "&":
                self._write(self._read_character())
            elif self._html[self._at + 1] == "/":
                self._close_tag()
            else:
                self._open_tag()
        self._write(self._html[self._at : -1])
        if self._stack:
            raise _error(f'Can\'t find end tag corresponding to start tag "{self._stack[-1].name}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self._parts), _with_languages(self._entities)

    def _write(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._offset += utf16_length(text)

    def _read_character(self) -> str:
        match = _CHARACTER.match(self._html, self._at)
        character = _character(match) if match else None
        if match is None or character is None:
            self._at += 1
            return "&"
        self._at = match.end()
        return character

    def _open_tag(self) -> None:
        start = self._at
        self._at += 1
        name = self._read_until(" \t\n\r>").lower()
        if self._peek() == _END:
            raise self._error_at("Unclosed start tag", start)
        if name not in TAGS:
            raise self._error_at(f'Unsupported start tag "{name}"', start)
        attributes: dict[str, str] = {}
        while self._skip_spaces() != ">":
            key, value = self._read_attribute(name, start)
            attributes[key] = value
        self._at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error_at('Tag "span" must have class "tg-spoiler"', start)
        if name == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise _error("Invalid custom emoji identifier specified")
        self._stack.append(_OpenTag(name, attributes, self._offset, len(self._parts)))

    def _read_attribute(self, tag: str, start: int) -> tuple[str, str]:
        if self._peek() == _END:
            raise self._error_at(f'Unclosed start tag "{tag}"', start)
        name = self._read_until(" \t\n\r=>").lower()
        if not name:
            raise self._error_at(f'Empty attribute name in the tag "{tag}"', start)
        if self._skip_spaces() != "=":
            return name, ""
        self._at += 1
        quote = self._skip_spaces()
        if quote == _END:
            raise self._error_at(f'Unclosed start tag "{tag}"', start)
        if quote in "\"'":
            return name, self._read_quoted(quote, start)
        token_start = self._at
        token = _TOKEN.match(self._html, self._at)
        assert token is not None  # the pattern also matches nothing
        self._at = token.end()
        if not self._peek().isspace() and self._peek() != ">":
            raise self._error_at("Unexpected end of name token", token_start)
        return name, token[0].lower()

    def _read_quoted(self, quote: str, start: int) -> str:
        self._at += 1
        value: list[str] = []
        while self._peek() != quote:
            if self._peek() == _END:
                raise self._error_at("Unclosed start tag", start)
            if self._peek() == "&":
                value.append(self._read_character())
            else:
                value.append(self._peek())
                self._at += 1
        self._at += 1
        return "".join(value)

    def _close_tag(self) -> None:
        start = self._at
        if not self._stack:
            raise self._error_at("Unexpected end tag", start)
        self._at += 2
        name = self._read_until(" \t\n\r>").lower()
        if self._skip_spaces() != ">":
            raise self._error_at("Unclosed end tag", start)
        self._at += 1
        opened = self._stack.pop()
        if name and name != opened.name:
            raise self._error_at("Unmatched end tag", start, f'"</{opened.name}>"', f'"</{name}>"')
        if self._offset > opened.offset:
            self._add_entity(opened)

    def _add_entity(self, tag: _OpenTag) -> None:
        entity: JsonObject = {
            "type": TAGS[tag.name],
            "offset": tag.offset,
            "length": self._offset - tag.offset,
        }
        if tag.name == "a":
            target = tag.attributes.get("href") or "".join(self._parts[tag.text_index :])
            entity |= link_entity(target) or {"type": ""}
        elif tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.attributes["emoji-id"]
        elif tag.name == "code":
            css_class = tag.attributes.get("class", "")
            if css_class.startswith("language-"):
                entity["language"] = css_class.removeprefix("language-")
        if entity["type"]:
            self._entities.append(entity)

    def _peek(self) -> str:
        return self._html[self._at]

    def _skip_spaces(self) -> str:
        while self._peek().isspace():
            self._at += 1
        return self._peek()

    def _read_until(self, stops: str) -> str:
        start = self._at
        while self._peek() not in stops and self._peek() != _END:
            self._at += 1
        return self._html[start : self._at]

    def _error_at(self, what: str, index: int, expected: str = "", found: str = "") -> BotApiError:
        offset = len(self._html[:index].encode())
        tail = f", expected {expected}, found {found}" if expected else ""
        return _error(f"{what} at byte offset {offset}{tail}")


def link_entity(target: str) -> JsonObject | None:
    """Return the fields of a link's entity; ``None`` if Telegram would drop the link."""
    url = normal_url(target)
    if url is None:
        return None
    parts = urlsplit(url)
    user_id = parse_qs(parts.query).get("id", [""])[0]
    if parts.scheme.lower() == "tg" and parts.netloc == "user" and user_id.isdigit():
        user = {"id": int(user_id), "is_bot": False, "first_name": user_id}
        return {"type": "text_mention", "user": user}
    return {"type": "text_link", "url": url}


def _character(match: re.Match[str]) -> str | None:
    if match["name"]:
        return _NAMED.get(match["name"])
    code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    if 0xD800 <= code <= 0xDFFF:
        raise _error(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code) if 0 < code <= 0x10FFFF else None


def _with_languages(entities: list[JsonObject]) -> list[JsonObject]:
    """Give a ``pre`` the language of the ``code`` that fills it, as Telegram does."""
    blocks = {(e["offset"], e["length"]): e for e in entities if e["type"] == "pre"}
    kept = []
    for entity in entities:
        language = entity.pop("language", "") if entity["type"] == "code" else ""
        block = blocks.get((entity["offset"], entity["length"]))
        if language and block is not None:
            block["language"] = language
        else:
            kept.append(entity)
    return kept


def _error(what: str) -> BotApiError:
    return bad_request(f"can't parse entities: {what}")

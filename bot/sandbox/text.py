"""Text as Telegram takes it: parsed, trimmed, measured, and with what it recognises by itself."""

import re
from dataclasses import dataclass, field
from itertools import accumulate

from bot.sandbox.errors import bad_request
from bot.sandbox.html_mode import link_entity, parse_html, utf16_length
from bot.sandbox.model import JsonObject

# As in TDLib, a letter of any script beside a mention or a command makes it plain text:
# neither "请问@some_bot" nor "/ask谁" is one.
_RECOGNISED = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"，。；！？、）】》]+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[A-Za-z]{2,}\b)"
    r"|(?<!\w)(?P<mention>@[A-Za-z0-9_]{2,32})(?!\w)"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/<>])"
    r"|(?<!\w)(?P<hashtag>#(?=\w*[^\W\d])\w{1,256})"
)
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})


@dataclass(slots=True, frozen=True)
class FormattedText:
    """Text with Telegram's entities, offsets in UTF-16 code units."""

    text: str
    entities: list[JsonObject] = field(default_factory=list)

    def fields(self, text_field: str = "text") -> JsonObject:
        """Return it as fields of a ``Message``, either its text or its caption."""
        content: JsonObject = {text_field: self.text}
        if self.entities:
            content["entities" if text_field == "text" else "caption_entities"] = self.entities
        return content


def format_text(
    raw: str, parse_mode: str = "", entities: list[JsonObject] | None = None
) -> FormattedText:
    """Turn what was sent into what Telegram stores.

    Args:
        raw: The text, with tags when ``parse_mode`` is ``HTML``.
        parse_mode: ``HTML`` or nothing, in any case of letters.
        entities: The entities, when the sender states them itself; looked at only without a
            parse mode.

    Returns:
        The text without surrounding white space, with entities sorted by offset. May be empty.

    Raises:
        BotApiError: 400, if the tags are wrong, an entity lies outside the text, or the parse mode
            is another.
    """
    mode = parse_mode.lower()
    if mode == "html":
        text, given = parse_html(raw)
    elif not mode:
        text, given = raw, [_checked(entity, raw) for entity in entities or ()]
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("unsupported parse_mode: the stand-in reads HTML only")
    else:
        raise bad_request("unsupported parse_mode")
    return _trimmed(text.replace("\r", ""), given)


def recognise(text: str) -> list[JsonObject]:
    """Return the mentions, commands, addresses and hashtags in plain text.

    Example:
        >>> recognise("/ask @demo_bot")
        [{'type': 'bot_command', 'offset': 0, 'length': 4}, \
{'type': 'mention', 'offset': 5, 'length': 9}]
    """
    matches = list(_RECOGNISED.finditer(text))
    if not matches:
        return []
    offsets = _utf16_offsets(text)
    return [
        {
            "type": str(match.lastgroup),
            "offset": offsets[match.start()],
            "length": offsets[match.end()] - offsets[match.start()],
        }
        for match in matches
    ]


def slice_utf16(text: str, offset: int, length: int) -> str:
    """Return the part of the text an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


def _trimmed(text: str, entities: list[JsonObject]) -> FormattedText:
    shift = utf16_length(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    end = utf16_length(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        length = min(entity["offset"] + entity["length"] - shift, end) - start
        if length > 0:
            kept.append({**entity, "offset": start, "length": length})
    opaque = [entity for entity in kept if entity["type"] in _OPAQUE]
    kept += [found for found in recognise(text) if not any(_overlap(found, e) for e in opaque)]
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return FormattedText(text, kept)


def _overlap(one: JsonObject, other: JsonObject) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def _checked(entity: JsonObject, text: str) -> JsonObject:
    try:
        start, length = int(entity["offset"]), int(entity["length"])
        kind = str(entity["type"])
    except (KeyError, TypeError, ValueError) as error:
        raise bad_request(f"can't parse MessageEntity: {error}") from error
    if start < 0 or length < 1 or start + length > utf16_length(text):
        raise bad_request(f"entity beginning at UTF-16 offset {start} ends outside of the text")
    if kind == "text_link":
        url = str(entity.get("url", ""))
        link = link_entity(url)
        if link is None:
            raise bad_request(f"entity URL '{url}' is invalid: Wrong HTTP URL")
        return {**entity, **link}
    return entity


def _utf16_offsets(text: str) -> list[int]:
    """Return the UTF-16 offset of every index of the text, its end included."""
    return [0, *accumulate(2 if character > "\uffff" else 1 for character in text)]

"""Pictures the bot uploads."""

import hashlib
import struct
from typing import Final

from bot.sandbox.errors import bad_request
from bot.sandbox.limits import PHOTO_BYTES
from bot.sandbox.model import StoredFile

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8"
# Start-of-frame markers hold the size; C4, C8 and CC are other things in the same range.
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def read_photo(content: bytes) -> StoredFile:
    """Return a PNG or JPEG with its size.

    Raises:
        BotApiError: 400, if it is too big, or not a picture Telegram takes.
    """
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > PHOTO_BYTES:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    mime_type = "image/png" if content.startswith(_PNG) else "image/jpeg"
    try:
        width, height = _png_size(content) if mime_type == "image/png" else _jpeg_size(content)
    except (struct.error, IndexError, ValueError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    digest = hashlib.sha256(content).hexdigest()[:32]
    photo = {
        "file_id": f"photo-{digest}",
        "file_unique_id": digest[:16],
        "width": width,
        "height": height,
        "file_size": len(content),
    }
    return StoredFile(content, mime_type, photo)


def _png_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    if not content.startswith(_JPEG):
        raise ValueError("neither PNG nor JPEG")
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    raise ValueError("no frame in the JPEG")

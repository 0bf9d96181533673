"""Telegram's limits, as its documentation and its own server state them."""

import re
from typing import Final

TEXT_LENGTH: Final = 4096
CAPTION_LENGTH: Final = 1024
CALLBACK_DATA_BYTES: Final = 64
CALLBACK_ANSWER_LENGTH: Final = 200
KEYBOARD_BUTTONS: Final = 100
KEYBOARD_ROW_BUTTONS: Final = 8
# Undocumented; the server answers "reply markup is too long" at about this size.
KEYBOARD_BYTES: Final = 10_000
INLINE_RESULTS: Final = 50
INLINE_RESULT_ID_BYTES: Final = 64
INLINE_OFFSET_BYTES: Final = 64
INLINE_QUERY_LENGTH: Final = 256
INLINE_CACHE_SECONDS: Final = 300
UPDATES_PER_POLL: Final = 100
POLL_SECONDS: Final = 50
WEBHOOK_PORTS: Final = frozenset({80, 88, 443, 8443})
COMMANDS: Final = 100
COMMAND_DESCRIPTION_LENGTH: Final = 256
NAME_LENGTH: Final = 64
DESCRIPTION_LENGTH: Final = 512
SHORT_DESCRIPTION_LENGTH: Final = 120
TOPIC_NAME_LENGTH: Final = 128
PHOTO_BYTES: Final = 10 * 1024 * 1024
# A bot may delete a message for 48 hours.
DELETABLE_SECONDS: Final = 48 * 3600

# Undocumented; answers later than this are usually refused.
QUERY_LIFETIME_SECONDS: Final = 15.0

COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE: Final = re.compile(r"[a-z]{2}")
START_PARAMETER: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
SECRET_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")

CHAT_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)

# What Telegram sends when a bot has not chosen: everything but these.
OPT_IN_UPDATES: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

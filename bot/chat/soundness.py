"""What the bot relies on in an update: the library reads updates, but does not check them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# A database holds no more.
Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True)


class _User(_Part):
    id: Number
    language_code: str | None = None


class _Chat(_Part):
    id: Number
    type: str


class _Entity(_Part):
    type: str
    offset: Annotated[int, Field(ge=0)]
    length: Annotated[int, Field(ge=0)]


class _Message(_Part):
    message_id: Number
    date: Number
    edit_date: Number | None = None
    chat: _Chat
    sender: Annotated[_User | None, Field(alias="from")] = None
    text: str | None = None
    caption: str | None = None
    entities: list[_Entity] = []
    caption_entities: list[_Entity] = []
    message_thread_id: Number | None = None
    media_group_id: str | None = None
    migrate_to_chat_id: Number | None = None
    via_bot: _User | None = None
    reply_to_message: "_Message | None" = None


class _Press(_Part):
    id: str
    sender: Annotated[_User, Field(alias="from")]
    data: str | None = None
    message: _Message | None = None


class _Query(_Part):
    id: str
    sender: Annotated[_User, Field(alias="from")]
    query: str


class SoundUpdate(_Part):
    """An update of which all parts are there that the bot relies on, each of its kind."""

    update_id: Annotated[int, Field(ge=0, lt=2**63)]
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Press | None = None
    inline_query: _Query | None = None

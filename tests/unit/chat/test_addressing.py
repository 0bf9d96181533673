"""Whether a message is meant for the bot."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, Message, MessageEntity, User

from bot.chat.addressing import question_in

BOT = User(1, "News", is_bot=True, username="news_bot")
MEI = User(2, "Mei", is_bot=False)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def message(text: str | None, kind: str = Chat.SUPERGROUP, **fields: Any) -> Message:
    names = [word for word in (text or "").split() if word.startswith("@")]
    entities = [MessageEntity("mention", str(text).index(name), len(name)) for name in names]
    fields = {"from_user": MEI, "text": text, "entities": entities, **fields}
    return Message(5, NOW, Chat(3, kind), **fields)


def by(user: User, text: str) -> Message:
    return message(text, from_user=user)


@pytest.mark.parametrize(
    ("given", "question"),
    [
        pytest.param(message("谁", Chat.PRIVATE), "谁", id="private"),
        pytest.param(message(None, Chat.PRIVATE, caption="谁"), "谁", id="private caption"),
        pytest.param(message(None, Chat.PRIVATE), None, id="no text"),
        pytest.param(message("谁", Chat.PRIVATE, via_bot=BOT), None, id="chosen inline"),
        pytest.param(message("谁"), None, id="group talk"),
        pytest.param(message("@news_bot 谁"), "谁", id="mention"),
        pytest.param(message("谁 @NEWS_bot ?"), "谁  ?", id="mention in any case, anywhere"),
        pytest.param(message("@news_bot_2 谁"), None, id="longer name"),
        pytest.param(message("@other 谁"), None, id="somebody else"),
        pytest.param(message("谁", reply_to_message=by(BOT, "…")), "谁", id="reply"),
        pytest.param(message("谁", reply_to_message=by(MEI, "…")), None, id="reply to another"),
        pytest.param(
            message("@news_bot", reply_to_message=by(MEI, "谁")),
            "谁",
            id="mention below a question",
        ),
        pytest.param(message("@news_bot"), "", id="mention alone"),
    ],
)
def test_a_question_is_found_where_the_bot_is_addressed(
    given: Message, question: str | None
) -> None:
    assert question_in(given, BOT) == question

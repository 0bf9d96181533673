"""Sound JSON, and what becomes of it when parts are lost, changed or grown."""

import copy
from typing import Any

from hypothesis import strategies as st

from bot.sandbox import KEN_ID, MEI_ID

MEI = {"id": MEI_ID, "is_bot": False, "first_name": "Mei", "language_code": "zh-hans"}
KEN = {"id": KEN_ID, "is_bot": False, "first_name": "<b>Ken & co</b>", "language_code": "en"}
BOT = {"id": 7000000001, "is_bot": True, "first_name": "Bot", "username": "meeting_demo_bot"}
CARD = 2
"""The number of the bot's first message to Mei."""
PRIVATE = {"id": MEI_ID, "type": "private", "first_name": "Mei"}
GROUP = {"id": -1000000000001, "type": "supergroup", "title": "Talk", "is_forum": True}


def message(text: str, **fields: Any) -> dict[str, Any]:
    return {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": PRIVATE,
        "from": MEI,
        "text": text,
    } | fields


def command(text: str, **fields: Any) -> dict[str, Any]:
    name = text.partition(" ")[0]
    entity = {"type": "bot_command", "offset": 0, "length": len(name)}
    return message(text, entities=[entity], **fields)


MENTION = {"type": "mention", "offset": 0, "length": 17}
UPDATES: list[dict[str, Any]] = [
    {"message": message("谁主持了会议？")},
    {"message": message("那副组长呢", reply_to_message=message("x", **{"from": BOT}))},
    {"message": message("<b>&lt;五个坚持</b>", message_thread_id=5, is_topic_message=True)},
    {"message": command("/ask who chaired the meeting")},
    {"message": command("/start meeting-chair")},
    {"message": command("/lang")},
    {"message": command("/forget")},
    {"message": command("/unknown@meeting_demo_bot x")},
    {"message": message("@meeting_demo_bot 谁？", chat=GROUP, entities=[MENTION])},
    {"message": message("", caption="谁主持", photo=[], media_group_id="7")},
    {"message": message("", voice={"file_id": "v", "file_unique_id": "v", "duration": 1})},
    {"message": message("", chat=GROUP, migrate_to_chat_id=-1000000000002)},
    {"edited_message": message("会议是哪天开的？", edit_date=1_700_000_100)},
    *(
        {
            "callback_query": {
                "id": "77",
                "from": KEN,
                "chat_instance": "1",
                "data": f"2:{action}:{target}:{number}:{language}",
                "message": message("card", message_id=CARD, **{"from": BOT}),
            }
        }
        for action, target, number, language in [
            ("a", "meeting-chair", "1", "s"),
            ("o", "principles-list", "0", "t"),
            ("i", "principles-list", "3", "e"),
            ("t", "people", "0", "s"),
            ("r", "", "1", "s"),
            ("v", "meeting-chair", "1", "s"),
            ("n", "", "1", "s"),
            ("g", "", "2", "e"),
        ]
    ),
    {"inline_query": {"id": "78", "from": KEN, "query": "许勤", "offset": ""}},
    {"something_new": {"a": [1]}},
]

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=30)
    | st.sampled_from(["", "\0", "\ud800", "<b>", "x" * 5000, "谁主持了会议？" * 300, "𝟏‮\u200b"])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def updates(draw: Any) -> dict[str, Any]:
    """Draw an update of which up to four parts are missing or wrong."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(UPDATES)))
    update["update_id"] = draw(st.integers(1, 10**9))
    for _ in range(draw(st.integers(0, 4))):
        change(draw, update)
    return update


def change(draw: Any, data: Any) -> None:
    """Change something somewhere in a tree of objects and lists."""
    while True:
        keys = list(data) if isinstance(data, dict) else list(range(len(data)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = data[key]
        if isinstance(inner, dict | list) and inner and draw(st.booleans()):
            data = inner
            continue
        if draw(st.booleans()):
            data[key] = draw(ANYTHING)
        else:
            del data[key]
        return

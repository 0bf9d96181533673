"""Replies as JSON objects, and the batch."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.qa.assistant import Assistant
from bot.qa.language import Language
from bot.qa.plain import reply_text
from bot.qa.reply import Conversation, Kind, Reply
from bot.terminal.records import after_context, answer_batch, record, timed_record

KEYS = {
    "kind", "entry_id", "entry_ids", "score", "language", "text", "source", "suggestions",
    "related", "elapsed_ms",
}  # fmt: skip


def batch(assistant: Assistant, *lines: str) -> list[dict[str, Any]]:
    answered = list(answer_batch(assistant, lines))
    assert not any("\n" in line for line in answered)
    return [json.loads(line) for line in answered]


def test_an_answer_has_every_field_of_the_contract(assistant: Assistant) -> None:
    found = timed_record(assistant, "谁主持会议")
    entry = assistant.knowledge.entries["meeting-chair"]
    assert found.keys() == KEYS
    assert (found["kind"], found["entry_id"]) == ("answer", "meeting-chair")
    assert found["entry_ids"] == ["meeting-chair"]
    assert found["language"] == "zh-Hans"
    assert 0.5 < found["score"] <= 1
    assert found["source"] == list(entry.source)
    assert found["text"].startswith(entry.answer.zh)
    assert found["suggestions"] == []
    assert found["related"] == list(entry.related)
    assert found["elapsed_ms"] > 0


def test_a_compound_holds_every_part(assistant: Assistant) -> None:
    found = timed_record(assistant, "谁主持的？什么时候开的")
    assert (found["kind"], found["entry_id"]) == ("answer", "meeting-chair")
    assert found["entry_ids"] == ["meeting-chair", "meeting-date"]
    for key in found["entry_ids"]:
        assert assistant.knowledge.entries[key].answer.zh in found["text"]


def test_suggestions_show_the_text_they_would_give(assistant: Assistant) -> None:
    entries = assistant.knowledge.entries
    shown = (entries["meeting-chair"], entries["meeting-date"])
    reply = Reply(Kind.SUGGEST, Language.HANT, 0.41239, suggestions=shown)
    found = record(reply, assistant.knowledge, 0.1234)
    assert (found["score"], found["elapsed_ms"]) == (0.4124, 0.123)
    assert (found["entry_id"], found["source"], found["related"]) == (None, [], [])
    assert found["suggestions"] == [
        {
            "entry_id": entry.id,
            "question": entry.question.in_language(Language.HANT),
            "text": entry.answer.in_language(Language.HANT),
        }
        for entry in shown
    ]


def test_a_passage_names_its_sentence(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    reply = Reply(Kind.PASSAGE, Language.HANS, 0.1, passage=knowledge.article.sentences["p2s1"])
    found = record(reply, knowledge, 0.0)
    assert (found["kind"], found["source"]) == ("passage", ["p2s1"])


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁主持会议", "answer"),
        ("下次会议什么时候", "not_reported"),
        ("你好", "smalltalk"),
        ("今天天气怎么样", "decline"),
        ("", "decline"),
    ],
)
def test_the_kind_says_how_a_question_ended(question: str, kind: str, assistant: Assistant) -> None:
    [found] = batch(assistant, json.dumps({"question": question}))
    assert found["kind"] == kind


def test_context_is_what_was_asked_before(assistant: Assistant) -> None:
    lines = [
        json.dumps({"question": "第三个是什么", "context": ["五个坚持是哪五个"]}),
        json.dumps({"question": "下一个呢", "context": ["五个坚持是哪五个", "第三个是什么"]}),
    ]
    first, third = batch(assistant, *lines)
    assert first["entry_id"] == "principle-systems"
    assert third["entry_id"] == "principle-synergy"


def test_after_context_is_the_conversation_so_far(assistant: Assistant) -> None:
    assert after_context(assistant, []) == Conversation()
    conversation = after_context(assistant, ["誰主持會議"])
    assert conversation == Conversation("meeting-chair", None, Language.HANT)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("谁主持会议", "not JSON", id="no JSON"),
        pytest.param("", "not JSON", id="empty"),
        pytest.param('{"question": "谁', "not JSON", id="cut off"),
        pytest.param("[" * 100_000, "not JSON", id="deep"),
        pytest.param("1" * 5000, "not JSON", id="a number of many digits"),
        pytest.param("[]", 'no text under "question"', id="list"),
        pytest.param("null", 'no text under "question"', id="null"),
        pytest.param("NaN", 'no text under "question"', id="not a number"),
        pytest.param('{"text": "谁"}', 'no text under "question"', id="another key"),
        pytest.param('{"question": 1}', 'no text under "question"', id="a number"),
        pytest.param('{"question": null}', 'no text under "question"', id="no question"),
        pytest.param('{"question": "谁", "context": "谁"}', '"context"', id="context is a text"),
        pytest.param('{"question": "谁", "context": [1]}', '"context"', id="context of numbers"),
        pytest.param('{"question": "谁", "context": {"a": 1}}', '"context"', id="context mapping"),
    ],
)
def test_a_line_of_another_form_is_an_error_and_the_batch_goes_on(
    line: str, says: str, assistant: Assistant
) -> None:
    good = '{"question": "谁主持会议"}'
    before, error, after = batch(assistant, good, line, good)
    assert error.keys() == {"kind", "text"}
    assert error["kind"] == "error"
    assert says in error["text"]
    assert before["entry_id"] == after["entry_id"] == "meeting-chair"


JSON_LINES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["question", "context", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
).map(json.dumps)


@given(st.text() | JSON_LINES)
@example('{"question": "zero"}')
@example('{"question": "\\ud800"}')
@example('{"question": "谁", "context": ["\\u0000", "zero"]}')
def test_any_line_gets_exactly_one_json_object(assistant: Assistant, line: str) -> None:
    [found] = batch(assistant, line)
    assert found["kind"] in {*Kind, "error"}
    assert isinstance(found["text"], str)
    assert found["text"]


def test_the_batch_answers_each_line_as_it_comes(assistant: Assistant) -> None:
    taken: list[int] = []

    def lines() -> Any:
        for number in range(3):
            taken.append(number)
            yield '{"question": "谁主持会议"}'

    answers = answer_batch(assistant, lines())
    next(answers)
    assert taken == [0]


def test_the_text_is_what_a_person_reads(assistant: Assistant) -> None:
    reply = assistant.reply("who chaired it")
    assert record(reply, assistant.knowledge, 0.0)["text"] == reply_text(reply, assistant.knowledge)

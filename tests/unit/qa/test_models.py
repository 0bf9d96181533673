"""The shapes of the knowledge files."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.qa.language import Language
from bot.qa.models import Bilingual, Entry, Status

SOUND: dict[str, Any] = {
    "id": "meeting-chair",
    "question": {"zh": "谁主持？", "en": "Who chaired?"},
    "answer": {"zh": "许勤。", "en": "Xu Qin."},
    "utterances": {"zh": ["主持人"], "en": ["chair"]},
}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.HANS, "谁主持会议"),
        (Language.HANT, "誰主持會議"),
        (Language.ENGLISH, "Who chaired?"),
    ],
    ids=str,
)
def test_a_bilingual_text_is_shown_in_the_language(language: Language, text: str) -> None:
    assert Bilingual(zh="谁主持会议", en="Who chaired?").in_language(language) == text


def test_an_entry_is_reported_unless_it_says_otherwise() -> None:
    assert Entry.model_validate(SOUND).status is Status.REPORTED
    not_reported = Entry.model_validate(SOUND | {"status": "not_reported"})
    assert not_reported.status is Status.NOT_REPORTED


def test_wordings_are_the_questions_and_then_the_utterances() -> None:
    wordings = Entry.model_validate(SOUND).wordings
    assert wordings == ("谁主持？", "Who chaired?", "主持人", "chair")


def test_texts_are_stripped() -> None:
    assert Bilingual(zh=" 会 ", en="\tMeeting\n").zh == "会"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        pytest.param({"id": "Meeting"}, "id", id="capital in the id"),
        pytest.param({"id": "meeting_chair"}, "id", id="underscore in the id"),
        pytest.param({"id": "a--b"}, "id", id="two hyphens"),
        pytest.param({"id": "会"}, "id", id="Chinese id"),
        pytest.param({"id": "x" * 49}, "id", id="long id"),
        pytest.param({"answer": {"zh": "会", "en": "  "}}, "en", id="blank text"),
        pytest.param({"status": "maybe"}, "status", id="unknown status"),
        pytest.param({"anwser": {}}, "anwser", id="unknown key"),
        pytest.param({"source": "p1s1"}, "source", id="a text in place of a list"),
        pytest.param({"items": [{"zh": "一"}]}, "en", id="an item in one language"),
    ],
)
def test_what_is_not_of_the_shape_is_refused(change: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Entry.model_validate(SOUND | change)
    assert caught.value.errors()[0]["loc"][-1] == place


def test_an_entry_cannot_be_changed() -> None:
    entry = Entry.model_validate(SOUND)
    with pytest.raises(ValidationError, match="frozen"):
        entry.id = "other"  # type: ignore[misc]

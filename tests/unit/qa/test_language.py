"""Telling the language and script of a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language, detect, to_traditional

HANS, HANT, ENGLISH = Language.HANS, Language.HANT, Language.ENGLISH


@pytest.mark.parametrize(
    ("question", "language"),
    [
        pytest.param("谁主持会议", HANS, id="Simplified"),
        pytest.param("誰主持會議", HANT, id="Traditional"),
        pytest.param("谁主持會議", HANT, id="any Traditional character decides"),
        pytest.param("who chaired it", ENGLISH, id="English"),
        pytest.param("what does 三供两治 mean", HANS, id="a Chinese term with a few English words"),
        pytest.param("what on earth is meant by 会 here", ENGLISH, id="outnumbered by English"),
        pytest.param("Xu Qin 是谁", HANS, id="an English name in Chinese"),
        pytest.param("WHO chaired", ENGLISH, id="upper case"),
    ],
)
def test_detect_tells_language_and_script(question: str, language: Language) -> None:
    assert detect(question) is language


@pytest.mark.parametrize("default", list(Language))
@pytest.mark.parametrize("question", ["", "123", "？？？", "👍"])
def test_a_text_without_letters_has_the_default(question: str, default: Language) -> None:
    assert detect(question, default=default) is default


@pytest.mark.parametrize(
    ("default", "language"), [(HANS, HANS), (HANT, HANT), (ENGLISH, HANS)], ids=str
)
def test_characters_of_both_scripts_follow_the_default(
    default: Language, language: Language
) -> None:
    assert detect("主持人", default=default) is language


@given(st.text(), st.sampled_from(list(Language)))
def test_detect_takes_any_text(question: str, default: Language) -> None:
    assert detect(question, default=default) in Language


def test_stored_questions_are_told_right_in_every_language(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.entries.values():
        simplified = entry.question.zh
        traditional = to_traditional(simplified)
        assert detect(simplified) is HANS
        assert detect(traditional) is (HANT if traditional != simplified else HANS)
        assert detect(entry.question.en) is ENGLISH


@pytest.mark.parametrize(
    ("language", "is_chinese"), [(HANS, True), (HANT, True), (ENGLISH, False)], ids=str
)
def test_both_scripts_are_chinese(language: Language, is_chinese: bool) -> None:
    assert language.is_chinese is is_chinese


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        pytest.param("谁主持会议", "誰主持會議", id="characters"),
        pytest.param("组长发言", "組長發言", id="by phrase"),
        pytest.param("23日", "23日", id="alike in both"),
        pytest.param("chaired", "chaired", id="English stays"),
    ],
)
def test_to_traditional_changes_the_script_only(text: str, traditional: str) -> None:
    assert to_traditional(text) == traditional

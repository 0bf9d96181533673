"""Candidates: the entries a question may mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.assistant import Assistant
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import to_traditional

WORDS = [
    *("谁", "主持", "的", "会议", "下次", "23", "zero", "零个", "who", "chaired", "huiyi", "shei"),
    *("?", "，", "第三个", "许琴"),
]
QUESTIONS = st.text() | st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=8).map(
    "".join
)


@given(QUESTIONS)
def test_scores_are_probabilities_best_first(assistant: Assistant, question: str) -> None:
    scores = [candidate.score for candidate in assistant.matcher.candidates(question)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert sum(scores) <= 1 + 1e-9


@given(QUESTIONS)
def test_candidates_depend_on_nothing_but_the_question(assistant: Assistant, question: str) -> None:
    first = assistant.matcher.candidates(question)
    assistant.matcher.candidates("谁主持会议")
    assert assistant.matcher.candidates(question) == first


@given(QUESTIONS)
def test_no_entry_is_a_candidate_twice(assistant: Assistant, question: str) -> None:
    entries = [candidate.entry.id for candidate in assistant.matcher.candidates(question)]
    assert len(entries) == len(set(entries))


def test_every_stored_question_finds_its_entry_first(
    assistant: Assistant, knowledge: KnowledgeBase
) -> None:
    wrong = [
        (question, best)
        for entry in knowledge.entries.values()
        for question in (entry.question.zh, to_traditional(entry.question.zh), entry.question.en)
        if (best := assistant.matcher.candidates(question)[0].entry.id) != entry.id
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        pytest.param("谁主持的会", "meeting-chair", id="colloquial"),
        pytest.param("誰主持會議", "meeting-chair", id="Traditional"),
        pytest.param("huiyi shei zhuchi", "meeting-chair", id="pinyin"),
        pytest.param("who chaired it", "meeting-chair", id="English"),
        pytest.param("who chiared the meeting", "meeting-chair", id="misspelt English"),
        pytest.param("会议谁住持", "meeting-chair", id="homophone"),
        pytest.param("許琴是誰", "person-xu-qin", id="homophone in a name"),
        pytest.param("许勒是谁", "person-xu-qin", id="lookalike in a name"),
        pytest.param("下次会议什么时候", "next-meeting", id="guard"),
        pytest.param("ＷＨＯ ＣＨＡＩＲＥＤ", "meeting-chair", id="full-width"),
    ],
)
def test_the_best_candidate_is_what_was_meant(
    question: str, entry: str, assistant: Assistant
) -> None:
    assert assistant.matcher.candidates(question)[0].entry.id == entry


@pytest.mark.parametrize(
    ("folded", "expected"),
    [("who chaired it", True), ("huiyi shei zhuchi", False), ("who chaired zzz", False)],
)
def test_english_is_told_from_pinyin_by_its_words(
    folded: str, expected: bool, assistant: Assistant
) -> None:
    assert assistant.matcher.is_english(folded) is expected


@pytest.mark.parametrize("question", ["", "？？？", "👍"])
def test_a_question_without_words_has_no_candidates(question: str, assistant: Assistant) -> None:
    assert assistant.matcher.candidates(question) == []


def test_a_guard_is_not_lost_to_a_word_that_sounds_like_it(assistant: Assistant) -> None:
    # with a sloppy "ng", 新疆 sounds like 新建
    candidates = assistant.matcher.candidates("总书记是第一次去新疆吗")
    evidence = {candidate.entry.id: candidate.evidence for candidate in candidates}
    assert evidence["visit-again"].guards == 1

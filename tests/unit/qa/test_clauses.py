"""Cutting a message into clauses, and telling which of them ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.clauses import asks, clauses, cuts, is_cut_for_certain, is_long, questions

MESSAGES = st.text() | st.text(st.sampled_from("谁主持的了吗？，；还有和又是 and also who\n.…~"))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("谁主持的？什么时候开的", ["谁主持的", "什么时候开的"], id="question mark"),
        pytest.param("谁主持，谁讲话", ["谁主持", "谁讲话"], id="comma"),
        pytest.param("谁主持;谁讲话\n谁出席", ["谁主持", "谁讲话", "谁出席"], id="three"),
        pytest.param("谁主持 谁讲话", ["谁主持", "谁讲话"], id="space in Chinese"),
        pytest.param("who chaired it? who spoke?", ["who chaired it", "who spoke"], id="English"),
        pytest.param("谁主持会议？", ["谁主持会议"], id="one question"),
        pytest.param("the brand new 3.5 plan", ["the brand new 3.5 plan"], id="inside a word"),
        pytest.param("？？？", [], id="nothing but marks"),
        pytest.param("", [], id="empty"),
    ],
)
def test_clauses_end_at_punctuation(message: str, expected: list[str]) -> None:
    assert clauses(message) == expected


@given(MESSAGES)
def test_clauses_are_a_bounded_number_of_pieces_of_the_message(message: str) -> None:
    found = clauses(message)
    assert len(found) <= 24
    assert all(clause and clause == clause.strip() and clause in message for clause in found)


@pytest.mark.parametrize(
    ("message", "first"),
    [
        pytest.param("谁主持的什么时候开的", ["谁主持的", "什么时候开的"], id="after a particle"),
        pytest.param("组长是谁副组长是谁", ["组长是谁", "副组长是谁"], id="after a question word"),
    ],
)
def test_the_likeliest_cut_comes_first(message: str, first: list[str]) -> None:
    assert next(cuts(message)) == first


@pytest.mark.parametrize("message", ["谁主持会议", "我今天看到了一篇很长的新闻报道", ""])
def test_one_question_is_not_cut(message: str) -> None:
    assert list(cuts(message)) == []


@given(MESSAGES)
def test_every_cut_has_two_parts_or_more_that_all_ask(message: str) -> None:
    for parts in cuts(message):
        assert len(parts) > 1
        assert all(map(asks, parts))


@pytest.mark.parametrize(
    ("message", "is_certain"),
    [
        pytest.param("谁主持？谁讲话", True, id="question mark inside"),
        pytest.param("谁主持？", False, id="question mark at the end"),
        pytest.param("谁主持，谁讲话", False, id="comma"),
        pytest.param("", False, id="empty"),
    ],
)
def test_only_the_end_of_a_sentence_inside_is_certain(message: str, is_certain: bool) -> None:
    assert is_cut_for_certain(message) is is_certain


@pytest.mark.parametrize(
    ("clause", "asking"),
    [
        pytest.param("会议是谁主持召开的", True, id="question word"),
        pytest.param("when did they all meet", True, id="English question word"),
        pytest.param("was it approved", True, id="English auxiliary in front"),
        pytest.param("its office to do", False, id="English auxiliary inside"),
        pytest.param("主持人", False, id="keyword"),
        pytest.param("我今天看到了一篇新闻报道", False, id="statement"),
        pytest.param("somewhere over the rainbow", False, id="a question word inside one"),
    ],
)
def test_a_clause_asks_by_its_words(clause: str, asking: bool) -> None:
    assert asks(clause) is asking


def test_questions_end_at_conjunctions_too_but_clauses_do_not() -> None:
    message = "who chaired it and who spoke"
    assert questions(message) == ["who chaired it", "who spoke"]
    assert clauses(message) == [message]


def test_a_clause_begins_after_a_lead_in() -> None:
    assert clauses("我没看懂，想问一下谁主持的") == ["我没看懂", "谁主持的"]


@pytest.mark.parametrize(
    ("folded", "long"),
    [
        pytest.param("谁" * 24, False, id="characters"),
        pytest.param("谁" * 25, True, id="more characters"),
        pytest.param("what were the four tasks that the meeting stressed", False, id="words"),
    ],
)
def test_a_message_is_long_by_its_words_and_characters(folded: str, long: bool) -> None:
    assert is_long(folded) is long

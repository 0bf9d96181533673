"""Cutting a message into clauses, and telling which of them ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.clauses import asks, clauses, halves, is_question

MESSAGES = st.text() | st.text(st.sampled_from("谁主持的了吗？，；还有和又是 and also who\n.…~"))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("谁主持的？什么时候开的", ["谁主持的", "什么时候开的"], id="question mark"),
        pytest.param("谁主持，谁讲话", ["谁主持", "谁讲话"], id="comma"),
        pytest.param("谁主持;谁讲话\n谁出席", ["谁主持", "谁讲话", "谁出席"], id="three"),
        pytest.param("谁主持 谁讲话", ["谁主持", "谁讲话"], id="space in Chinese"),
        pytest.param("谁主持的还有谁讲话", ["谁主持的", "谁讲话"], id="joining word"),
        pytest.param("who chaired it? who spoke?", ["who chaired it", "who spoke"], id="English"),
        pytest.param("who chaired AND ALSO who spoke", ["who chaired", "who spoke"], id="and"),
        pytest.param("谁主持会议？", ["谁主持会议"], id="one question"),
        pytest.param("the brand new 3.5 plan", ["the brand new 3.5 plan"], id="inside a word"),
        pytest.param("？？？", [], id="nothing but marks"),
        pytest.param("", [], id="empty"),
    ],
)
def test_clauses_end_at_punctuation_and_joining_words(message: str, expected: list[str]) -> None:
    assert clauses(message) == expected


@given(MESSAGES)
def test_clauses_are_a_bounded_number_of_pieces_of_the_message(message: str) -> None:
    found = clauses(message)
    assert len(found) <= 24
    assert all(clause and clause == clause.strip() and clause in message for clause in found)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("谁主持的什么时候开的", [("谁主持的", "什么时候开的")], id="after a particle"),
        pytest.param("谁主持和谁讲话", [("谁主持", "和谁讲话")], id="before and"),
        pytest.param("谁主持会议", [], id="one question"),
        pytest.param("我今天看到了一篇很长的新闻报道", [], id="no question"),
    ],
)
def test_halves_are_proposed_where_both_ask(
    message: str, expected: list[tuple[str, str]]
) -> None:
    assert halves(message) == expected


@given(MESSAGES)
def test_halves_are_pieces_of_the_message(message: str) -> None:
    for left, right in halves(message):
        assert message.strip().startswith(left)
        assert message.strip().endswith(right)
        assert asks(left)
        assert asks(right)


@pytest.mark.parametrize(
    ("clause", "asking", "questioning"),
    [
        pytest.param("会议是谁主持召开的", True, True, id="question word"),
        pytest.param("when did they all meet", True, True, id="English question word"),
        pytest.param("主持人", True, False, id="keyword"),
        pytest.param("我今天看到了一篇新闻报道", False, False, id="statement"),
        pytest.param("somewhere over the rainbow", False, False, id="a question word inside one"),
    ],
)
def test_a_clause_asks_by_its_words_or_its_brevity(
    clause: str, asking: bool, questioning: bool
) -> None:
    assert asks(clause) is asking
    assert is_question(clause) is questioning

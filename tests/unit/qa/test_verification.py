"""Questions that check a fact, opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.text import fold
from bot.qa.verification import Verification

verification = Verification(["梁惠玲", "许勤", "Xu Qin"])


@pytest.mark.parametrize(
    ("question", "opened"),
    [
        pytest.param("会议是不是梁惠玲主持的", ["会议是谁主持的"], id="name"),
        pytest.param("是許勤主持的嗎？", ["是谁主持的"], id="Traditional"),
        pytest.param("did Xu Qin chair it", ["did who chair it"], id="English"),
        pytest.param("副组长有五个吗", ["副组长有几个"], id="number"),
        pytest.param("会议是24号开的吗", ["会议是几号开的"], id="day"),
        pytest.param("许勤说了三点对吗", ["谁说了三点", "许勤说了几点"], id="name and number"),
        pytest.param("谁主持的", [], id="an open question"),
        pytest.param("许勤讲了什么", [], id="a name but no check"),
        pytest.param("会议开了吗", [], id="a check of no fact"),
        pytest.param("was Xu Qinghai there", [], id="a name inside another"),
        pytest.param("我" * 50 + "是许勤主持的吗", [], id="longer than one question"),
        pytest.param("", [], id="empty"),
    ],
)
def test_the_checked_fact_becomes_a_question_word(question: str, opened: list[str]) -> None:
    assert verification.opened(question) == opened


@given(st.text() | st.text(st.sampled_from("许勤是不吗三个24号 did xuqin")))
def test_any_text_opens_into_at_most_two_folded_questions(question: str) -> None:
    opened = verification.opened(question)
    assert len(opened) <= 2
    assert all(fold(reading) == reading for reading in opened)


def test_without_names_only_numbers_are_opened() -> None:
    assert Verification([]).opened("许勤主持了三个会吗") == ["许勤主持了几个会"]

"""Numbers that a question counts something with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.numbers import may_count, numbers_in
from bot.qa.text import fold

DIGITS = "零一二三四五六七八九"
COUNTERS = "个位名大项号日月年次届条点种人票页岁家座亿万元块省"


def in_chinese(number: int) -> str:
    """Write a number below 10,000 the way it is read aloud: the slow, obvious reference."""
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        pytest.param("六大安全", {6}, id="Chinese numeral"),
        pytest.param("在24号", {24}, id="digits"),
        pytest.param("两个组长", {2}, id="liang"),
        pytest.param("十个", {10}, id="bare ten"),
        pytest.param("十二个", {12}, id="teen"),
        pytest.param("二十三日", {23}, id="tens"),
        pytest.param("一百零五人", {105}, id="with a zero"),
        pytest.param("三项任务五个坚持", {3, 5}, id="several"),
        pytest.param("五个五大安全", {5}, id="the same twice"),
        pytest.param("一个会", set(), id="one counts nothing"),
        pytest.param("1个会", set(), id="digit one counts nothing"),
        pytest.param("一带一路", set(), id="inside a name"),
        pytest.param("三农", set(), id="no counter"),
        pytest.param("the six principles", {6}, id="English word"),
        pytest.param("the 3rd task", {3}, id="English ordinal"),
        pytest.param("24 people and 7 tasks", {24, 7}, id="English digits"),
        pytest.param("which one", set(), id="English one"),
        pytest.param("someone tensed", set(), id="inside English words"),
        pytest.param("谁主持会议", set(), id="none"),
        pytest.param("", set(), id="empty"),
    ],
)
def test_numbers_in_reads_what_is_counted(question: str, numbers: set[int]) -> None:
    assert numbers_in(question) == numbers


@pytest.mark.parametrize("question", ["zero budget", "are there zero", "零个"])
def test_zero_is_a_number(question: str) -> None:
    assert numbers_in(question) == {0}


@given(st.integers(2, 9999), st.sampled_from(COUNTERS))
def test_chinese_numerals_and_digits_count_the_same(number: int, counter: str) -> None:
    assert numbers_in(in_chinese(number) + counter) == {number}
    assert numbers_in(f"有{number}{counter}") == {number}


@given(st.integers(2, 999_999))
def test_english_digits_count(number: int) -> None:
    assert numbers_in(f"the {number} tasks") == {number}


@given(st.text() | st.text(st.sampled_from(DIGITS + COUNTERS + "两〇十百千0123 dwo")))
def test_any_text_has_a_set_of_counts_without_one(text: str) -> None:
    assert all(number >= 0 and number != 1 for number in numbers_in(fold(text)))


@given(st.text(st.sampled_from(DIGITS + COUNTERS + "两〇十百千0123 dwohre")))
def test_what_may_not_count_has_no_numbers(text: str) -> None:
    text = f"会{fold(text)}"
    assert may_count(text) or not numbers_in(text)

"""Clauses beside the question."""

import pytest

from bot.qa.asides import is_about_asker, names_another, tells_of_a_meeting


@pytest.mark.parametrize(
    ("clause", "is_it"),
    [
        pytest.param("我在北京上班", True, id="I"),
        pytest.param("環保專業學生", True, id="what one is, in Traditional"),
        pytest.param("for my homework", True, id="English"),
        pytest.param("去年上海的会", False, id="another meeting"),
    ],
)
def test_a_clause_about_who_asks(clause: str, is_it: bool) -> None:
    assert is_about_asker(clause) is is_it


@pytest.mark.parametrize(
    ("clause", "guards", "is_it"),
    [
        pytest.param("上海那边", {"上海"}, True, id="a place"),
        pytest.param("吉林省委区域协调发展领导小组", {"吉林"}, True, id="another body"),
        pytest.param("last year's meeting", {"last"}, True, id="English"),
        pytest.param("明天就交", {"明天"}, False, id="a reason"),
        pytest.param("这次会议", set(), False, id="this meeting"),
    ],
)
def test_a_clause_that_names_another_thing(clause: str, guards: set[str], is_it: bool) -> None:
    assert names_another(clause, guards) is is_it


@pytest.mark.parametrize(
    ("clause", "is_it"),
    [
        ("昨天公司开会了", True),
        ("we had a meeting", True),
        ("我不会写", False),
        ("昨天看新闻", False),
    ],
)
def test_a_clause_that_tells_of_a_meeting(clause: str, is_it: bool) -> None:
    assert tells_of_a_meeting(clause) is is_it

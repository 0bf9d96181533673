"""Questions that only make sense after the answer before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.assistant import Assistant
from bot.qa.followups import (
    Turns,
    in_context,
    list_of,
    next_position,
    refers_back,
    rewordings,
    split_ordinal,
    split_place,
)
from bot.qa.knowledge import KnowledgeBase
from bot.qa.models import Turn

LIST, SECOND, LAST = "principles-list", "principle-planning", "principle-ecology"


@pytest.mark.parametrize(
    ("question", "turn"),
    [
        pytest.param("为什么？", Turn.WHY, id="why"),
        pytest.param("為什麼呢", Turn.WHY, id="why in Traditional"),
        pytest.param("Why?", Turn.WHY, id="why in English"),
        pytest.param("wei shen me", Turn.WHY, id="why in pinyin"),
        pytest.param("那为啥会这样呢", Turn.WHY, id="why with particles"),
        pytest.param("还有呢", Turn.MORE, id="more"),
        pytest.param("But why though?", Turn.WHY, id="why with more around it"),
        pytest.param("真的吗", Turn.AGAIN, id="really"),
        pytest.param("ok, which ones exactly?", Turn.AGAIN, id="which ones"),
        pytest.param("下一条是什么", Turn.MORE, id="the next"),
        pytest.param("What else?", Turn.MORE, id="more in English"),
        pytest.param("为什么有两个组长", None, id="a question of its own"),
        pytest.param("why two leaders", None, id="a question of its own in English"),
        pytest.param("谁主持", None, id="neither"),
        pytest.param("", None, id="empty"),
    ],
)
def test_turns_are_bare_why_and_more(
    question: str, turn: Turn | None, knowledge: KnowledgeBase
) -> None:
    assert Turns(knowledge.lexicon.turns).read(question) is turn


@pytest.mark.parametrize(
    ("question", "number", "rest"),
    [
        pytest.param("第三个是什么", 2, "是什么", id="Chinese numeral"),
        pytest.param("第3个呢？", 2, "呢", id="digit"),
        pytest.param("那第一个坚持呢", 0, "那呢", id="with a noun"),
        pytest.param("第二", 1, "", id="without a counter"),
        pytest.param("最后一个是什么", -1, "是什么", id="the last"),
        pytest.param("第十一个", 10, "", id="two numerals"),
        pytest.param("the third one", 2, "the one", id="English"),
        pytest.param("and the 2nd?", 1, "and the", id="English short"),
        pytest.param("number 4", 3, "", id="English number"),
        pytest.param("explain the last", -1, "explain the", id="English last"),
    ],
)
def test_a_place_is_split_from_what_else_is_asked(question: str, number: int, rest: str) -> None:
    assert split_place(question) == (number, rest)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("第三次会议是什么时候", id="times"),
        pytest.param("三个", id="a bare number"),
        pytest.param("谁主持", id="no number"),
        pytest.param("第0个是什么", id="no item has this number"),
        pytest.param("what about last year", id="a time"),
        pytest.param("one more question", id="a number that counts"),
        pytest.param("", id="empty"),
    ],
)
def test_other_questions_ask_for_no_place(question: str) -> None:
    assert split_place(question) is None


@pytest.mark.parametrize(
    ("question", "is_back"),
    [
        pytest.param("who wrote them", True, id="them"),
        pytest.param("其中哪个最重要", True, id="among them in Chinese"),
        pytest.param("他讲了什么", True, id="he"),
        pytest.param("who was the chair", False, id="letters of them"),
        pytest.param("其他领导呢", False, id="others"),
    ],
)
def test_what_was_named_before_is_referred_to(question: str, is_back: bool) -> None:
    assert refers_back(question) is is_back


def test_list_of_an_item_is_the_list_that_has_it(knowledge: KnowledgeBase) -> None:
    entries = knowledge.entries
    assert list_of(entries[LIST], knowledge) is entries[LIST]
    assert list_of(entries[SECOND], knowledge) is entries[LIST]
    assert list_of(entries["meeting-date"], knowledge) is None


@pytest.mark.parametrize(
    ("last", "number"),
    [
        pytest.param(SECOND, 2, id="in the middle"),
        pytest.param(LAST, None, id="at the end"),
        pytest.param(LIST, None, id="the list itself"),
        pytest.param("meeting-date", None, id="in no list"),
    ],
)
def test_next_position_is_the_item_behind(
    last: str, number: int | None, knowledge: KnowledgeBase
) -> None:
    position = next_position(knowledge.entries[last], knowledge)
    assert (position and position.number) == number


@pytest.mark.parametrize(
    ("question", "last", "reworded"),
    [
        pytest.param("那副组长呢", "group-leaders", "副组长", id="and they"),
        pytest.param("what about the deputies", "group-leaders", "the deputies", id="English"),
        pytest.param("他讲了什么", "person-xu-qin", "许勤讲了什么", id="he"),
        pytest.param("那她呢", "person-liang-huiling", "梁惠玲", id="and she"),
        pytest.param("他们有几位", "deputy-leaders", "领导小组副组长有几位", id="they"),
    ],
)
def test_rewordings_stand_alone(
    question: str, last: str, reworded: str, knowledge: KnowledgeBase
) -> None:
    assert reworded in rewordings(question, knowledge.entries[last], knowledge)


def test_a_follow_up_is_put_beside_what_was_asked_last(knowledge: KnowledgeBase) -> None:
    last = knowledge.entries["visit-when"]
    assert in_context("几号呢", last) == [f"几号 {last.question.zh}", "总书记 视察黑龙江 几号"]
    assert (
        in_context("which day", last)[1] == "the general secretary inspect heilongjiang which day"
    )


def test_a_question_of_its_own_is_not_reworded(knowledge: KnowledgeBase) -> None:
    assert rewordings("会议在哪里召开", knowledge.entries["group-leaders"], knowledge) == []


@given(st.text() | st.text(st.sampled_from("那第三个呢他和又 and the he")))
def test_any_text_can_be_read_after_any_answer(assistant: Assistant, question: str) -> None:
    knowledge = assistant.knowledge
    for last in (knowledge.entries[LIST], knowledge.entries["person-xu-qin"]):
        Turns(knowledge.lexicon.turns).read(question)
        split_place(question)
        refers_back(question)
        assert all(rewordings(question, last, knowledge))


def test_an_ordinal_in_more_than_one_question_asks_for_no_item() -> None:
    assert split_ordinal("第三个坚持是什么") == (2, "几个坚持是什么")
    assert split_ordinal("我" * 50 + "第三个坚持是什么") is None

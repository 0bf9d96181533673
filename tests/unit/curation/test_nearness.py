"""Which questions are one item of the inbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curation.nearness import Nearness
from bot.qa.knowledge import KnowledgeBase, default_folder, load_knowledge

NEARNESS = Nearness(load_knowledge(default_folder()).lexicon)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("会场停车方便吗", "会场停车方便吗？？"),
        ("会场停车方便吗", "會場停車方便嗎"),
        ("会场停车方便吗", "请问一下会场停车方便吗，谢谢"),
        ("会场停车方便吗", "会场亭车方便么"),
        ("会场停车方便吗", "huichang tingche fangbian"),
        ("会场停车方便吗", "会场里停车方便吗"),
        ("会场有没有WiFi", "会场有没有 wifi？"),
        ("Is there parking at the venue?", "is there PARKING at the venue"),
        ("where can I park", "Where can we park, please?"),
        ("发言的记者后来又写了哪些报道", "发言的记者后来又写了哪些新报道"),
    ],
)
def test_questions_that_are_one(one: str, other: str) -> None:
    assert NEARNESS.is_near(one, other)
    assert NEARNESS.is_near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("会场有水吗", "会场有茶水吗"),
        ("会议期间代表们住在东湖宾馆吗", "会议期间代表们住在西湖宾馆吗"),
        ("代表们入住的宾馆是哪一家", "代表们下次入住的宾馆是哪一家"),
        ("参加会议的有没有企业的代表", "参加会议的有没有吉林企业的代表"),
        ("会议期间代表们喝了多少瓶水", "会议期间代表们喝了3瓶水"),
        ("is there parking", "is there catering"),
        ("谁批评了李丽", "李丽批评了谁"),
        ("吉林的代表来了吗", "辽宁的代表来了吗"),
        ("", "会场"),
    ],
)
def test_questions_that_are_two(one: str, other: str) -> None:
    assert not NEARNESS.is_near(one, other)
    assert not NEARNESS.is_near(other, one)


WORDS = st.lists(st.sampled_from(["wang", "an", "ting", "che", "7", "park"]), max_size=12)


@given(WORDS, st.lists(WORDS))
def test_what_is_near_is_found_among_many(one: list[str], others: list[list[str]]) -> None:
    question, *questions = (" ".join(words) for words in (one, *others))
    alike = NEARNESS.alike(question, questions)
    near = [
        place
        for place, other in enumerate(questions)
        if NEARNESS.is_near_by_key(question, question, other, other)
    ]
    assert set(near) <= set(alike)


@given(st.text())
def test_every_text_is_itself_and_its_key_is_short(text: str) -> None:
    assert NEARNESS.is_near(text, text)
    assert len(NEARNESS.key(text)) <= 600


def test_no_two_entries_are_asked_by_one_item(knowledge: KnowledgeBase) -> None:
    owners: dict[str, set[str]] = {}
    for entry in knowledge.entries.values():
        owners.setdefault(NEARNESS.key(entry.question.zh), set()).add(entry.id)
    assert [ids for ids in owners.values() if len(ids) > 1] == []

"""How a text sounds, and questions typed in pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.pinyin import Sounds, sounds_of, split_syllables, typed_in_pinyin

SYLLABLES = [
    *(
        "a",
        "e",
        "hui",
        "yi",
        "shei",
        "zhu",
        "chi",
        "xi",
        "an",
        "xian",
        "guan",
        "zhang",
        "qin",
        "nv",
    ),
    *("lve", "zhuang", "er", "ang"),
]
sounds = Sounds({"组长": "zu zhang", "谁": "shei"})


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        pytest.param("huiyi", ["hui", "yi"], id="two"),
        pytest.param("shei", ["shei"], id="shei"),
        pytest.param("zhuang", ["zhuang"], id="the longest"),
        pytest.param("xian", ["xian"], id="as few as possible"),
        pytest.param("nvren", ["nv", "ren"], id="v for u with dots"),
        pytest.param("a", ["a"], id="one letter"),
        pytest.param("", [], id="empty"),
        pytest.param("chaired", None, id="English"),
        pytest.param("huiyix", None, id="one letter too many"),
        pytest.param("b", None, id="no vowel"),
        pytest.param("会议", None, id="Chinese"),
    ],
)
def test_split_syllables_finds_the_fewest(word: str, syllables: list[str] | None) -> None:
    assert split_syllables(word) == syllables


@given(st.lists(st.sampled_from(SYLLABLES), max_size=12))
def test_joined_syllables_can_be_split_into_no_more(syllables: list[str]) -> None:
    word = "".join(syllables)
    found = split_syllables(word)
    assert found is not None
    assert "".join(found) == word
    assert len(found) <= len(syllables)


@given(st.text(st.sampled_from("aeiounghzcsxdlv"), max_size=20) | st.text(max_size=20))
def test_split_syllables_join_back(word: str) -> None:
    found = split_syllables(word)
    assert found is None or "".join(found) == word


@pytest.mark.parametrize(
    ("typed", "hanzi"),
    [
        pytest.param("huiyi", "会议", id="run together"),
        pytest.param("hui yi", "会议", id="apart"),
        pytest.param("zhuchi", "主持", id="retroflex"),
        pytest.param("zuci", "主持", id="flat for retroflex"),
        pytest.param("zhang ansun", "张安顺", id="flat s"),
        pytest.param("lianghuilin", "梁惠玲", id="n for ng"),
        pytest.param("shei", "谁", id="shei"),
        pytest.param("zhanlue", "战略", id="lue"),
        pytest.param("zhanlve", "战略", id="lve"),
        pytest.param("xu qin", "许勤", id="name"),
        pytest.param("zuzhang", "组长", id="a reading given for the word"),
    ],
)
def test_typed_pinyin_sounds_like_the_characters(typed: str, hanzi: str) -> None:
    # one syllable alone is not taken for pinyin, so each is typed twice
    read = typed_in_pinyin(f"{typed} {typed}")
    assert read is not None
    assert read.replace(" ", "") == sounds(hanzi) * 2


@pytest.mark.parametrize(
    "folded",
    [
        pytest.param("who chaired it", id="English"),
        pytest.param("会议", id="Chinese"),
        pytest.param("huiyi 会", id="mixed"),
        pytest.param("shei", id="a single syllable"),
        pytest.param("23", id="a number alone"),
        pytest.param("", id="empty"),
        pytest.param("huiyi b", id="a word that is none"),
    ],
)
def test_what_is_not_pinyin_is_not_read_as_pinyin(folded: str) -> None:
    assert typed_in_pinyin(folded) is None


def test_numbers_stay_in_pinyin() -> None:
    read = typed_in_pinyin("23 ri huiyi")
    assert read is not None
    assert read.startswith("23 ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("许勤", "许琴", id="homophone"),
        pytest.param("梁惠玲", "梁慧灵", id="three homophones"),
        pytest.param("会议", "汇议", id="input method slip"),
        pytest.param("主持", "组词", id="southern accent"),
        pytest.param("陈", "城", id="n and ng"),
    ],
)
def test_homophones_sound_the_same(one: str, other: str) -> None:
    assert sounds(one) == sounds(other)


def test_different_syllables_sound_different() -> None:
    assert len({sounds(character) for character in "会议主持梁许九月"}) == 8


def test_a_given_reading_is_preferred_to_the_usual_one() -> None:
    assert Sounds({"长": "chang"})("长") == Sounds({})("昌") != Sounds({})("长")


def test_the_longer_of_two_given_readings_wins() -> None:
    both = Sounds({"长": "chang", "组长": "zu zhang"})
    assert both("组长") == Sounds({})("组张")


@given(st.text())
def test_sounding_twice_is_sounding_once_and_keeps_the_length(text: str) -> None:
    assert sounds(sounds(text)) == sounds(text)
    assert len(sounds(text)) == len(text)


def test_what_is_no_chinese_character_stays() -> None:
    assert sounds("who 23 ?!") == "who 23 ?!"


def test_a_word_is_written_as_sounds_only_where_it_is_pinyin() -> None:
    assert sounds_of("huiyi") == sounds("会议")
    assert sounds_of("chaired") is None
    assert sounds_of("") is None

"""Misspelt words, and characters taken for others that look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.spelling import CharacterSpeller, Speller

WORDS = ("when", "chair", "meeting", "governor", "principle", "23", "谁")


@pytest.mark.parametrize(
    ("word", "corrected"),
    [
        pytest.param("chair", "chair", id="known"),
        pytest.param("chiar", "chair", id="two letters swapped"),
        pytest.param("chaair", "chair", id="one letter too many"),
        pytest.param("chzzr", "chzzr", id="two slips in a short word"),
        pytest.param("guvrnor", "governor", id="two slips from seven letters"),
        pytest.param("gvrnor", "gvrnor", id="two slips under seven letters"),
        pytest.param("hair", "hair", id="a word of everyday use is no slip"),
        pytest.param("wen", "when", id="a letter left out of a short word"),
        pytest.param("wehn", "when", id="swapped in a short word"),
        pytest.param("then", "then", id="another letter in a short word is another word"),
        pytest.param("wn", "wn", id="too short to correct"),
        pytest.param("23456", "23456", id="number"),
        pytest.param("xxxxxxxx", "xxxxxxxx", id="near to none"),
    ],
)
def test_correct_forgives_slips_by_length(word: str, corrected: str) -> None:
    assert Speller(WORDS).correct(word) == corrected


def test_of_two_words_as_near_the_more_frequent_wins() -> None:
    assert Speller(["plant", "plane"]).correct("plan_".replace("_", "x")) == "plant"
    assert Speller(["plane", "plant"]).correct("planx") == "plane"


def test_of_two_words_as_near_the_more_frequent_wins_whatever_its_length() -> None:
    assert Speller(["follow", "flow"]).correct("folow") == "follow"
    assert Speller(["flow", "follow"]).correct("folow") == "flow"


@given(st.lists(st.text("abcdefgh", min_size=1)), st.text("abcdefgh1谁"))
def test_a_word_becomes_a_known_one_or_stays(words: list[str], word: str) -> None:
    speller = Speller(words)
    assert speller.correct(word) in {word, *words}
    assert all(speller.correct(known) == known for known in words)


LOOKALIKES = {"勤": "勒懃", "主": "王", "明": "朋"}
TEXTS = ["许勤主持", "大王明天来"]


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        pytest.param("许勒主持", "许勤主持", id="a character no text has"),
        pytest.param("许勤王持", "许勤主持", id="a known character where it fits nowhere"),
        pytest.param("大王", "大王", id="a known character where it fits"),
        pytest.param("王", "王", id="alone"),
        pytest.param("勒索", "勒索", id="where the other fits no better"),
        pytest.param("许勒", "许勤", id="at the end"),
        pytest.param("许勒王持", "许勤主持", id="two in a row"),
        pytest.param("", "", id="empty"),
    ],
)
def test_lookalikes_are_read_as_meant_where_that_makes_a_known_text(
    text: str, corrected: str
) -> None:
    assert CharacterSpeller(LOOKALIKES, TEXTS).correct(text) == corrected


@given(st.text("许勤勒主王持大明朋天x"))
def test_correcting_keeps_the_length_and_all_but_lookalikes(text: str) -> None:
    corrected = CharacterSpeller(LOOKALIKES, TEXTS).correct(text)
    assert len(corrected) == len(text)
    assert all(
        new == old or old in LOOKALIKES[new] for old, new in zip(text, corrected, strict=True)
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_known_text_stays(text: str) -> None:
    assert CharacterSpeller(LOOKALIKES, TEXTS).correct(text) == text

"""Folding and tokens."""

import re
import unicodedata

import opencc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import to_traditional
from bot.qa.text import fold, fold_all, is_run_on, stem, tokens

to_simplified = opencc.OpenCC("t2s").convert

HANZI = st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)
ASCII = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
TEXTS = (
    st.text() | st.text(HANZI | ASCII) | st.text(st.sampled_from("誰主持會議的０１ａ@_/ é\u200b"))
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("谁主持会议", "谁主持会议", id="already folded"),
        pytest.param("誰主持會議？", "谁主持会议", id="Traditional"),
        pytest.param("誰 主持　會議", "谁主持会议", id="spaces between Chinese"),
        pytest.param("ＷＨＯ chaired", "who chaired", id="full-width letters"),
        pytest.param("２３日", "23日", id="full-width digits"),
        pytest.param("WHO Chaired", "who chaired", id="case"),
        pytest.param("who   chaired\n it", "who chaired it", id="runs of space"),
        pytest.param("Who's that", "who s that", id="apostrophe"),
        pytest.param("xǔ qín", "xu qin", id="tone marks"),
        pytest.param("xu\u0301 qi\u0301n", "xu qin", id="combining tone marks"),
        pytest.param("café", "cafe", id="accent"),
        pytest.param("谁\u200b主\u2060持\ufeff", "谁主持", id="zero-width"),
        pytest.param("谁\x00主\x07持", "谁主持", id="control characters"),
        pytest.param("谁主持🙏🏽👨‍👩‍👧", "谁主持", id="emoji"),
        pytest.param("“五个坚持”、是！？", "五个坚持是", id="punctuation"),
        pytest.param("五大_安全", "五大安全", id="underscore"),
        pytest.param("@meeting_bot 谁主持", "谁主持", id="mention"),
        pytest.param("/ask@meeting_bot who chaired", "who chaired", id="command to a bot"),
        pytest.param("/ask 谁主持", "谁主持", id="command"),
        pytest.param("mail a@example.org", "mail a example org", id="an address is no mention"),
        pytest.param("①②", "12", id="circled digits"),
        pytest.param("㈱", "株", id="bracketed ideograph"),
        pytest.param("谁 chaired 会议", "谁chaired会议", id="mixed scripts"),
        pytest.param("", "", id="empty"),
        pytest.param(" \t？！… ", "", id="nothing but punctuation"),
        pytest.param("\udcff谁", "谁", id="lone surrogate"),
    ],
)
def test_fold_evens_out_ways_of_typing(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("character", ["瞭", "乾", "著", "İ", "ẞ", "ǅ", "㎏", "ﬁ"])
def test_folding_twice_is_folding_once_for_awkward_characters(character: str) -> None:
    assert fold(fold(character)) == fold(character)


@given(TEXTS)
@example("ÀÉ ＡＢ")
@example("發發發")
def test_a_folded_text_holds_nothing_that_folding_takes_out(text: str) -> None:
    folded = fold(text)
    assert folded == folded.strip() == re.sub(r" {2,}", " ", folded)
    assert to_simplified(folded) == folded
    assert folded.lower() == folded
    assert not re.search(r"[^\w ]|_", folded)
    assert not {unicodedata.category(c) for c in folded} & {"Lu", "Lt", "Mn", "Me", "Cf", "Cc"}


@given(st.lists(TEXTS, max_size=5))
@example(["谁\n主持", "", "會議"])
@example(["a\x0bb", "c\u2028d", "e\r"])
def test_texts_folded_together_are_folded_as_each_alone(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


@given(st.text(ASCII))
def test_case_never_matters(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="@/")))
def test_full_width_is_half_width(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in text)
    assert fold(wide) == fold(text)


def test_every_stored_wording_folds_the_same_in_both_scripts(knowledge: KnowledgeBase) -> None:
    wordings = [w for entry in knowledge.entries.values() for w in entry.wordings]
    different = [w for w in wordings if fold(to_traditional(w)) != fold(w)]
    assert wordings
    assert different == []


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        pytest.param("谁主持", ["谁", "主", "持"], id="characters"),
        pytest.param("23日", ["23", "日"], id="number stays whole"),
        pytest.param("who chaired it", ["who", "chaired", "it"], id="words"),
        pytest.param("covid19", ["covid", "19"], id="letters and digits part"),
        pytest.param("谁chaired会", ["谁", "chaired", "会"], id="mixed"),
        pytest.param("", [], id="empty"),
    ],
)
def test_tokens_are_characters_numbers_and_words(folded: str, expected: list[str]) -> None:
    assert tokens(folded) == expected


@given(TEXTS)
def test_every_folded_text_has_tokens_unless_it_is_empty(text: str) -> None:
    found = tokens(fold(text))
    assert bool(found) == bool(fold(text))
    assert all(len(token) == 1 for token in found if not token.isascii())


@given(TEXTS)
def test_tokens_join_back_but_for_spaces(text: str) -> None:
    assert "".join(tokens(fold(text))) == fold(text).replace(" ", "")


@pytest.mark.parametrize(
    "forms",
    [
        pytest.param(("approve", "approves", "approved", "approving"), id="verb"),
        pytest.param(("meeting", "meetings", "meet"), id="noun"),
        pytest.param(("23",), id="number"),
    ],
)
def test_inflections_share_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("word", "other"),
    [
        pytest.param("chair", "approve", id="unlike"),
        pytest.param("president", "presided", id="alike"),
    ],
)
def test_different_words_keep_different_stems(word: str, other: str) -> None:
    assert stem(word) != stem(other)


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        pytest.param("会" * 50, False, id="a long question"),
        pytest.param("会" * 51, True, id="more than one"),
        pytest.param("meeting " * 50, False, id="words are counted, not letters"),
        pytest.param("meeting " * 51, True, id="more words than one has"),
    ],
)
def test_a_text_longer_than_one_question_runs_on(folded: str, expected: bool) -> None:
    assert is_run_on(folded) is expected

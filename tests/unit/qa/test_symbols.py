"""Known phrases become one form; tokens become symbols."""

import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.qa.models import Lexicon
from bot.qa.symbols import (
    UNKNOWN_WORD,
    Phrase,
    PhraseBook,
    Phrases,
    Reading,
    Words,
    phrases_of,
)
from bot.qa.text import fold, tokens

LEXICON = Lexicon.model_validate(
    {
        "chatter": [["请问"], ["please"]],
        "guards": {"time": [["下次"]], "other": [["phone"]]},
        "plain": ["下次见"],
        "question_words": ["谁"],
        "faint": [],
        "names": [{"zh": "许勤", "en": "Xu Qin", "also": ["许书记"]}],
        "readings": {},
    }
)
SYNONYMS = [["谁", "哪位", "who"], ["会议", "会"]]
words = Words(["please", "phone", "xu", "qin", "who", "is"])
phrases = Phrases(PhraseBook(LEXICON, SYNONYMS).table(words.encode))


@pytest.mark.parametrize(
    ("text", "expected", "guards"),
    [
        pytest.param("谁主持", "谁主持", set(), id="a first synonym stays"),
        pytest.param("哪位主持", "谁主持", set(), id="synonym"),
        pytest.param("会议", "会议", set(), id="the longer synonym wins"),
        pytest.param("开会", "开会议", set(), id="the shorter synonym"),
        pytest.param("请问谁", "谁", set(), id="chatter goes"),
        pytest.param("请问", "请问", set(), id="chatter stays where nothing else is"),
        pytest.param("许书记主持", "许勤主持", set(), id="name"),
        pytest.param("who is Xu Qin", "谁is许勤", set(), id="English"),
        pytest.param("phones", "phone", {"phone"}, id="English guard in the plural"),
        pytest.param("下次会", "下次会议", {"下次"}, id="guard"),
        pytest.param("下次见", "下次见", set(), id="a plain phrase hides the guard in it"),
        pytest.param("", "", set(), id="empty"),
    ],
)
def test_phrases_are_replaced_from_left_to_right(
    text: str, expected: str, guards: set[str]
) -> None:
    reading = phrases.read(words.encode(fold(text)))
    shown = reading.symbols.replace(words.symbol("is"), "is")
    shown = shown.replace(words.symbol("phone"), "phone")
    assert (shown, set(reading.guards)) == (expected, guards)


@pytest.mark.parametrize("text", ["谁主持", "哪位主持", "who is"])
def test_a_question_word_is_known_in_its_one_form(text: str) -> None:
    assert phrases.read(words.encode(fold(text))).asked == {"谁"}


def test_without_phrases_a_text_is_read_as_it_is() -> None:
    reading = Phrases({}).read("谁主持")
    assert reading == Reading("谁主持", frozenset(), frozenset(), frozenset())


def replaced(table: dict[str, Phrase], symbols: str) -> tuple[str, set[str]]:
    """Replace the longest known phrase at each place: the slow, obvious reference."""
    kept, rest = "", symbols
    guards = set()
    while rest:
        known = [key for key in table if rest.startswith(key)]
        if known:
            longest = max(known, key=len)
            kept += table[longest].symbols
            guards |= {table[longest].guard} - {""}
            rest = rest[len(longest) :]
        else:
            kept, rest = kept + rest[0], rest[1:]
    return kept or symbols, guards


MEANINGS = st.builds(Phrase, st.text("xyz", max_size=3), st.sampled_from(["", "g", "h"]))


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=5), MEANINGS, min_size=1, max_size=10),
    st.text("abc", max_size=14),
)
@example({"ab": Phrase("x"), "abcc": Phrase("y"), "bc": Phrase("z")}, "abca")
@example({"b": Phrase("x"), "abc": Phrase("y")}, "ab")
def test_phrases_agree_with_an_obvious_reference(table: dict[str, Phrase], symbols: str) -> None:
    reading = Phrases(table).read(symbols)
    assert (reading.symbols, set(reading.guards)) == replaced(table, symbols)


@given(st.lists(st.text("abc谁会议下次见请问", max_size=8), min_size=1, max_size=5))
def test_texts_read_together_are_read_as_each_alone(texts: list[str]) -> None:
    together = phrases.read_all("\n".join(texts))
    for number, (text, symbols) in enumerate(zip(texts, together.symbols, strict=True)):
        told = [phrase for line, phrase in together.told if line == number]
        alone = phrases.read(text)
        assert Reading.of(symbols, told, is_chatter=alone.is_chatter) == alone


def test_phrases_can_be_kept() -> None:
    phrases.read("请问谁")
    assert pickle.loads(pickle.dumps(phrases)).read("请问谁") == phrases.read("请问谁")


def test_every_phrase_of_the_lexicon_is_listed() -> None:
    listed = ["请问", "please", "下次", "phone", "下次见", "许勤", "Xu Qin", "许书记"]
    assert list(phrases_of(LEXICON)) == listed


KNOWN = ("meetings", "chair", "governor")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("meetings", "meeting", id="one stem"),
        pytest.param("chair", "chairs", id="an inflection nobody wrote"),
        pytest.param("governor", "govenror", id="misspelt"),
    ],
)
def test_words_that_mean_the_same_share_a_symbol(one: str, other: str) -> None:
    assert Words(KNOWN).encode(one) == Words(KNOWN).encode(other)


def test_known_words_have_symbols_of_their_own_and_chinese_stays() -> None:
    encoded = Words(KNOWN).encode("meetings chair谁governor")
    assert len(encoded) == len(set(encoded)) == 4
    assert encoded[2] == "谁"
    assert UNKNOWN_WORD not in encoded


def test_a_word_that_cannot_be_guessed_is_unknown() -> None:
    assert Words(KNOWN).encode("谁 xyzzy") == f"谁{UNKNOWN_WORD}"
    assert "xyzzy" not in Words(KNOWN)
    assert "chair" in Words(KNOWN)


@given(st.lists(st.from_regex("[a-z]+", fullmatch=True), max_size=8), st.text())
def test_every_word_and_character_is_one_symbol(known: list[str], text: str) -> None:
    made = Words(known)
    folded = fold(text)
    assert len(made.encode(folded)) == len(tokens(folded))
    assert all(made.symbol(word) != UNKNOWN_WORD for word in known)

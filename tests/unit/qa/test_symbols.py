"""Known phrases become one form; tokens become symbols."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.qa.models import Lexicon
from bot.qa.symbols import (
    UNKNOWN_WORD,
    Phrase,
    Phrases,
    Reading,
    WordCodes,
    phrase_table,
    phrases_of,
)
from bot.qa.text import fold, stems

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
codes = WordCodes(["pleas", "phone", "xu", "qin", "who", "is"])


def encode(text: str) -> str:
    return codes.encode(stems(fold(text)))


phrases = Phrases(phrase_table(LEXICON, SYNONYMS, encode))


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
    reading = phrases.read(encode(text))
    shown = reading.symbols.replace(encode("is"), "is").replace(encode("phone"), "phone")
    assert (shown, set(reading.guards)) == (expected, guards)


@pytest.mark.parametrize("text", ["谁主持", "哪位主持", "who is"])
def test_a_question_word_is_known_in_its_one_form(text: str) -> None:
    assert phrases.read(encode(text)).asked == {"谁"}


def test_without_phrases_a_text_is_read_as_it_is() -> None:
    reading = Phrases({}).read("谁主持")
    assert reading == Reading("谁主持", frozenset(), frozenset())


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


def test_every_phrase_of_the_lexicon_is_listed() -> None:
    listed = ["请问", "please", "下次", "phone", "下次见", "许勤", "Xu Qin", "许书记"]
    assert list(phrases_of(LEXICON)) == listed


WORDS = ("meet", "chair", "23", "谁")


def test_known_words_have_codes_of_their_own_and_chinese_stays() -> None:
    encoded = WordCodes(WORDS).encode(WORDS)
    assert len(encoded) == len(set(encoded)) == len(WORDS)
    assert encoded.endswith("谁")
    assert WordCodes(WORDS).encode(["never", "谁", "heard"]) == f"{UNKNOWN_WORD}谁{UNKNOWN_WORD}"


@given(st.lists(st.text(min_size=1)), st.lists(st.text(min_size=1)))
def test_an_english_word_is_one_symbol_and_a_known_one_is_never_unknown(
    known: list[str], words: list[str]
) -> None:
    made = WordCodes(known)
    assert all(len(made.encode([word])) == 1 for word in words if word.isascii())
    assert UNKNOWN_WORD not in made.encode(word for word in known if word.isascii())
    assert made.encode(words) == "".join(made.encode([word]) for word in words)

"""Known phrases become one form; tokens become symbols."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.symbols import UNKNOWN_WORD, Phrase, Phrases, Tokens, WordCodes, phrase_table

TABLE = phrase_table(
    chatter=["请问", "please"],
    guards=["下次", "phone"],
    plain=["下次见"],
    names={"许勤": ["许书记", "Xu Qin"]},
    synonyms=[["谁", "哪位", "who"], ["会议", "会"]],
)
phrases = Phrases(TABLE)


@pytest.mark.parametrize(
    ("words", "expected", "guards"),
    [
        pytest.param("谁主持", "谁主持", set(), id="nothing known but a first synonym"),
        pytest.param("哪位主持", "谁主持", set(), id="synonym"),
        pytest.param("会议", "会议", set(), id="the longer synonym wins"),
        pytest.param("开会", "开会议", set(), id="the shorter synonym"),
        pytest.param("请问谁", "谁", set(), id="chatter goes"),
        pytest.param("请问", "请问", set(), id="chatter stays where nothing else is"),
        pytest.param("许书记主持", "许勤主持", set(), id="name"),
        pytest.param("下次会", "下次会议", {"下次"}, id="guard"),
        pytest.param("下次见", "下次见", set(), id="a plain phrase hides the guard in it"),
        pytest.param("", "", set(), id="empty"),
    ],
)
def test_phrases_are_replaced_from_left_to_right(
    words: str, expected: str, guards: set[str]
) -> None:
    assert phrases(list(words)) == (list(expected), guards)


def test_english_phrases_are_matched_by_their_stems() -> None:
    assert phrases(["who", "is", "xu", "qin"]) == (["谁", "is", "许", "勤"], frozenset())
    assert phrases(["phone"]) == (["phone"], frozenset({"phone"}))


def test_of_two_meanings_the_one_given_later_wins() -> None:
    table: list[tuple[Tokens, Phrase]] = [(("a",), Phrase(("x",))), (("a",), Phrase(("y",)))]
    assert Phrases(table)(["a"]) == (["y"], frozenset())


def replaced(table: dict[Tokens, Phrase], words: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    """Replace the longest known phrase at each place: the slow, obvious reference."""
    kept: list[str] = []
    guards = set()
    rest = tuple(words)
    while rest:
        known = [key for key in table if rest[: len(key)] == key]
        if known:
            longest = max(known, key=len)
            kept += table[longest].tokens
            guards |= {table[longest].guard} - {""}
            rest = rest[len(longest) :]
        else:
            kept.append(rest[0])
            rest = rest[1:]
    return kept or list(words), frozenset(guards)


SHORT = st.text("abc", max_size=3).map(tuple)
MEANINGS = st.builds(Phrase, SHORT, st.sampled_from(["", "g", "h"]))


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=4).map(tuple), MEANINGS, max_size=8),
    st.text("abc", max_size=12),
)
def test_phrases_agree_with_an_obvious_reference(table: dict[Tokens, Phrase], text: str) -> None:
    assert Phrases(table.items())(text) == replaced(table, text)


WORDS = ("meet", "chair", "23", "谁")


def test_known_words_have_codes_of_their_own_and_chinese_stays() -> None:
    codes = WordCodes(WORDS)
    encoded = codes.encode(WORDS)
    assert len(encoded) == len(set(encoded)) == len(WORDS)
    assert encoded.endswith("谁")
    assert codes.encode(["never", "谁", "heard"]) == f"{UNKNOWN_WORD}谁{UNKNOWN_WORD}"


@given(st.lists(st.text(min_size=1)), st.lists(st.text(min_size=1)))
def test_an_english_word_is_one_symbol_and_a_known_one_is_never_unknown(
    known: list[str], words: list[str]
) -> None:
    codes = WordCodes(known)
    assert all(len(codes.encode([word])) == 1 for word in words if word.isascii())
    assert UNKNOWN_WORD not in codes.encode(word for word in known if word.isascii())
    assert codes.encode(words) == "".join(codes.encode([word]) for word in words)

"""Folding: the many ways to type one thing become one form, and one form becomes symbols.

A *folded* text is lower case, Simplified, without punctuation, emoji or accents; words of the
Latin alphabet are kept apart by single spaces. *Tokens* are its smallest parts: one Chinese
character, one number or one word each.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import opencc
import Stemmer

_MOST_TOKENS = 50  # of one question

_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_STEMMER = Stemmer.Stemmer("english")

_MENTION = re.compile(r"(?<![\w.])@\w{3,}|(?<!\S)/[a-z]+(?:@\w+)?(?!\S)")
_NOT_A_WORD = re.compile(r"[^\w\n ]+")
_SPACES = re.compile("  +")
_NOT_LATIN_WORD = {n: " " for n in range(128) if not (chr(n).isalnum() or chr(n) == "\n")}
_TOKEN = re.compile(r"[a-z]+|[0-9]+|[^\sa-z0-9]")
WORD = re.compile(r"[a-z]+|[0-9]+")
"""One word or number of a folded text."""
_NEXT_TO_CJK = re.compile(r" (?:(?=[^\x00-\x7f])|(?<=[^\x00-\x7f] ))")


@lru_cache(maxsize=64)  # one message is folded in many places, whole and in parts
def fold(text: str) -> str:
    """Fold a text so that ways of typing that mean the same become equal.

    Compatibility forms (full-width letters), case, Traditional characters, accents, zero-width
    and control characters, punctuation, emoji, mentions and slash commands are evened out.
    Folding twice is folding once. A text without any letter or digit folds to ``""``.

    Example:
        >>> fold("誰 主持　會議？")
        '谁主持会议'
        >>> fold("Ｗho  chaired it?!")
        'who chaired it'
    """
    return _fold_lines(text.replace("\n", " "))


def fold_all(texts: Iterable[str]) -> list[str]:
    """Fold many texts at once, in a fraction of the time."""
    lines = [text.replace("\n", " ") for text in texts]
    latin = iter(_fold_lines("\n".join(filter(str.isascii, lines))).split("\n"))
    others = (line for line in lines if not line.isascii())
    other = iter(_fold_lines("\n".join(others)).split("\n"))
    return [next(latin if line.isascii() else other) for line in lines]


def _fold_lines(text: str) -> str:
    """Fold a text line by line.

    Many texts are folded at once when knowledge is loaded: what changes nothing is passed over.
    """
    text = text.lower()
    if "@" in text or "/" in text:
        text = _MENTION.sub(" ", text)
    if text.isascii():
        text = text.translate(_NOT_LATIN_WORD)
    else:
        text = _NOT_A_WORD.sub(" ", _even_out(text).replace("_", " "))
    text = _SPACES.sub(" ", text)
    text = text.replace("\n ", "\n").replace(" \n", "\n").strip(" ")
    return text if text.isascii() else _NEXT_TO_CJK.sub("", text)


def _even_out(text: str) -> str:
    """Even out compatibility forms, accents, what is not seen, and Traditional characters."""
    text = unicodedata.normalize("NFKD", text).lower()
    odd = set("".join(_NOT_A_WORD.findall(text)))
    dropped = {ord(c): None for c in odd if unicodedata.category(c) in _DROPPED}
    text = unicodedata.normalize("NFKC", text.translate(dropped) if dropped else text)
    return str(_TO_SIMPLIFIED.convert(text)).replace("著", "着")  # 著 has two Simplified forms


_DROPPED = frozenset({"Mn", "Me", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories that carry nothing to match: marks, format characters, unassigned."""


def tokens(folded: str) -> list[str]:
    """Split a folded text into characters, numbers and words.

    Example:
        >>> tokens("23日 chaired the meetings")
        ['23', '日', 'chaired', 'the', 'meetings']
    """
    return _TOKEN.findall(folded)


def is_run_on(folded: str) -> bool:
    """Whether a folded text is longer than one question.

    It is several, or mostly chatter, and worth reading in one way only; what is asked is asked in
    one of its clauses.
    """
    return len(folded) > _MOST_TOKENS and len(tokens(folded)) > _MOST_TOKENS


_STEMS = {
    "reporter": "reporter",
    "reporters": "reporter",
    "objective": "objective",
    "objectives": "objective",
    "briefing": "briefing",
    "briefings": "briefing",
    "president": "president",
    "presidents": "president",
}
"""Words that Porter2 takes for others: a reporter for a report, a president for who presides."""


def stem(word: str) -> str:
    """Reduce an English word to its stem (Porter2, with a few exceptions); numbers stay.

    Example:
        >>> stem("approved"), stem("approves"), stem("23")
        ('approv', 'approv', '23')
    """
    return _STEMS.get(word) or str(_STEMMER.stemWord(word))

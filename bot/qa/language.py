"""In which language and script a question is asked, and how to show Chinese in each."""

import re
from enum import StrEnum
from functools import cache, lru_cache

import opencc

_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[a-zA-Z]+")


class Language(StrEnum):
    """What a reply can be written in."""

    HANS = "zh-Hans"
    HANT = "zh-Hant"
    ENGLISH = "en"

    @property
    def is_chinese(self) -> bool:
        """Whether this is Chinese in either script."""
        return self is not Language.ENGLISH


def detect(question: str, *, default: Language = Language.HANS) -> Language:
    """Tell the language and script of a question.

    A question with Chinese characters is Chinese, unless they are outnumbered by English words
    by more than three to one. Where the characters are the same in both scripts, ``default``
    decides if it is Chinese, else Simplified. A text without letters has the ``default``.

    Pinyin looks like English here; :mod:`bot.qa.pinyin` tells the two apart.
    """
    hanzi = _HANZI.findall(question)
    words = _LATIN_WORD.findall(question)
    if not hanzi and not words:
        return default
    if len(words) > 3 * len(hanzi):
        return Language.ENGLISH
    written = "".join(hanzi)
    if _TO_SIMPLIFIED.convert(written) != written:
        return Language.HANT
    if default is not Language.HANT or to_traditional(written) != written:
        return Language.HANS
    return default


def to_simplified(text: str) -> str:
    """Write Traditional Chinese in Simplified characters."""
    return str(_TO_SIMPLIFIED.convert(text))


def has_chinese(text: str) -> bool:
    """Whether a text has a Chinese character in it."""
    return _HANZI.search(text) is not None


@lru_cache(maxsize=4096)
def to_traditional(text: str) -> str:
    """Write Simplified Chinese in Traditional characters."""
    # OpenCC takes the end of 组长 and the beginning of 发言 for 长发, long hair.
    return str(_traditional_converter().convert(text)).replace("長髮", "長發")


@cache
def _traditional_converter() -> opencc.OpenCC:
    """Load the dictionary on first use: it takes as long as everything else here together."""
    return opencc.OpenCC("s2tw")

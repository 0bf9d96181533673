"""Numbers in a question, in digits or Chinese numerals, with what they count."""

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERALS = "零〇一二两三四五六七八九十百千"
_COUNTED = re.compile(
    rf"(?=[0-9{_NUMERALS}])(?<![0-9])([0-9]{{1,6}}|[{_NUMERALS}]+)"
    r"(?=个|位|名|大|项|号|日|月|年|次|届|条|点|种|方面|人|票|页|岁|家|座|亿|万|元|块|小时|分钟|省|中全会)"
    r"|(十[一二三四五六七八九])(?=五)"  # a five-year plan
)
_ENGLISH_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_ENGLISH = {
    word: number
    for number, word in enumerate(_ENGLISH_WORDS)
    if number != 1  # "which one" counts nothing
}
_MAY_COUNT = re.compile(rf"(?=[0-9{_NUMERALS}a-z])(?:[0-9{_NUMERALS}]|{'|'.join(_ENGLISH)})")
_CHOICE = re.compile(r".还是.|.抑或.|.定系.|\w or \w")
_ENGLISH_COUNTED = re.compile(rf"\b({'|'.join(_ENGLISH)}|[0-9]{{1,6}})(?:st|nd|rd|th)?\b")

_PINYIN = {"er": 2, "liang": 2, "san": 3, "si": 4, "wu": 5, "liu": 6, "qi": 7, "ba": 8, "jiu": 9}
_PINYIN_COUNTED = re.compile(
    rf"\b({'|'.join(_PINYIN)}) ?(?=(?:ge|da|xiang|tiao|hao|ri|yue|nian|ci|wei|ming|dian|jie)\b)"
)


def numbers_in(folded: str) -> frozenset[int]:
    """Return the numbers that a folded text counts something with.

    "一" is left out: "一个", "一次" and "一下" rarely count. So are numbers inside a name, such
    as "一带一路", that no counter follows.

    Example:
        >>> sorted(numbers_in("六大安全在24号")), sorted(numbers_in("the six principles"))
        ([6, 24], [6])
        >>> sorted(numbers_in("liu ge jianchi"))
        [6]
    """
    found = {value_of(counted or plan) for counted, plan in _COUNTED.findall(folded)}
    words = _ENGLISH_COUNTED.findall(folded)
    found |= {_ENGLISH[word] for word in words if word in _ENGLISH}
    if folded.isascii():
        found |= {_PINYIN[word] for word in _PINYIN_COUNTED.findall(folded)}
        found |= {int(word) for word in words if word.isdigit()}
    return frozenset(found - {1})


def may_count(folded: str) -> bool:
    """Whether a text that is not all in the Latin alphabet may have numbers in it, at a glance."""
    return bool(_MAY_COUNT.search(folded))


def is_choice(folded: str) -> bool:
    """Whether a question gives several things to choose from.

    Example:
        >>> is_choice("23号还是24号"), is_choice("the third or the fourth"), is_choice("哪天")
        (True, True, False)
    """
    return bool(_CHOICE.search(folded))


def value_of(text: str) -> int:
    """Return what a number below ten thousand means, in digits or Chinese numerals.

    Example:
        >>> value_of("24"), value_of("十二"), value_of("二百零三")
        (24, 12, 203)
    """
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit

"""Questions that check a fact: "was it chaired by Liang?" is answered like "who chaired it?".

The fact in the question may be wrong, so it must not be searched for: the name or number to be
checked is replaced by the question word it answers, and the answer then states the fact.
"""

import re
from collections.abc import Iterable

from bot.qa.text import fold, is_run_on

_TAG = (
    r"\b(?:(?:am i )?right|correct|yes|no|yes or no|true or false|or not"
    r"|(?:is|are|was|were|do|does|did|has|have|had|will|would)n t (?:it|he|she|they|there))$"
)
_CHECKS = re.compile(
    r"是不是|是否|是(?=.*(?:吗|嘛|么|吧|对|呀|啊)$)|对吗|对不对|对吧|吗$|嘛$|(?<![什怎那这多])么$|吧$"
    r"|系咪|系唔系|不$"
    rf"|^(?:so |and )?(?:is|are|was|were|do|did|does|has|have|had|will|would|should|can)\b|{_TAG}"
)
_IS = re.compile(r"是不是|是否|系咪|系唔系|不是(?=.*(?:吗|吧|么)$)")
_MARKER = re.compile(
    r"对吗|对不对|对吧|真的吗|是吗|是吧|吗$|嘛$|(?<![什怎那这多])么$|吧$"
    rf"|{_TAG}"
)
_ASKS_ALREADY = re.compile(
    r"谁|哪|什么|啥|边个|咩|几|多少|怎|咋|\b(?:who|what|which|when|where|how|why)\b"
)
_NUMERAL = r"(?:\d+|[一二两三四五六七八九十]+)"
_COUNTED = re.compile(
    rf"第?{_NUMERAL}(?=个|位|名|项|号|日|月|年|次|条|点|种|方面|人|票|小时|分钟|大)"
)


def is_check(folded: str) -> bool:
    """Whether a question wants a fact checked rather than told."""
    return bool(_CHECKS.search(folded))


class Verification:
    """Turns questions that check a fact into open ones.

    Args:
        people: For each person the ways to write the name, folded.
    """

    def __init__(self, people: Iterable[str]) -> None:
        names = sorted(map(fold, people), key=len, reverse=True)
        self._name = re.compile(
            "|".join(rf"\b{re.escape(n)}\b" if n.isascii() else re.escape(n) for n in names)
            or r"(?!)"
        )

    def opened(self, question: str) -> list[str]:
        """Return the open questions that a question which checks a fact stands for.

        Example:
            >>> Verification(["梁惠玲"]).opened("会议是不是梁惠玲主持的")
            ['会议是谁主持的']
        """
        folded = fold(question)
        if is_run_on(folded) or not is_check(folded) or _ASKS_ALREADY.search(folded):
            return []
        bare = _MARKER.sub("", _IS.sub("是", folded)).strip()
        opened = []
        if self._name.search(bare):
            opened.append(self._name.sub("who" if bare.isascii() else "谁", bare, count=1))
        if _COUNTED.search(bare):
            opened.append(_COUNTED.sub("几", bare, count=1))
        return opened

"""Messages that hold more than one question."""

import re

_SEPARATOR = re.compile(r"[?？;；。!！\n]+|[,，、]|(?:还有|另外|顺便|以及|並且|并且|同時|同时)\s*")
_ENGLISH_SEPARATOR = re.compile(r"\b(?:and also|and|also|plus)\b", re.IGNORECASE)
_QUESTION_END = re.compile(r"(?<=[的了吗呢啊])(?=\S{2,})")
_MOST_PARTS = 4


def splits(question: str) -> list[list[str]]:
    """Propose ways to split a message into questions, the most evident first.

    Every way has two to four parts. Most messages hold one question; whether a split makes
    sense is for the caller to find out by answering its parts.

    Example:
        >>> splits("谁主持的？什么时候开的")
        [['谁主持的', '什么时候开的']]
    """
    proposals: list[list[str]] = []
    for pattern in (_SEPARATOR, _ENGLISH_SEPARATOR):
        parts = [part.strip() for part in pattern.split(question) if part and part.strip()]
        if 1 < len(parts) <= _MOST_PARTS and parts not in proposals:
            proposals.append(parts)
    if not proposals and len(question) <= 40:
        for match in _QUESTION_END.finditer(question):
            parts = [question[: match.start()], question[match.start() :]]
            if min(map(len, parts)) >= 3:
                proposals.append(parts)
    return proposals

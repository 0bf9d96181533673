"""The evaluation set: questions with the entry each wants, one JSON object a line.

``{"question": "…", "context": ["…"], "style": "colloquial", "expect": "answer", "entries": ["…"]}``

``expect`` is ``answer`` or ``none``; ``entries`` lists every entry that would be right. A compound
question has ``parts``, a list of such lists, instead.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import InputError


@dataclass(frozen=True, slots=True)
class Expected:
    """One question and what should come of it.

    Attributes:
        parts: For each part of the question the entries that would be right; one part unless
            the question is compound. For a question that nothing answers, the not-reported
            entries that would do no harm.
    """

    question: str
    context: tuple[str, ...]
    style: str
    is_answerable: bool
    parts: tuple[frozenset[str], ...]


def load_questions(path: Path) -> list[Expected]:
    """Read an evaluation set.

    Raises:
        InputError: If the file cannot be read or a line is not of the form; names the line.
    """
    try:
        lines = path.read_text("utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    questions = []
    for number, line in enumerate(lines, start=1):
        try:
            questions.append(_parse(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path}:{number}: not an evaluation question: {error!r}") from None
    return questions


def _parse(data: dict[str, Any]) -> Expected:
    parts = data.get("parts") or [data["entries"]]
    if not all(isinstance(part, list) for part in parts):
        raise TypeError("entries is no list")
    return Expected(
        question=data["question"],
        context=tuple(data.get("context", ())),
        style=data["style"],
        is_answerable={"answer": True, "none": False}[data["expect"]],
        parts=tuple(frozenset(part) for part in parts),
    )

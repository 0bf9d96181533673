"""What people would use instead, over the same FAQ: RapidFuzz's ``WRatio`` and BM25."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from bot.qa.knowledge import KnowledgeBase
from bot.qa.text import fold, fold_all, tokens

Peer = Callable[[str], tuple[str, float]]
"""Finds the best entry for a question: its id and a score, higher is better."""

_SATURATION, _LENGTH = 1.2, 0.75


def peers(knowledge: KnowledgeBase) -> dict[str, Peer]:
    """Return the peers by name, each over every wording of the knowledge."""
    owners = [entry.id for entry in knowledge.entries.values() for _ in entry.wordings]
    wordings = fold_all(w for entry in knowledge.entries.values() for w in entry.wordings)
    return {"WRatio": _wratio(wordings, owners), "BM25": _bm25(wordings, owners)}


def _wratio(wordings: Sequence[str], owners: Sequence[str]) -> Peer:
    def best(question: str) -> tuple[str, float]:
        found = process.extractOne(fold(question), wordings, scorer=fuzz.WRatio)
        return (owners[found[2]], found[1] / 100) if found else ("", 0.0)

    return best


def _bm25(wordings: Sequence[str], owners: Sequence[str]) -> Peer:
    """Okapi BM25 (Robertson and Zaragoza, 2009) over characters and words."""
    split = [tokens(wording) for wording in wordings]
    average = sum(map(len, split)) / max(len(split), 1)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, words in enumerate(split):
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * len(words) / average)
        for word, count in Counter(words).items():
            postings[word].append((number, count * (_SATURATION + 1) / (count + norm)))

    def best(question: str) -> tuple[str, float]:
        scores: dict[int, float] = defaultdict(float)
        for word in tokens(fold(question)):
            found = postings.get(word, [])
            rarity = math.log1p((len(split) - len(found) + 0.5) / (len(found) + 0.5))
            for number, weight in found:
                scores[number] += rarity * weight
        if not scores:
            return "", 0.0
        number = max(scores, key=lambda number: scores[number])
        return owners[number], scores[number]

    return best

"""What is known beyond the symbols of wordings; of an entry it is read when first asked about."""

from collections.abc import Sequence
from itertools import chain

from bot.qa.knowledge import KnowledgeBase
from bot.qa.numbers import is_choice, may_count, numbers_in
from bot.qa.text import fold_all
from bot.qa.verification import is_check

_DAILY = "daily"  # the kind of guards in lexicon.yaml


class Background:
    """Answers, sources and numbers of entries, by the number of the entry.

    Args:
        knowledge: All entries.
        wordings: The folded wordings of each entry.

    Attributes:
        daily: The guards of daily life: beside those, not even "the report does not say" is to the
            point.
    """

    def __init__(self, knowledge: KnowledgeBase, wordings: Sequence[Sequence[str]]) -> None:
        self.daily = frozenset(chain(*knowledge.lexicon.guards.get(_DAILY, ())))
        self._knowledge = knowledge
        self._entries = list(knowledge.entries.values())
        self._wordings = wordings
        self._numbers: dict[int, frozenset[int]] = {}

    def texts(self, number: int) -> list[str]:
        """Return the answer and the source of an entry, folded."""
        entry = self._entries[number]
        sources = (sentence.text for sentence in self._knowledge.sources(entry))
        return fold_all([entry.answer.zh, entry.answer.en, *sources])

    def numbers(self, number: int) -> frozenset[int]:
        """Return what an entry counts with; not what a wording only wants to have checked."""
        if number not in self._numbers:
            own = filter(_counts, self._wordings[number])
            self._numbers[number] = numbers_in(" ".join((*own, *self.texts(number))))
        return self._numbers[number]


def _counts(folded: str) -> bool:
    """Whether a wording may count something, and not only to have it checked or chosen."""
    return may_count(folded) and not (is_check(folded) or is_choice(folded))

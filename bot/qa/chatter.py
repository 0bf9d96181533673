"""Answering one question that stands among other clauses: chatter, or what who asks says."""

from collections.abc import Sequence

from bot.qa.answering import Answering
from bot.qa.asides import is_about_asker, names_another, tells_of_a_meeting
from bot.qa.clauses import LONGEST_RUN, asks, clauses, is_long
from bot.qa.levels import CLEAR, FAIR
from bot.qa.reply import Kind, Reply, join
from bot.qa.text import fold

_MOST_CLAUSES = 4
"""Clauses of one message that are read; whoever writes more asks in the last ones."""


class Chatter:
    """Finds the question of a message, and answers it without what stands around it.

    Args:
        answering: Answers questions that stand alone.
    """

    def __init__(self, answering: Answering) -> None:
        self._answer = answering.answer
        self._matcher = answering.matcher

    def is_elsewhere(self, part: str) -> bool:
        """Whether a clause names something that the report is not about, and not who asks."""
        return names_another(part, self._guards(part)) and not is_about_asker(part)

    def answer(self, question: str, parts: Sequence[str], whole: Reply) -> Reply | None:
        """Answer what a message asks; ``None`` where it is better answered as a whole.

        Args:
            question: The message.
            parts: Its clauses, two or more.
            whole: The reply to the message as a whole.
        """
        asking = sum(map(asks, parts))
        if is_long(fold(question)) or (asking == 1 and len(parts) > 2):
            return self._among_many(question, whole)
        if len(parts) > 2 or asking != 1:
            return None
        first, second = parts
        if asks(second):
            return self._beside_one(second, first, whole, is_led_in=True)
        return self._beside_one(first, second, whole, is_led_in=False)

    def led_in(self, run: str, whole: Reply) -> Reply | None:
        """Answer a question that who asks leads in without a comma: "my boss wants me to ask"."""
        parts = clauses(run)
        is_led_in = len(parts) == 2 and is_about_asker(parts[0]) and asks(parts[1])
        return self._beside_one(parts[1], parts[0], whole, is_led_in=True) if is_led_in else None

    def _beside_one(
        self, asked: str, beside: str, whole: Reply, *, is_led_in: bool
    ) -> Reply | None:
        """Answer a question with one clause beside it, where that clause has no part in it."""
        if tells_of_a_meeting(beside) and self._guards(beside):
            return None
        reply = self._answer(asked, whole.language)
        other = 0.0 if is_about_asker(beside) else self._likeliest(beside, reply)
        needed = max(FAIR if is_led_in else CLEAR, whole.score)
        return reply if reply.is_answered and reply.score >= needed and other < FAIR else None

    def _guards(self, part: str) -> frozenset[str]:
        return self._matcher.read(fold(part)).guards

    def _likeliest(self, beside: str, reply: Reply) -> float:
        """Return how probably a clause asks for something else than a reply answers."""
        best = next(iter(self._matcher.candidates(beside)), None)
        return best.score if best and best.entry.id not in reply.entry_ids else 0.0

    def _among_many(self, question: str, whole: Reply) -> Reply | None:
        """Answer the clauses of a long message that ask something, each with the one before it.

        An entry that the message as a whole comes near to is likelier to be meant by a clause.
        Several answers are given only where all are sure: one question is the usual case.
        """
        parts = clauses(question)
        if len(parts) == 1:
            return None
        near = whole.entry_ids | {entry.id for entry in whole.suggestions}
        asking = [n for n, part in enumerate(parts) if asks(part)] or range(len(parts))
        asking = asking[-_MOST_CLAUSES:]
        replies = [self._answer_clause(parts[max(n - 1, 0) : n + 1], whole, near) for n in asking]
        best = max(replies, key=_worth)
        if not best.is_answered:
            return max(whole, best, key=_worth)
        found = frozenset().union(*(reply.entry_ids for reply in replies))
        if whole.is_sure and (whole.entry_ids <= found or best.score < whole.score):
            return whole
        return join([reply for reply in replies if reply.is_sure]) or best

    def _answer_clause(self, parts: Sequence[str], whole: Reply, near: frozenset[str]) -> Reply:
        """Answer the last of some clauses, alone or with those before it."""
        readings = [parts[-1], " ".join(parts)] if len(parts) > 1 else [parts[-1]]
        short = [text for text in readings if len(text) <= LONGEST_RUN] or readings[:1]
        return max((self._answer(text, whole.language, near) for text in short), key=_worth)


def _worth(reply: Reply) -> tuple[bool, bool, float]:
    """Order replies by how much they help: answers before suggestions before anything else."""
    return reply.is_answered, reply.kind is Kind.SUGGEST, reply.score

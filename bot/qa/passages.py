"""The article's own sentences, for questions that no entry fits."""

from bot.qa.article import Sentence
from bot.qa.index import Index
from bot.qa.knowledge import KnowledgeBase
from bot.qa.matcher import Matcher
from bot.qa.text import fold

_FEWEST_SYMBOLS = 4


class Passages:
    """Finds the sentence that holds nearly all of a question's words, in the same order."""

    def __init__(self, knowledge: KnowledgeBase, matcher: Matcher) -> None:
        self._sentences = list(knowledge.article.sentences.values())
        self._read = matcher.read
        self._index = Index([self._read(fold(s.text)).symbols for s in self._sentences])

    def find(self, question: str, threshold: float) -> Sentence | None:
        """Return the sentence that holds a question's words, or ``None``.

        Args:
            question: What was asked.
            threshold: The lowest share, in ``[0, 1]``, of what the question's symbols tell, and
                half of it of what its pairs tell, that the sentence must hold.
        """
        reading = self._read(fold(question))
        if len(set(reading.symbols)) < _FEWEST_SYMBOLS or reading.guards:
            return None
        hits = self._index.search(self._index.query(reading.symbols), limit=1)
        if not len(hits.texts):
            return None
        if hits.symbol_mass[0] < threshold or hits.pair_mass[0] < threshold / 2:
            return None
        return self._sentences[int(hits.texts[0])]

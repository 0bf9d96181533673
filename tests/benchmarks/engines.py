"""The engines that are compared: the project's own, and what people would use instead.

Every engine is built from texts as people typed them and returns the numbers of the texts nearest
to a question, best first. The project reads texts in its own way (:mod:`bot.qa.text`); the others
read them after :func:`plain`: compatibility forms evened out, lower case, no punctuation.
"""

import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from bot.qa.scoring import COMPARISONS, Ranker, Ranking
from bot.qa.symbols import Words
from bot.qa.text import fold, fold_all, tokens
from bot.qa.weights import load_weights

_PUNCTUATION = re.compile(r"[\W_]+")


class Engine(Protocol):
    """What every engine does.

    Attributes:
        name: The key of the engine in the output.
        title: What it is, for tables.
    """

    name: str
    title: str

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the texts."""

    def search(self, question: str, limit: int) -> list[int]:
        """Return the numbers of up to ``limit`` texts, best first."""


def words_of(folded: Iterable[str]) -> Words:
    """Return the words of folded texts that belong to no knowledge base, ready to encode them.

    One symbol a Chinese character, one a number, one an English word, reduced to its stem.
    """
    words = Counter(token for text in folded for token in tokens(text) if token.isascii())
    return Words(word for word, _ in words.most_common())


class Project:
    """The project: its reading of text, its index, its comparisons, its fitted weights."""

    name = "project"
    title = "this project"

    def __init__(self, texts: Sequence[str]) -> None:
        folded = fold_all(texts)
        self._words = words_of(folded)
        ranking = load_weights().ranking
        encoded = self._words.encode("\n".join(folded)).split("\n")
        self._ranker = Ranker(encoded, [ranking[name] for name in COMPARISONS])

    def search(self, question: str, limit: int) -> list[int]:
        """Rank with the project's own default limit, which is more than ten."""
        return [int(text) for text in self.rank(question).texts[:limit]]

    def rank(self, question: str, nearest: int = 16) -> Ranking:
        """Compare a question with the texts nearest to it."""
        return self._ranker.rank(self._words.encode(fold(question)), limit=nearest)


def plain(text: str) -> str:
    """Even out a text for the engines that have no reading of their own.

    Example:
        >>> plain("Ｗho 主持？")
        'who主持'
    """
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).lower())


class _Fuzzy:
    """RapidFuzz over all texts, one after the other."""

    _scorer: Callable[..., float]

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [self.prepare(text) for text in texts]

    @staticmethod
    def prepare(text: str) -> str:
        """Write a text as the scorer wants it."""
        return plain(text)

    def search(self, question: str, limit: int) -> list[int]:
        """Score every text."""
        prepared = self.prepare(question)
        found = process.extract(prepared, self._texts, scorer=self._scorer, limit=limit)
        return [number for _, _, number in found]


class WRatio(_Fuzzy):
    """RapidFuzz's default scorer: the usual FAQ bot."""

    name = "wratio"
    title = "RapidFuzz WRatio"
    _scorer = staticmethod(fuzz.WRatio)


class Ratio(_Fuzzy):
    """RapidFuzz's plain edit similarity."""

    name = "ratio"
    title = "RapidFuzz ratio"
    _scorer = staticmethod(fuzz.ratio)


class TokenSort(_Fuzzy):
    """RapidFuzz's edit similarity after sorting the characters."""

    name = "token_sort"
    title = "RapidFuzz token_sort_ratio over characters"
    _scorer = staticmethod(fuzz.token_sort_ratio)

    @staticmethod
    def prepare(text: str) -> str:
        """Set the characters apart, so that each is a token."""
        return " ".join(plain(text))


class _BM25:
    """bm25s, with its defaults."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        self._index = bm25s.BM25()
        self._index.index([self.words(plain(text)) for text in texts], show_progress=False)
        self._size = len(texts)

    @staticmethod
    def words(text: str) -> list[str]:
        """Split a text into characters."""
        return list(text)

    def search(self, question: str, limit: int) -> list[int]:
        """Look up the words; a question with no known word finds nothing."""
        words = self.words(plain(question))
        known = [word for word in words if word in self._index.vocab_dict]
        if not known:
            return []
        found, _ = self._index.retrieve([known], k=min(limit, self._size), show_progress=False)
        return [int(number) for number in found[0]]


class BM25Characters(_BM25):
    """BM25 over single characters."""

    name = "bm25_char"
    title = "BM25 over characters (bm25s)"


class BM25Words(_BM25):
    """BM25 over words, as jieba cuts them."""

    name = "bm25_jieba"
    title = "BM25 over jieba words (bm25s)"

    def __init__(self, texts: Sequence[str]) -> None:
        import jieba

        jieba.setLogLevel("ERROR")
        jieba.initialize()
        super().__init__(texts)

    @staticmethod
    def words(text: str) -> list[str]:
        """Cut a text into words."""
        import jieba

        return [str(word) for word in jieba.cut(text)]


class Trigrams:
    """SQLite's full-text search with its trigram tokenizer, ranked by its BM25.

    A question of fewer than three characters has no trigram and finds nothing.
    """

    name = "fts5_trigram"
    title = "SQLite FTS5 trigram"

    def __init__(self, texts: Sequence[str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='trigram', content='')"
        )
        self._database.executemany(
            "INSERT INTO texts (rowid, text) VALUES (?, ?)",
            ((number, plain(text)) for number, text in enumerate(texts)),
        )

    def search(self, question: str, limit: int) -> list[int]:
        """Look for any of the question's trigrams."""
        text = plain(question)
        trigrams = dict.fromkeys(text[n : n + 3] for n in range(len(text) - 2))
        if not trigrams:
            return []
        rows = self._database.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(f'"{trigram}"' for trigram in trigrams), limit),
        )
        return [number for (number,) in rows]


class Tantivy:
    """tantivy's BM25 over single characters: its n-gram tokenizer with n = 1.

    Its default tokenizer takes a run of Chinese for one word. Of its n-gram tokenizers this one
    ranks best: on LCQMC dev P@1 is 0.84 with n = 1, 0.82 with 1 and 2, 0.78 with n = 2. It counts
    no hits beyond those asked for, so that it may skip what cannot be among them, and numbers come
    from a fast field, not from stored text: its fastest way to answer.
    """

    name = "tantivy"
    title = "tantivy over characters"

    def __init__(self, texts: Sequence[str]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="characters", index_option="freq")
        builder.add_integer_field("number", fast=True)
        self._schema = builder.build()
        self._tantivy: Any = tantivy
        index = tantivy.Index(self._schema)
        tokenizer = tantivy.Tokenizer.ngram(1, 1, prefix_only=False)
        index.register_tokenizer("characters", tantivy.TextAnalyzerBuilder(tokenizer).build())
        writer = index.writer(num_threads=1)
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(text=plain(text), number=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher: Any = index.searcher()

    def search(self, question: str, limit: int) -> list[int]:
        """Look for any of the question's characters."""
        query = self._tantivy.Query
        should = self._tantivy.Occur.Should
        terms = [
            (should, query.term_query(self._schema, "text", character, "freq"))
            for character in dict.fromkeys(plain(question))
        ]
        found = self._searcher.search(query.boolean_query(terms), limit, count=False)
        addresses = [address for _, address in found.hits]
        numbers: list[int] = self._searcher.fast_field_values("number", addresses)
        return numbers


ENGINES: tuple[type[Engine], ...] = (
    Project,
    WRatio,
    Ratio,
    TokenSort,
    BM25Words,
    BM25Characters,
    Trigrams,
    Tantivy,
)
"""All engines, the project first."""

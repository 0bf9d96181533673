"""Matching: from a question to the entries it may mean, each with a score.

A question is seen in two views. The *written* view compares what is written, with known phrases
evened out; the *sounded* view compares how it sounds, which reads pinyin and forgives the wrong
homophone. In each view the nearest wordings are ranked (:mod:`bot.qa.scoring`), the best wording of
each entry is taken, and the evidence for the entry becomes a score: the estimated probability that
it is what the person asked.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

from bot.qa.index import feature_keys
from bot.qa.knowledge import KnowledgeBase
from bot.qa.models import Entry
from bot.qa.numbers import numbers_in
from bot.qa.pinyin import Sounds, sounds_of, typed_in_pinyin
from bot.qa.scoring import COMPARISONS, Ranker, Ranking
from bot.qa.spelling import CharacterSpeller
from bot.qa.symbols import UNKNOWN_WORD, Phrase, Phrases, Reading, Words, phrase_table, phrases_of
from bot.qa.text import WORD, fold, fold_all, tokens
from bot.qa.weights import Weights


class Evidence(NamedTuple):
    """What speaks for and against an entry; all in ``[0, 1]`` unless said otherwise.

    Attributes:
        similarity: The ranking score of the entry's wording nearest to the question.
        closeness: Its square, because the last steps to an equal wording count most.
        fullness: What of that wording the question has, by what it tells.
        support: The entry's share of the nearest wordings, each weighed by 1 / its rank.
        known_symbols: How much of the question is in any wording, answer or source of the entry,
            by what it tells.
        known_pairs: The same over neighbouring pairs.
        known: The same as a sum, as a logarithm: more has been said, so it is surer; from 0.
        unknown: What the entry knows nothing of, in symbols never seen; from 0.
        strangers: How many English words of the question are in no wording at all (0, 1, 2, …).
        asked: How many question words of the question, such as "who", the entry lacks.
        guards: How many guards and numbers of the question the entry lacks.
        sounded: 1 where a question not typed in pinyin matched by its sound, else 0.
    """

    similarity: float
    closeness: float
    fullness: float
    support: float
    known_symbols: float
    known_pairs: float
    known: float
    unknown: float
    strangers: float
    asked: float
    guards: float
    sounded: float = 0.0


EVIDENCE = Evidence._fields
"""The names of the numbers a score is made from."""

_BETWEEN = "\x00"  # stands between the texts of a profile, so that no pair spans two of them
_PER_VIEW = 8
_NEAREST = 32


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a question may mean.

    Attributes:
        score: The estimated probability that the entry is meant, in ``[0, 1]``.
        evidence: What the score was made from.
    """

    entry: Entry
    score: float
    evidence: Evidence


@dataclass(frozen=True)
class Profile:
    """All that one entry knows in one view.

    Attributes:
        symbols: Everything the entry knows, as one string of symbols.
        guards: The guards in it.
        asked: The question words in its wordings.
        numbers: The numbers in it.
    """

    symbols: str
    guards: frozenset[str]
    asked: frozenset[str]
    numbers: frozenset[int]

    @cached_property
    def features(self) -> frozenset[int]:
        """The keys of all symbols and pairs the entry knows."""
        return frozenset(feature_keys(self.symbols).tolist())


class View:
    """One way to compare questions and entries.

    Args:
        wordings: The folded wordings of each entry.
        background: What else each entry knows, folded: its answer and its source.
        read: Reads folded texts.
        weights: The ranking weights.
        faint: Symbols that tell little.
    """

    def __init__(
        self,
        wordings: Sequence[Sequence[str]],
        background: Sequence[Sequence[str]],
        read: Callable[[Sequence[str]], list[Reading]],
        weights: Sequence[float],
        faint: str,
    ) -> None:
        self._read = read
        self._owners: list[int] = []
        self._profiles: list[Profile] = []
        texts: list[str] = []
        groups = list(zip(wordings, background, strict=True))
        read_in_turn = iter(read([text for own, other in groups for text in (*own, *other)]))
        for owner, (own, other) in enumerate(groups):
            readings = list(islice(read_in_turn, len(own) + len(other)))
            texts += [reading.symbols for reading in readings[: len(own)]]
            self._owners += [owner] * len(own)
            self._profiles.append(
                Profile(
                    symbols=_BETWEEN.join(reading.symbols for reading in readings),
                    guards=frozenset().union(*(reading.guards for reading in readings)),
                    asked=frozenset().union(*(r.asked for r in readings[: len(own)])),
                    numbers=numbers_in(" ".join((*own, *other))),
                )
            )
        self._ranker = Ranker(texts, weights, self._owners, faint=faint)

    def candidates(self, folded: str, numbers: frozenset[int]) -> dict[int, Evidence]:
        """Return the evidence for the nearest entries, by their number."""
        reading = self._read([folded])[0]
        ranking = self._ranker.rank(reading.symbols, limit=_NEAREST)
        nearest: dict[int, int] = {}
        support: dict[int, float] = {}
        for rank, text in enumerate(ranking.texts.tolist()):
            owner = self._owners[text]
            nearest.setdefault(owner, rank)
            support[owner] = support.get(owner, 0.0) + 1 / (rank + 1)
        total = sum(support.values())
        return {
            owner: self._evidence(ranking, rank, support[owner] / total, reading, numbers)
            for owner, rank in islice(nearest.items(), _PER_VIEW)
        }

    def _evidence(
        self,
        ranking: Ranking,
        rank: int,
        support: float,
        reading: Reading,
        numbers: frozenset[int],
    ) -> Evidence:
        profile = self._profiles[self._owners[ranking.texts[rank]]]
        query = ranking.query
        symbols = pairs = 0.0
        features = zip(query.keys.tolist(), query.idf.tolist(), query.is_pair.tolist(), strict=True)
        for key, idf, is_pair in features:
            if key in profile.features:
                if is_pair:
                    pairs += idf
                else:
                    symbols += idf
        similarity = float(ranking.scores[rank])
        return Evidence(
            similarity=similarity,
            closeness=similarity**2,
            fullness=float(ranking.fullness[rank]),
            support=support,
            known_symbols=symbols / (query.symbol_mass or 1.0),
            known_pairs=pairs / (query.pair_mass or 1.0),
            known=math.log1p(symbols),
            unknown=(query.symbol_mass - symbols) / self._ranker.index.unseen_idf,
            strangers=float(reading.symbols.count(UNKNOWN_WORD)),
            asked=float(len(reading.asked - profile.asked)),
            guards=float(len(reading.guards - profile.guards) + len(numbers - profile.numbers)),
        )


class Matcher:
    """Finds the entries a question may mean."""

    def __init__(self, knowledge: KnowledgeBase, weights: Weights) -> None:
        self._entries = list(knowledge.entries.values())
        self._weights = weights
        self._knowledge = knowledge
        self._confidence = [weights.confidence[name] for name in EVIDENCE]
        self._ranking = [weights.ranking[name] for name in COMPARISONS]
        folded = iter(fold_all(chain(*(entry.wordings for entry in self._entries))))
        self._wordings = [list(islice(folded, len(e.wordings))) for e in self._entries]
        sentences = knowledge.article.sentences
        self._sentences = dict(
            zip(sentences, fold_all(s.text for s in sentences.values()), strict=True)
        )
        phrases = fold_all([*phrases_of(knowledge.lexicon), *chain(*knowledge.synonyms)])
        english = Counter(WORD.findall("\n".join(chain(*self._wordings, phrases))))
        self._words = Words(word for word, _ in english.most_common())
        self._characters = CharacterSpeller(
            knowledge.lookalikes, (t for t in chain(*self._wordings, phrases) if not t.isascii())
        )
        self._phrases = Phrases(self._phrase_table(self._words.encode))
        self._written = self._view(self._wordings, self._read_written)
        self._sounds = Sounds(knowledge.lexicon.readings)

    @cached_property
    def _sounded(self) -> View:
        """The sounded view; built when the first question needs it."""
        chinese = [[text for text in own if not text.isascii()] for own in self._wordings]
        return self._view(chinese, self._read_sounded)

    @cached_property
    def _sounded_phrases(self) -> Phrases:
        table = self._phrase_table(self._encode_sounded)
        return Phrases({symbols: phrase for symbols, phrase in table.items() if len(symbols) > 1})

    def warm_up(self) -> None:
        """Build what is otherwise built when the first question needs it."""
        self.candidates("会议")
        _ = self._sounded

    def is_stored(self, folded: str) -> bool:
        """Whether a folded text is a wording of some entry, to the letter."""
        return folded in self._stored

    @cached_property
    def _stored(self) -> frozenset[str]:
        return frozenset(chain(*self._wordings))

    def _phrase_table(self, encode: Callable[[str], str]) -> dict[str, Phrase]:
        return phrase_table(self._knowledge.lexicon, self._knowledge.synonyms, encode)

    def _view(
        self, wordings: Sequence[Sequence[str]], read: Callable[[Sequence[str]], list[Reading]]
    ) -> View:
        knowledge = self._knowledge
        background = [
            [answer_zh, answer_en, *(self._sentences[key] for key in entry.source)]
            for entry, answer_zh, answer_en in zip(
                self._entries,
                fold_all(entry.answer.zh for entry in self._entries),
                fold_all(entry.answer.en for entry in self._entries),
                strict=True,
            )
        ]
        faint = "".join(reading.symbols for reading in read(fold_all(knowledge.lexicon.faint)))
        return View(wordings, background, read, self._ranking, faint)

    def candidates(self, question: str, favoured: frozenset[str] = frozenset()) -> list[Candidate]:
        """Return the entries a question may mean, most probable first.

        The scores and the chance that no entry is meant add up to one.

        Args:
            question: What was asked.
            favoured: Ids of entries that the conversation makes likelier.
        """
        folded = fold(question)
        numbers = numbers_in(folded)
        found = self._written.candidates(self._characters.correct(folded), numbers)
        candidates = self._scored(found, favoured)
        if candidates and candidates[0].score >= self._weights.threshold:
            return candidates
        pinyin = typed_in_pinyin(folded)
        for number, sounding in self._sounded.candidates(pinyin or folded, numbers).items():
            evidence = sounding._replace(sounded=0.0 if pinyin else 1.0)
            if number not in found or self._logit(evidence) > self._logit(found[number]):
                found[number] = evidence
        return self._scored(found, favoured)

    def _scored(self, found: Mapping[int, Evidence], favoured: frozenset[str]) -> list[Candidate]:
        """Turn the evidence for entries into probabilities."""
        odds = {}
        for number, evidence in found.items():
            is_favoured = self._entries[number].id in favoured
            prior = self._weights.context_prior if is_favoured else 0.0
            odds[number] = math.exp(self._logit(evidence) + prior)
        total = 1.0 + sum(odds.values())
        return [
            Candidate(self._entries[number], odds[number] / total, found[number])
            for number in sorted(odds, key=lambda number: -odds[number])
        ]

    def _logit(self, evidence: Evidence) -> float:
        terms = zip(self._confidence, evidence, strict=True)
        return self._weights.confidence["bias"] + sum(w * value for w, value in terms)

    def is_english(self, folded: str) -> bool:
        """Whether every word of a folded text is an English word that some wording has."""
        return all(word in self._words for word in tokens(folded))

    def read(self, folded: str) -> Reading:
        """Read a folded text as it is written."""
        return self._read_written([folded])[0]

    def _read_written(self, texts: Sequence[str]) -> list[Reading]:
        return self._phrases.read_all(self._words.encode("\n".join(texts)))

    def _read_sounded(self, texts: Sequence[str]) -> list[Reading]:
        return self._sounded_phrases.read_all(self._encode_sounded("\n".join(texts)))

    def _encode_sounded(self, folded: str) -> str:
        return self._sounds(WORD.sub(self._sound_or_symbol, folded)).replace(" ", "")

    def _sound_or_symbol(self, match: re.Match[str]) -> str:
        """Return a word as sounds where it is pinyin and no English word, else its symbol."""
        sounds = None if match[0] in self._words else sounds_of(match[0])
        return sounds or self._words.symbol(match[0])

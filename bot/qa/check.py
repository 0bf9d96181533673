"""Checking the knowledge: what a curator should mend before it is used."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.errors import KnowledgeError
from bot.qa.knowledge import KnowledgeBase, Problem, read_knowledge
from bot.qa.matcher import Matcher
from bot.qa.models import LEARNED, Entry, Status, Utterances
from bot.qa.numbers import numbers_in
from bot.qa.scoring import COMPARISONS, Ranker
from bot.qa.text import fold, fold_all
from bot.qa.weights import load_weights
from bot.qa.yamlfile import line_of

FEWEST_CHINESE, FEWEST_ENGLISH = 8, 5
"""How many utterances an entry needs in each language."""

NEARLY_THE_SAME = 0.98
"""Ranking score from which on wordings of two entries cannot be told apart."""

_QUOTED = re.compile(r"“([^”]+)”")
_NUMBER = re.compile(r"\d+|第[一二三四五六七八九十]+(?=[次届])|[一二三四五六七八九十]+(?=[月日年])")

_ENGLISH_NUMBER = re.compile(r"(?<![\w-])(\d+)(?:st|nd|rd|th)?\b")
_LIST_NUMBER = re.compile(r"^\d+[.、．]", re.MULTILINE)

Watched = Callable[[Sequence[tuple[Entry, str]]], Iterable[tuple[Entry, str]]]


def check_knowledge(folder: Path, watched: Watched = iter) -> list[Problem]:
    """Return every problem of a knowledge folder, file by file and line by line.

    Args:
        folder: The knowledge folder.
        watched: Goes through all wordings with their entries, which takes some seconds, and may
            show how far it is.
    """
    try:
        knowledge, problems = read_knowledge(folder)
    except KnowledgeError as error:
        return [_problem_of(error, folder)]
    if problems:
        return sorted(problems, key=_reading_order)
    for rule in (
        _slips,
        _too_few_utterances,
        _facts_without_source,
        _unused_sentences,
    ):
        problems.extend(rule(knowledge))
    problems.extend(_collisions(knowledge, watched))
    return sorted(problems, key=_reading_order)


def _reading_order(problem: Problem) -> tuple[str, int]:
    return str(problem.path), problem.line


def _problem_of(error: KnowledgeError, folder: Path) -> Problem:
    match = re.match(r"(?P<path>.+?)(?::(?P<line>\d+))?: (?P<message>.+)", str(error))
    if match is None:
        return Problem(folder, 1, "-", str(error))
    return Problem(Path(match["path"]), int(match["line"] or 1), "-", match["message"])


def _slips(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Find what cannot be meant in an entry: what stands twice, and what is missing."""
    for entry in knowledge.entries.values():
        place = knowledge.places[entry.id]
        for wording, count in Counter(map(fold, entry.wordings)).items():
            if not wording:
                yield Problem(place.path, place.line(), entry.id, "a wording has no word in it")
            elif count > 1:
                message = f"'{wording}' stands {count} times among its wordings"
                yield Problem(place.path, place.line("utterances"), entry.id, message)
        if entry.id in entry.related:
            yield Problem(place.path, place.line("related"), entry.id, "is related to itself")
        if entry.status is Status.REPORTED and not entry.source:
            message = "is reported but names no source sentence"
            yield Problem(place.path, place.line(), entry.id, message)


def _words_in_two_groups(knowledge: KnowledgeBase) -> Iterator[Problem]:
    count = Counter(word for group in knowledge.synonyms for word in set(map(fold, group)))
    path = knowledge.folder / "synonyms.yaml"
    for number, group in enumerate(knowledge.synonyms):
        for word in group:
            if count[fold(word)] > 1:
                line = line_of(path, ["groups", number])
                yield Problem(path, line, "-", f"'{word}' stands in more than one group")


def _too_few_utterances(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Find entries that are hard to find; just learned ones have only what was asked."""
    for entry in knowledge.entries.values():
        if knowledge.topic_of[entry.id].topic == LEARNED:
            continue
        place = knowledge.places[entry.id]
        for language, fewest in (("zh", FEWEST_CHINESE), ("en", FEWEST_ENGLISH)):
            count = len(getattr(entry.utterances, language))
            if count < fewest:
                message = f"{count} utterances in {language}; write at least {fewest}"
                yield Problem(place.path, place.line("utterances", language), entry.id, message)


def _facts_without_source(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Find names, numbers and quoted terms in answers that their sources do not hold."""
    for entry in knowledge.entries.values():
        for language, fact in unsourced(entry, knowledge):
            place = knowledge.places[entry.id]
            message = f"'{fact}' is not in the source sentences"
            yield Problem(place.path, place.line("answer", language), entry.id, message)


def unsourced(entry: Entry, knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Yield each fact of an answer that its source does not hold, with the answer's language.

    What curators answer in their own name has no source.
    """
    if entry.status is Status.CURATED:
        return
    article = knowledge.article.sentences.values()
    sentences = article if entry.status is Status.NOT_REPORTED else knowledge.sources(entry)
    allowed = "".join(sentence.text for sentence in sentences)
    for language, facts in _facts(entry, knowledge):
        for shown, needed in facts:
            if not any(form in allowed for form in needed) and not _is_counted(shown, allowed):
                yield language, shown


def _is_counted(number: str, text: str) -> bool:
    """Whether a number stands in a text in Chinese numerals."""
    return number.isdigit() and int(number) in numbers_in(text)


def _facts(
    entry: Entry, knowledge: KnowledgeBase
) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Yield for each language the facts an answer states, with the forms its source may have."""
    names = knowledge.lexicon.names
    chinese = _LIST_NUMBER.sub("", entry.answer.zh)
    terms = [name.zh for name in names if name.zh in chinese]
    terms += _QUOTED.findall(chinese) + _NUMBER.findall(chinese)
    yield "zh", [(term, [term]) for term in terms]
    english = _LIST_NUMBER.sub("", entry.answer.en)
    romanised = [name.en for name in names if name.en in english]
    facts = [(en, [name.zh for name in names if name.en == en]) for en in romanised]
    facts += [(number, [number]) for number in _ENGLISH_NUMBER.findall(english)]
    yield "en", facts


def _unused_sentences(knowledge: KnowledgeBase) -> Iterator[Problem]:
    used = {key for entry in knowledge.entries.values() for key in entry.source}
    path = knowledge.folder / "article" / "article.yaml"
    for key, sentence in knowledge.article.sentences.items():
        if key not in used:
            yield Problem(path, 1, key, f"no entry uses this sentence: {sentence.text[:30]}…")


def _collisions(knowledge: KnowledgeBase, watched: Watched) -> Iterator[Problem]:
    """Find wordings of two entries that are the same, or nearly, once read."""
    matcher = Matcher(knowledge, load_weights())
    wordings = Wordings(knowledge.entries.values(), matcher)
    for number, (entry, wording) in enumerate(watched(wordings.listed)):
        for rival in wordings.rivals(number):
            if rival.number < number:
                path, line = _place_of(wording, entry, knowledge)
                same = "the same as" if rival.is_equal else "nearly the same as"
                message = f"'{wording}' is {same} '{rival.wording}' of {rival.entry.id}"
                yield Problem(path, line, entry.id, message)


class Rival(NamedTuple):
    """A wording of another entry that a wording cannot be told apart from, and its number."""

    number: int
    entry: Entry
    wording: str
    is_equal: bool


class Wordings:
    """All wordings of some entries, to find those that cannot be told apart.

    Attributes:
        listed: Each wording with its entry.
    """

    def __init__(self, entries: Iterable[Entry], matcher: Matcher) -> None:
        self.listed = [(entry, wording) for entry in entries for wording in entry.wordings]
        folded = fold_all(wording for _, wording in self.listed)
        self._symbols = matcher.read_all(folded)
        weights = [load_weights().ranking[name] for name in COMPARISONS]
        self._ranker = Ranker(self._symbols, weights)
        share = weights[COMPARISONS.index("symbol_mass")] / sum(weights)
        self._most_lacking = (1 - NEARLY_THE_SAME) / share

    def rivals(self, number: int) -> Iterator[Rival]:
        """Yield the wordings of other entries that are the same, or nearly, as that of a number."""
        entry, symbols = self.listed[number][0], self._symbols[number]
        near = self._ranker.index.having(symbols, self._most_lacking)
        others = [text for text in near.tolist() if self.listed[text][0].id != entry.id]
        if not others:
            return
        ranking = self._ranker.rank(symbols, among=others)
        for other, score in zip(ranking.texts.tolist(), ranking.scores.tolist(), strict=True):
            if score >= NEARLY_THE_SAME:
                rival, wording = self.listed[other]
                yield Rival(other, rival, wording, is_equal=score > 1 - 1e-9)


def _place_of(wording: str, entry: Entry, knowledge: KnowledgeBase) -> tuple[Path, int]:
    place = knowledge.places[entry.id]
    files = zip(knowledge.files, knowledge.topics, strict=True)
    stored: list[tuple[Path, list[str | int], Utterances]] = [
        (path, ["utterances", entry.id], topic.utterances[entry.id])
        for path, topic in files
        if entry.id in topic.utterances
    ]
    stored.append((place.path, ["entries", place.number, "utterances"], entry.utterances))
    for path, trail, utterances in stored:
        for language, texts in (("zh", utterances.zh), ("en", utterances.en)):
            if wording in texts:
                return path, line_of(path, [*trail, language, texts.index(wording)])
    return place.path, place.line("question")

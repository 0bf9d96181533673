"""Checking the knowledge: what a curator should mend before it is used."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.errors import KnowledgeError
from bot.qa.knowledge import KnowledgeBase, Problem, read_knowledge
from bot.qa.matcher import Matcher
from bot.qa.models import Entry, Status
from bot.qa.numbers import numbers_in
from bot.qa.scoring import COMPARISONS, Ranker
from bot.qa.text import fold
from bot.qa.weights import load_weights
from bot.qa.yamlfile import line_of

FEWEST_CHINESE, FEWEST_ENGLISH = 8, 5
"""How many utterances an entry needs in each language."""

NEARLY_THE_SAME = 0.97
"""Ranking score from which on wordings of two entries cannot be told apart."""

_QUOTED = re.compile(r"“([^”]+)”")
_NUMBER = re.compile(r"\d+|第[一二三四五六七八九十]+(?=[次届])|[一二三四五六七八九十]+(?=[月日年])")

_ENGLISH_NUMBER = re.compile(r"(?<![\w-])(\d+)(?:st|nd|rd|th)?\b")
_LIST_NUMBER = re.compile(r"^\d+[.、．]", re.MULTILINE)


def check_knowledge(folder: Path) -> list[Problem]:
    """Return every problem of a knowledge folder, file by file and line by line."""
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
        _collisions,
    ):
        problems.extend(rule(knowledge))
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
    for entry in knowledge.entries.values():
        place = knowledge.places[entry.id]
        for language, fewest in (("zh", FEWEST_CHINESE), ("en", FEWEST_ENGLISH)):
            count = len(getattr(entry.utterances, language))
            if count < fewest:
                message = f"{count} utterances in {language}; write at least {fewest}"
                yield Problem(place.path, place.line("utterances", language), entry.id, message)


def _facts_without_source(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Find names, numbers and quoted terms in answers that their sources do not hold."""
    article = "".join(sentence.text for sentence in knowledge.article.sentences.values())
    for entry in knowledge.entries.values():
        text = "".join(sentence.text for sentence in knowledge.sources(entry))
        allowed = article if entry.status is Status.NOT_REPORTED else text
        place = knowledge.places[entry.id]
        for language, facts in _facts(entry, knowledge):
            for shown, needed in facts:
                if not any(form in allowed for form in needed) and not _is_counted(shown, allowed):
                    message = f"'{shown}' is not in the source sentences"
                    yield Problem(place.path, place.line("answer", language), entry.id, message)


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


def _collisions(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Find wordings of two entries that are the same, or nearly, once read."""
    weights = load_weights()
    read = Matcher(knowledge, weights).read
    wordings = [(e, wording) for e in knowledge.entries.values() for wording in e.wordings]
    symbols = [read(fold(wording)).symbols for _, wording in wordings]
    ranker = Ranker(symbols, [weights.ranking[name] for name in COMPARISONS])
    for number, (entry, wording) in enumerate(wordings):
        ranking = ranker.rank(symbols[number], limit=64)
        for other, score in zip(ranking.texts.tolist(), ranking.scores.tolist(), strict=True):
            rival, rival_wording = wordings[other]
            if other < number and rival.id != entry.id and score >= NEARLY_THE_SAME:
                place = knowledge.places[entry.id]
                same = "the same as" if score > 1 - 1e-9 else "nearly the same as"
                message = f"'{wording}' is {same} '{rival_wording}' of {rival.id}"
                yield Problem(place.path, _line_of(wording, entry, knowledge), entry.id, message)


def _line_of(wording: str, entry: Entry, knowledge: KnowledgeBase) -> int:
    place = knowledge.places[entry.id]
    for language, utterances in (("zh", entry.utterances.zh), ("en", entry.utterances.en)):
        if wording in utterances:
            return place.line("utterances", language, utterances.index(wording))
    return place.line("question")

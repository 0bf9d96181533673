"""Loading ``knowledge/``: the article, the FAQ, the words and the messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError

from bot.errors import KnowledgeError
from bot.qa.article import Article, Sentence, load_article
from bot.qa.models import Entry, Lexicon, Lookalikes, Messages, Synonyms, Topic
from bot.qa.yamlfile import line_of, load_yaml, parse_yaml, read_text

Model = TypeVar("Model", bound=BaseModel)

_FILES_KEPT = 64  # most changes are to one file, and reading all of them takes a tenth of a second


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its file, and its number in it from zero."""

    path: Path
    number: int

    def line(self, *trail: str | int) -> int:
        """Return the line of the entry, or of something in it."""
        return line_of(self.path, ["entries", self.number, *trail])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the knowledge.

    Attributes:
        entry: The entry's id, or ``-`` where the problem is the file's.
    """

    path: Path
    line: int
    entry: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.entry}: {self.message}"


@dataclass(frozen=True)
class KnowledgeBase:
    """All that the bot knows, loaded and consistent.

    Attributes:
        topics: Topics in the order of their file names.
        files: Where they stand, in the same order; what is learned live stands in no file.
        entries: Every entry by its id, topic by topic.
        places: Where each entry stands.
    """

    folder: Path
    article: Article
    topics: tuple[Topic, ...]
    files: tuple[Path, ...]
    entries: Mapping[str, Entry]
    places: Mapping[str, Place]
    lexicon: Lexicon
    lookalikes: Mapping[str, str]
    synonyms: tuple[tuple[str, ...], ...]
    messages: Messages

    @cached_property
    def topic_of(self) -> Mapping[str, Topic]:
        """The topic each entry belongs to, by the entry's id."""
        return {entry.id: topic for topic in self.topics for entry in topic.entries}

    def with_entries(self, entries: Mapping[str, Entry]) -> "KnowledgeBase":
        """Return the same knowledge with these entries in the place of those of the same ids."""
        topics = tuple(
            topic.model_copy(update={"entries": tuple(entries[e.id] for e in topic.entries)})
            for topic in self.topics
        )
        return replace(self, topics=topics, entries=entries)

    def sources(self, entry: Entry) -> list[Sentence]:
        """Return the sentences an entry's answer is taken from."""
        return [self.article.sentences[key] for key in entry.source]


def default_folder() -> Path:
    """Return the knowledge that comes with the bot: packaged, or beside the package."""
    package = Path(__file__).parent.parent
    packaged = package / "knowledge"
    return packaged if packaged.is_dir() else package.parent / "knowledge"


def load_knowledge(folder: Path) -> KnowledgeBase:
    """Load a knowledge folder.

    Raises:
        KnowledgeError: If anything is missing, malformed or inconsistent; one line that names
            the first problem and how many more there are.
    """
    knowledge, problems = read_knowledge(folder)
    if problems:
        more = f" (and {len(problems) - 1} more: run `check`)" if len(problems) > 1 else ""
        raise KnowledgeError(f"{problems[0]}{more}")
    return knowledge


def read_knowledge(folder: Path) -> tuple[KnowledgeBase, list[Problem]]:
    """Load what can be loaded of a knowledge folder, and list what is wrong with it.

    Raises:
        KnowledgeError: If a file is missing, unreadable, not YAML or not of its form, other
            than a file of ``faq/``.
    """
    if not folder.is_dir():
        raise KnowledgeError(f"{folder}: no such folder; set KNOWLEDGE_DIR to the knowledge")
    problems: list[Problem] = []
    topics: list[Topic] = []
    files: list[Path] = []
    entries: dict[str, Entry] = {}
    places: dict[str, Place] = {}
    for path in sorted((folder / "faq").glob("*.yaml")):
        topic = _load_topic(path, problems)
        if topic is None:
            continue
        topics.append(topic)
        files.append(path)
        for number, entry in enumerate(topic.entries):
            place = Place(path, number)
            if entry.id in entries:
                first = places[entry.id]
                message = f"id is already used at {first.path}:{first.line()}"
                problems.append(Problem(path, place.line("id"), entry.id, message))
            entries[entry.id], places[entry.id] = entry, place
    if not topics and not problems:
        raise KnowledgeError(f"{folder / 'faq'}: no *.yaml file with entries there")
    knowledge = KnowledgeBase(
        folder=folder,
        article=load_article(folder / "article" / "article.yaml"),
        topics=tuple(topics),
        files=tuple(files),
        entries=entries,
        places=places,
        lexicon=_load(folder / "lexicon.yaml", Lexicon),
        lookalikes=_load(folder / "lookalikes.yaml", Lookalikes).root,
        synonyms=_load(folder / "synonyms.yaml", Synonyms).groups,
        messages=_load(folder / "messages.yaml", Messages),
    )
    problems.extend(_homeless_utterances(knowledge))
    problems.extend(_dangling_references(knowledge))
    return _with_further_utterances(knowledge), problems


def _with_further_utterances(knowledge: KnowledgeBase) -> KnowledgeBase:
    """Give entries the ways to ask them that stand in other files."""
    entries = dict(knowledge.entries)
    for topic in knowledge.topics:
        for key, utterances in topic.utterances.items():
            if key in entries:
                entries[key] = entries[key].asked_also(utterances)
    return knowledge.with_entries(entries)


def _load(path: Path, model: type[Model]) -> Model:
    try:
        return _read(path, model)
    except ValidationError as error:
        trail, message = _describe(error)[0]
        line = line_of(path, trail)
        raise KnowledgeError(f"{path}:{line}: {message}") from None


def _load_topic(path: Path, problems: list[Problem]) -> Topic | None:
    try:
        return _read(path, Topic)
    except KnowledgeError as error:
        where, _, message = str(error).partition(": ")
        line = where.rpartition(":")[2]
        problems.append(Problem(path, int(line) if line.isdigit() else 1, "-", message))
    except ValidationError as error:
        data = load_yaml(path)
        for trail, message in _describe(error):
            entry = _entry_id(data, trail)
            problems.append(Problem(path, line_of(path, trail), entry, message))
    return None


def _read(path: Path, model: type[Model]) -> Model:
    return cast(Model, _parse(read_text(path), path, model))


@lru_cache(maxsize=_FILES_KEPT)
def _parse(text: str, path: Path, model: type[BaseModel]) -> BaseModel:
    """Parse a file; where it is as it was before, so is what comes of it."""
    return model.model_validate(parse_yaml(text, path))


def _describe(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Put each fault pydantic found into one plain sentence, with the trail that leads to it."""
    described = []
    for fault in error.errors():
        trail = fault["loc"]
        name = next((str(step) for step in reversed(trail) if isinstance(step, str)), "file")
        message = {
            "extra_forbidden": f"unknown key '{name}'",
            "missing": f"'{name}' is missing",
        }.get(fault["type"], f"'{name}': {fault['msg']}, not {fault['input']!r:.60}")
        described.append((trail, message))
    return described


def _entry_id(data: object, trail: tuple[str | int, ...]) -> str:
    try:
        return str(data["entries"][trail[1]]["id"])  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return "-"


def _homeless_utterances(knowledge: KnowledgeBase) -> Iterator[Problem]:
    for path, topic in zip(knowledge.files, knowledge.topics, strict=True):
        for key in topic.utterances:
            if key not in knowledge.entries:
                line = line_of(path, ["utterances", key])
                yield Problem(path, line, key, "has utterances here, but is no entry")


def _dangling_references(knowledge: KnowledgeBase) -> Iterator[Problem]:
    messages = knowledge.folder / "messages.yaml"
    for number, key in enumerate(knowledge.messages.popular):
        if key not in knowledge.entries:
            line = line_of(messages, ["popular", number])
            yield Problem(messages, line, "-", f"popular '{key}' is no entry")
    for entry in knowledge.entries.values():
        place = knowledge.places[entry.id]
        for key in entry.source:
            if key not in knowledge.article.sentences:
                message = f"source '{key}' is no sentence of the article"
                yield Problem(place.path, place.line("source"), entry.id, message)
        for key in entry.related:
            if key not in knowledge.entries:
                message = f"related '{key}' is no entry"
                yield Problem(place.path, place.line("related"), entry.id, message)
        for number, item in enumerate(entry.items):
            if item.entry is not None and item.entry not in knowledge.entries:
                message = f"item '{item.entry}' is no entry"
                yield Problem(place.path, place.line("items", number), entry.id, message)

"""What curators teach: further wordings and new entries, put upon the knowledge of the files.

Pure: a lesson is data, and teaching makes new knowledge out of old. Until it is exported and
committed to ``faq/``, a lesson lives in the store; from then on teaching it changes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.errors import MeetingBotError
from bot.qa.check import Wordings, unsourced
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import has_chinese, to_simplified
from bot.qa.matcher import Matcher
from bot.qa.models import LEARNED, Entry, EntryId, Text, Topic, Utterances
from bot.qa.text import fold, fold_all

LEARNED_FILE = f"{LEARNED}.yaml"
_HEADER = """\
# What curators taught the bot in Telegram, as `export` writes it. Move entries and utterances to
# the files where they belong whenever you like: what other files hold is not written here again.
"""
_LONGEST_LINE = 100


class RefusedError(MeetingBotError):
    """A lesson cannot be taught.

    Attributes:
        reason: The name of the text of ``messages.yaml`` that says why.
        values: What is filled into that text.
    """

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(" ".join([reason, *(f"{name}='{v}'" for name, v in values.items())]))
        self.reason = reason
        self.values = values


class _Lesson(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WordingLesson(_Lesson):
    """A further way to ask an entry."""

    kind: Literal["wording"] = "wording"
    entry_id: EntryId
    wording: Text

    @property
    def utterances(self) -> Utterances:
        """The wording under its language."""
        return utterances_of(self.wording)


class EntryLesson(_Lesson):
    """A new entry."""

    kind: Literal["entry"] = "entry"
    entry: Entry

    @property
    def entry_id(self) -> str:
        """The entry's id."""
        return self.entry.id


Lesson = WordingLesson | EntryLesson
_LESSON: TypeAdapter[Lesson] = TypeAdapter(Annotated[Lesson, Field(discriminator="kind")])


def read_lesson(json: str) -> Lesson:
    """Read a lesson that was written by ``model_dump_json``."""
    return _LESSON.validate_json(json)


def utterances_of(wording: str) -> Utterances:
    """Put one wording under its language, Chinese in Simplified characters."""
    wording = to_simplified(" ".join(wording.split()))
    return Utterances(zh=(wording,)) if has_chinese(wording) else Utterances(en=(wording,))


def learn(
    knowledge: KnowledgeBase, lessons: Iterable[Lesson]
) -> tuple[KnowledgeBase, list[RefusedError]]:
    """Put lessons upon the knowledge, one after another.

    A lesson that the knowledge holds already changes nothing, wherever it stands there.

    Returns:
        The new knowledge, and why lessons were left out: they name what another entry holds, or
        an entry that is no longer there.
    """
    pupil = _Pupil(knowledge)
    refused = []
    for lesson in lessons:
        try:
            pupil.take(lesson)
        except RefusedError as error:
            refused.append(error)
    return pupil.knowledge(), refused


def is_learned(lesson: Lesson, knowledge: KnowledgeBase) -> bool:
    """Whether the knowledge holds a lesson already."""
    grown, refused = learn(knowledge, [lesson])
    return not refused and grown.entries == knowledge.entries


class _Pupil:
    """Knowledge that grows lesson by lesson."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._before = knowledge
        self._entries = dict(knowledge.entries)
        self._topic = next((t for t in knowledge.topics if t.topic == LEARNED), None)
        self._own = [entry.id for entry in self._topic.entries] if self._topic else []
        self._further = dict(self._topic.utterances) if self._topic else {}

    @cached_property
    def _owners(self) -> dict[str, str]:
        """The entry that has each folded wording."""
        wordings = [(entry.id, text) for entry in self._entries.values() for text in entry.wordings]
        folded = fold_all(text for _, text in wordings)
        return {text: owner for text, (owner, _) in zip(folded, wordings, strict=True)}

    def take(self, lesson: Lesson) -> None:
        """Take one lesson in.

        Raises:
            RefusedError: If it cannot be.
        """
        if isinstance(lesson, WordingLesson):
            self._take_wording(lesson)
        else:
            self._take_entry(lesson.entry)

    def _take_wording(self, lesson: WordingLesson) -> None:
        key = lesson.entry_id
        if key not in self._entries:
            raise RefusedError("refused_gone", entry=key)
        if self._holders([lesson.wording]) == {key}:
            return
        self._own_wordings(key, [lesson.wording])
        self._entries[key] = self._entries[key].asked_also(lesson.utterances)
        if key not in self._own:
            self._further[key] = self._further.get(key, Utterances()) + lesson.utterances

    def _take_entry(self, entry: Entry) -> None:
        holders = self._holders(entry.wordings)
        if entry.id in self._entries or (len(holders) == 1 and None not in holders):
            return
        self._own_wordings(entry.id, entry.wordings)
        self._entries[entry.id] = entry
        self._own.append(entry.id)

    def _holders(self, wordings: Iterable[str]) -> set[str | None]:
        return {self._owners.get(fold(wording)) for wording in wordings}

    def _own_wordings(self, entry_id: str, wordings: Iterable[str]) -> None:
        for wording in wordings:
            holder = self._owners.setdefault(fold(wording), entry_id)
            if holder != entry_id:
                raise _same(wording, wording, self._entries[holder])

    def knowledge(self) -> KnowledgeBase:
        """Return the knowledge with all that was taken in."""
        before = self._before
        topics, files = list(before.topics), list(before.files)
        if self._own or self._further:
            learned = Topic(
                topic=LEARNED,
                title=before.messages.texts["learned_topic"],
                entries=tuple(self._entries[key] for key in self._own),
                utterances=self._further,
            )
            if self._topic:
                topics[topics.index(self._topic)] = learned
            else:
                topics.append(learned)
                files.append(before.folder / "faq" / LEARNED_FILE)
        grown = replace(before, topics=tuple(topics), files=tuple(files))
        return grown.with_entries(self._entries)


def check_lesson(lesson: Lesson, knowledge: KnowledgeBase, matcher: Matcher) -> KnowledgeBase:
    """Check a lesson as ``check`` would check it in a file; takes about a fifth of a second.

    Args:
        lesson: What is to be taught.
        knowledge: What is known so far.
        matcher: What reads it.

    Returns:
        The knowledge with the lesson in it.

    Raises:
        RefusedError: If it is known already, collides with another entry or states what its
            source does not.
    """
    wordings = lesson.entry.wordings if isinstance(lesson, EntryLesson) else (lesson.wording,)
    if not all(map(fold, wordings)):
        raise RefusedError("refused_empty")
    if is_learned(lesson, knowledge):
        raise RefusedError("refused_known")
    grown, refused = learn(knowledge, [lesson])
    if refused:
        raise refused[0]
    if isinstance(lesson, EntryLesson):
        for _, fact in unsourced(lesson.entry, grown):
            raise RefusedError("refused_unsourced", fact=fact)
    for error in _collisions(set(map(fold, wordings)), lesson.entry_id, grown, matcher):
        raise error
    return grown


def _collisions(
    folded: set[str], entry_id: str, knowledge: KnowledgeBase, matcher: Matcher
) -> Iterator[RefusedError]:
    wordings = Wordings(knowledge.entries.values(), matcher)
    for number, (entry, wording) in enumerate(wordings.listed):
        if entry.id == entry_id and fold(wording) in folded:
            for rival in wordings.rivals(number):
                yield _same(wording, rival.wording, rival.entry)


def _same(wording: str, other: str, rival: Entry) -> RefusedError:
    return RefusedError(
        "refused_collision", wording=wording, other=other, entry=rival.question.zh, id=rival.id
    )


def export_yaml(knowledge: KnowledgeBase) -> str:
    """Write all that was learned as one file of ``faq/``; empty if there is nothing."""
    topic = next((t for t in knowledge.topics if t.topic == LEARNED), None)
    if topic is None:
        return ""
    data = topic.model_dump(mode="json", exclude_defaults=True)
    return _HEADER + yaml.safe_dump(
        data, allow_unicode=True, sort_keys=False, width=_LONGEST_LINE, indent=2
    )

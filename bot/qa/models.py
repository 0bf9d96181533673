"""The shapes of the knowledge files; an unknown key or a wrong type is an error."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    field_validator,
    model_validator,
)

from bot.qa.language import Language, to_traditional
from bot.qa.pinyin import split_syllables

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=48)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(_Model):
    """A text in Simplified Chinese and in English."""

    zh: Text
    en: Text

    def in_language(self, language: Language) -> str:
        """Return the text in a language; Traditional is made from Simplified."""
        if language is Language.ENGLISH:
            return self.en
        return to_traditional(self.zh) if language is Language.HANT else self.zh


class Item(Bilingual):
    """One item of an entry whose answer is a list, and the entry that tells more about it."""

    entry: EntryId | None = None


class Utterances(_Model):
    """Other ways to ask an entry, as people type them."""

    zh: tuple[Text, ...] = ()
    en: tuple[Text, ...] = ()

    def __add__(self, other: "Utterances") -> "Utterances":
        return Utterances(zh=self.zh + other.zh, en=self.en + other.en)


class Status(StrEnum):
    """Who answers an entry's question.

    reported: the report, in the sentences that are the entry's source.
    not_reported: nobody; the answer says that the report does not.
    curated: the curators, in their own name.
    """

    REPORTED = "reported"
    NOT_REPORTED = "not_reported"
    CURATED = "curated"


class Entry(_Model):
    """One question of the FAQ with its answer.

    Attributes:
        id: Kebab-case, stable: links and buttons in sent messages hold it.
        source: Ids of the sentences the answer is taken from.
        items: Where the answer is a list, its items in the report's order.
    """

    id: EntryId
    status: Status = Status.REPORTED
    question: Bilingual
    answer: Bilingual
    items: tuple[Item, ...] = ()
    source: tuple[str, ...] = ()
    related: tuple[EntryId, ...] = ()
    utterances: Utterances

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every stored way to ask this entry, the shown questions first.

        What curators teach may have its question in one language only; then it stands once.
        """
        shown = dict.fromkeys((self.question.zh, self.question.en))
        return (*shown, *self.utterances.zh, *self.utterances.en)

    def asked_also(self, utterances: Utterances) -> "Entry":
        """Return the entry with further ways to ask it."""
        return self.model_copy(update={"utterances": self.utterances + utterances})


LEARNED = "learned"
"""The topic of what curators teach; it is put into files of its own by hand, later."""


class Topic(_Model):
    """One file of ``faq/``.

    Attributes:
        utterances: Further ways to ask entries that stand in other files, by the entry's id.
    """

    topic: EntryId
    title: Bilingual
    entries: tuple[Entry, ...] = ()
    utterances: dict[EntryId, Utterances] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if not (self.entries or self.utterances):
            raise ValueError("there are no entries in it")
        return self


def _without_tones(reading: str) -> str:
    for syllable in reading.split():
        if split_syllables(syllable) != [syllable]:
            raise ValueError(f"'{syllable}' is no pinyin syllable without a tone")
    return reading


class Name(_Model):
    """A person, place or term of the report.

    Attributes:
        is_person: Whether "he" or "she" can mean it.
    """

    zh: Text
    en: Text
    is_person: bool = False
    also: tuple[Text, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way to write it, the Chinese name first."""
        return (self.zh, self.en, *self.also)


class Turn(StrEnum):
    """What a follow-up asks for, where it is no question of its own."""

    WHY = "why"
    MORE = "more"
    AGAIN = "again"


class Lexicon(_Model):
    """``lexicon.yaml``: what the matcher knows about words."""

    chatter: tuple[tuple[Text, ...], ...]
    guards: dict[str, tuple[tuple[Text, ...], ...]]
    plain: tuple[Text, ...]
    question_words: tuple[Text, ...]
    faint: tuple[Text, ...]
    unspecific: tuple[Text, ...] = ()
    turns: dict[Turn, tuple[Text, ...]] = Field(default_factory=dict)
    names: tuple[Name, ...]
    readings: dict[str, Annotated[Text, AfterValidator(_without_tones)]]

    @property
    def people(self) -> tuple[Name, ...]:
        """The names of people."""
        return tuple(name for name in self.names if name.is_person)


class Lookalikes(RootModel[dict[str, Text]]):
    """``lookalikes.yaml``: for each character those that are taken for it."""


class Synonyms(_Model):
    """``synonyms.yaml``: groups of words that mean the same; the first stands for all."""

    groups: tuple[Annotated[tuple[Text, ...], Field(min_length=2)], ...]


class Smalltalk(_Model):
    """One kind of small talk: what people say, and what the bot says back."""

    utterances: tuple[Text, ...] = Field(min_length=1)
    answer: Bilingual


NEEDED_TEXTS = (
    "source_line",
    "suggest",
    "decline",
    "decline_empty",
    "decline_long",
    "passage",
    "no_reason",
    "nothing_more",
    "no_such_item",
    "curated_line",
    "learned_topic",
    "not_in_report",
)
"""What replies are made with, whatever face they are shown in."""


class Messages(_Model):
    """``messages.yaml``: everything the bot says that is not an answer."""

    popular: tuple[EntryId, ...] = Field(min_length=1)
    smalltalk: dict[EntryId, Smalltalk]
    texts: dict[str, Bilingual]

    @field_validator("texts")
    @classmethod
    def _are_complete(cls, texts: dict[str, Bilingual]) -> dict[str, Bilingual]:
        missing = [name for name in NEEDED_TEXTS if name not in texts]
        if missing:
            raise ValueError(f"'{missing[0]}' is missing")
        source_line = texts["source_line"]
        if not all("{paragraphs}" in text for text in (source_line.zh, source_line.en)):
            raise ValueError("'source_line' has no {paragraphs} in it")
        return texts

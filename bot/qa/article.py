"""The news report: cleaning the text as received, and reading the cleaned article.

``raw.txt`` is Traditional Chinese in which a machine put pinyin glosses behind characters. The
cleaning is code so that every change to the text can be seen, listed and tested:
``python -m bot.qa.article`` writes ``article.yaml`` anew.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opencc
import yaml

from bot.errors import KnowledgeError
from bot.qa.yamlfile import load_yaml, read_text

_GLOSS = r"\([a-zāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜ]+\)"
_DAMAGED = "?xùn)|北"
_REPAIRED = "東北"
_REPAIR = re.compile(
    rf"(?P<damage>{re.escape(_DAMAGED)})|(?P<gloss>{_GLOSS})|(?P<punctuation>[,;])"
)
_FULL_WIDTH = {",": "，", ";": "；"}
_SENTENCE = re.compile(r"[^。]+。?")


@dataclass(frozen=True, slots=True)
class Repair:
    """One place where the cleaned text differs from the text as received.

    Attributes:
        offset: Where it begins in the raw text, in characters.
        kind: ``gloss``, ``damage`` or ``punctuation``.
        found: What the raw text has there.
        replacement: What the cleaned text has there; empty for a gloss.
    """

    offset: int
    kind: str
    found: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the article.

    Attributes:
        id: Paragraph and sentence counted from one, such as ``p1s1``.
        text: The sentence in Simplified characters.
        original: The sentence in Traditional characters, as printed.
    """

    id: str
    text: str
    original: str

    @property
    def paragraph(self) -> int:
        """The number of its paragraph, from one."""
        return int(self.id[1 : self.id.index("s")])


@dataclass(frozen=True, slots=True)
class Article:
    """The cleaned article: its sentences by id, in reading order, and its repairs."""

    sentences: Mapping[str, Sentence]
    repairs: tuple[Repair, ...]

    @property
    def paragraphs(self) -> list[list[Sentence]]:
        """The sentences, paragraph by paragraph."""
        grouped: dict[int, list[Sentence]] = {}
        for sentence in self.sentences.values():
            grouped.setdefault(sentence.paragraph, []).append(sentence)
        return list(grouped.values())


def clean(raw: str) -> Article:
    """Clean the article as received.

    Glosses are taken out, the damaged place is restored, half-width commas and semicolons
    become full-width, and the text is cut into paragraphs and sentences. Other brackets stay.
    """
    repairs = tuple(_repair(match) for match in _REPAIR.finditer(raw))
    cleaned = _REPAIR.sub(lambda match: _repair(match).replacement, raw)
    to_simplified = opencc.OpenCC("t2s").convert
    sentences = {}
    paragraphs = [line.strip() for line in cleaned.splitlines() if line.strip()]
    for p, paragraph in enumerate(paragraphs, start=1):
        for s, original in enumerate(_SENTENCE.findall(paragraph), start=1):
            key = f"p{p}s{s}"
            sentences[key] = Sentence(key, to_simplified(original), original)
    return Article(sentences, repairs)


def _repair(match: re.Match[str]) -> Repair:
    kind, found = str(match.lastgroup), match[0]
    replacement = {"gloss": "", "damage": _REPAIRED}.get(kind) or _FULL_WIDTH.get(found, "")
    return Repair(match.start(), kind, found, replacement)


def clean_file(path: Path) -> Article:
    """Clean the article in a file.

    Raises:
        KnowledgeError: If the file cannot be read, is not UTF-8, or is empty.
    """
    raw = read_text(path)
    if not raw.strip():
        raise KnowledgeError(f"{path}: the article is empty; put the report's text there")
    return clean(raw)


def load_article(path: Path) -> Article:
    """Read a cleaned article from ``article.yaml``.

    Raises:
        KnowledgeError: If the file cannot be read or is not a cleaned article.
    """
    data = load_yaml(path)
    try:
        sentences = {
            key: Sentence(_checked_id(key), f"{text['text']:s}", f"{text['original']:s}")
            for paragraph in data["paragraphs"]
            for key, text in paragraph.items()
        }
        repairs = tuple(_parse_repair(line) for line in data["repairs"].splitlines())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise KnowledgeError(
            f"{path}: not a cleaned article ({error!r}); run `python -m bot.qa.article`"
        ) from error
    if not sentences:
        raise KnowledgeError(f"{path}: the article has no sentences")
    return Article(sentences, repairs)


def _checked_id(key: str) -> str:
    if not re.fullmatch(r"p\d+s\d+", key):
        raise ValueError(f"'{key}' is no sentence id such as p1s1")
    return key


def _parse_repair(line: str) -> Repair:
    offset, kind, found, _, *replacement = line.split(" ")
    return Repair(int(offset), kind, found, "".join(replacement))


def dump_article(article: Article) -> str:
    """Write a cleaned article as YAML, one repair a line: offset, kind, found → replacement."""
    data: dict[str, Any] = {
        "paragraphs": [
            {s.id: {"text": s.text, "original": s.original} for s in paragraph}
            for paragraph in article.paragraphs
        ],
        "repairs": "\n".join(
            f"{r.offset} {r.kind} {r.found} → {r.replacement}".rstrip() for r in article.repairs
        ),
    }
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as block literals."""


def _block_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _block_text)


def main() -> None:
    """Rebuild ``article.yaml`` beside ``raw.txt``."""
    folder = Path(__file__).parents[2] / "knowledge" / "article"
    (folder / "article.yaml").write_text(dump_article(clean_file(folder / "raw.txt")), "utf-8")


if __name__ == "__main__":
    main()

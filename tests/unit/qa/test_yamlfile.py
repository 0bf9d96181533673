"""Reading YAML so that every fault names its file and line."""

from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.qa.yamlfile import line_of, load_yaml, read_text

DOCUMENT = """\
topic: meeting
title: {zh: 会, en: Meeting}
entries:
  - id: one

    answer:
      zh: 一
  - id: two
    related:
      - one
      - three
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file.yaml"
    path.write_text(DOCUMENT, "utf-8")
    return path


def test_every_value_is_text(path: Path) -> None:
    path.write_text("a: no\nb: 886\nc: 2024-01-01\nd: ~\n", "utf-8")
    assert load_yaml(path) == {"a": "no", "b": "886", "c": "2024-01-01", "d": "~"}


def test_a_byte_order_mark_is_no_part_of_the_text(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_text(path) == "a: 1"
    assert load_yaml(path) == {"a": "1"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"a: [1, 2\nb: 3\n", ":2: not valid YAML: ", id="open bracket"),
        pytest.param(b"a: 1\nb: 'x\n", ":3: not valid YAML: ", id="open quote"),
        pytest.param(b"a: 1\n\tb: 2\n", ":2: not valid YAML: ", id="tab"),
        pytest.param(b"a: 1\nb: 2\na: 3\n", ":3: not valid YAML: a stands twice", id="a key twice"),
        pytest.param(b"a: 1\nb: *nothing\n", ":2: not valid YAML: ", id="unknown anchor"),
        pytest.param(b"a: 1\nb: 2: 3\n", ":2: not valid YAML: ", id="two colons"),
        pytest.param(b"a: \x01\n", ":1: not valid YAML: ", id="control character"),
        pytest.param(b"a: 1\n---\nb: 1\n", ":2: not valid YAML: ", id="two documents"),
        pytest.param(b"? [a]\n: 1\n", ":1: not valid YAML: ", id="a key that is a list"),
        pytest.param("a: 会".encode("gb18030"), ": not UTF-8 (byte 3); ", id="GB 18030"),
        pytest.param("a: 1".encode("utf-16"), ": not UTF-8 (byte 0); ", id="UTF-16"),
    ],
)
def test_a_fault_names_the_file_and_the_line(content: bytes, fault: str, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(KnowledgeError) as caught:
        load_yaml(path)
    message = str(caught.value)
    assert message.startswith(f"{path}{fault}")
    assert "\n" not in message


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_yaml(tmp_path / "none.yaml")
    assert (
        str(caught.value) == f"{tmp_path / 'none.yaml'}: cannot be read: No such file or directory"
    )


def test_a_folder_in_place_of_a_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read: Is a directory"):
        read_text(tmp_path)


@pytest.mark.parametrize(
    ("trail", "line"),
    [
        pytest.param([], 1, id="the document"),
        pytest.param(["entries"], 3, id="key"),
        pytest.param(["title", "en"], 2, id="inline mapping"),
        pytest.param(["entries", 0], 4, id="item"),
        pytest.param(["entries", 0, "answer", "zh"], 7, id="deep"),
        pytest.param(["entries", 1, "related", 1], 11, id="item of an item"),
        pytest.param(["entries", 1, "answer", "zh"], 8, id="missing key: its parent"),
        pytest.param(["entries", 9], 3, id="missing item: its list"),
        pytest.param(["topic", "x"], 1, id="past a value"),
        pytest.param(["entries", "x"], 3, id="a key of a list"),
    ],
)
def test_line_of_finds_the_line_or_that_of_the_last_part_there_is(
    trail: list[str | int], line: int, path: Path
) -> None:
    assert line_of(path, trail) == line


def test_line_of_an_empty_file_is_the_first(path: Path) -> None:
    path.write_text("", "utf-8")
    assert line_of(path, ["entries", 0]) == 1

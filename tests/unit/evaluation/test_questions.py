"""Reading the evaluation set."""

from pathlib import Path

import pytest

from bot.errors import InputError
from bot.evaluation.questions import Expected, load_questions

GOOD = '{"question": "谁", "style": "plain", "expect": "answer", "entries": ["meeting-chair"]}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "questions.jsonl"


def test_a_line_is_a_question_with_what_it_expects(path: Path) -> None:
    path.write_text(
        GOOD
        + '\n{"question": "他呢", "context": ["许勤是谁"], "style": "s", "expect": "none", '
        + '"entries": []}\n',
        "utf-8",
    )
    assert load_questions(path) == [
        Expected("谁", (), "plain", True, (frozenset({"meeting-chair"}),)),
        Expected("他呢", ("许勤是谁",), "s", False, (frozenset(),)),
    ]


def test_a_compound_has_parts(path: Path) -> None:
    path.write_text(
        '{"question": "q", "style": "s", "expect": "answer", "parts": [["a", "b"], ["c"]]}', "utf-8"
    )
    [expected] = load_questions(path)
    assert expected.parts == (frozenset({"a", "b"}), frozenset({"c"}))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("谁主持", id="no JSON"),
        pytest.param("", id="empty line"),
        pytest.param("{}", id="nothing in it"),
        pytest.param("[]", id="a list"),
        pytest.param('"谁"', id="a text"),
        pytest.param(GOOD.replace("answer", "maybe"), id="unknown expectation"),
        pytest.param(GOOD.replace('"style"', '"stile"'), id="misspelt key"),
        pytest.param(GOOD.replace('["meeting-chair"]', "null"), id="no entries"),
        pytest.param(GOOD.replace('["meeting-chair"]', '"meeting-chair"'), id="entries as text"),
    ],
)
def test_a_line_of_another_form_is_named(line: str, path: Path) -> None:
    path.write_text(f"{GOOD}\n{line}\n{GOOD}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        load_questions(path)
    assert str(caught.value).startswith(f"{path}:2: not an evaluation question: ")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, path: Path) -> None:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_questions(path)
    assert str(caught.value).startswith(f"{path}: cannot be read: ")

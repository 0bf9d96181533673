"""Whatever stands in a knowledge folder, or comes to the batch: faults are told, and where."""

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import KnowledgeError
from bot.qa.assistant import Assistant
from bot.qa.check import check_knowledge
from bot.qa.knowledge import load_knowledge
from bot.qa.yamlfile import load_yaml
from bot.terminal.asking import run_batch
from bot.terminal.records import answer_batch

from .mutating import ANYTHING, change

SMALL = Path(__file__).parent.parent / "unit" / "small_knowledge"
ASKED = st.fixed_dictionaries({"question": ANYTHING}, optional={"context": ANYTHING}).map(
    json.dumps
)
FILES = sorted(str(path.relative_to(SMALL)) for path in SMALL.rglob("*.yaml"))


@contextmanager
def folder_with(name: str, content: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "knowledge"
        shutil.copytree(SMALL, folder)
        (folder / name).write_bytes(content)
        yield folder


def check_loading(folder: Path) -> None:
    """Load and check a folder; a fault of it is one line that names a file."""
    for use in (load_knowledge, check_knowledge):
        fault = fault_of(use, folder)
        assert "\n" not in fault
        assert fault == "" or fault.startswith(str(folder))


def fault_of(use: Callable[[Path], object], folder: Path) -> str:
    try:
        use(folder)
    except KnowledgeError as error:
        return str(error)
    return ""


@given(data=st.data(), name=st.sampled_from(FILES))
def test_a_file_of_which_bytes_are_wrong(data: st.DataObject, name: str) -> None:
    content = (SMALL / name).read_bytes()
    at = data.draw(st.integers(0, len(content)))
    until = data.draw(st.integers(at, len(content)))
    with folder_with(
        name, content[:at] + data.draw(st.binary(max_size=20)) + content[until:]
    ) as folder:
        check_loading(folder)


@given(data=st.data(), name=st.sampled_from(FILES))
def test_a_file_of_which_parts_are_wrong(data: st.DataObject, name: str) -> None:
    content = load_yaml(SMALL / name)
    for _ in range(data.draw(st.integers(1, 3))):
        change(data.draw, content)
    with folder_with(name, json.dumps(content).encode()) as folder:
        check_loading(folder)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_file_that_is_half_written(name: str, share: float) -> None:
    content = (SMALL / name).read_bytes()
    with folder_with(name, content[: int(share * len(content))]) as folder:
        check_loading(folder)


@given(lines=st.lists(st.text() | ANYTHING.map(json.dumps) | ASKED, max_size=5))
def test_every_line_of_a_batch_gets_one_object(lines: list[str], assistant: Assistant) -> None:
    answered = [json.loads(line) for line in answer_batch(assistant, lines)]
    assert len(answered) == len(lines)
    assert all("kind" in one and "text" in one for one in answered)


@given(raw=st.binary(max_size=200))
def test_every_line_of_bytes_gets_one_object(raw: bytes, assistant: Assistant) -> None:
    written = io.BytesIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        patched.setattr(sys, "stdout", io.TextIOWrapper(written))
        run_batch(assistant)
        answered = written.getvalue().splitlines()
    assert len(answered) == len(io.BytesIO(raw).readlines())
    assert all("kind" in json.loads(line) for line in answered)

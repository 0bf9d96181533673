"""Keeping an assistant that was made from the knowledge."""

import os
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.qa import ready
from bot.qa.knowledge import load_knowledge
from bot.qa.ready import load_assistant


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "meeting-bot"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that assistants were really made from."""
    folders: list[Path] = []

    def load(folder: Path) -> object:
        folders.append(folder)
        return load_knowledge(folder)

    monkeypatch.setattr(ready, "load_knowledge", load)
    return folders


def test_an_assistant_is_made_once_and_answers_the_same(
    cache: Path, small_folder: Path, made: list[Path]
) -> None:
    first, second = load_assistant(small_folder), load_assistant(small_folder)
    assert made == [small_folder]
    for entry in first.knowledge.entries.values():
        question = entry.question.zh
        assert second.reply(question) == first.reply(question)


def test_a_changed_file_makes_another(cache: Path, small_folder: Path, made: list[Path]) -> None:
    load_assistant(small_folder)
    file = next((small_folder / "faq").glob("*.yaml"))
    file.write_text(file.read_text("utf-8") + "\n# changed\n", "utf-8")
    load_assistant(small_folder)
    assert len(made) == 2


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x05N."], ids=repr)
def test_a_damaged_or_strange_file_is_made_anew(
    content: bytes, cache: Path, small_folder: Path
) -> None:
    load_assistant(small_folder)
    (kept,) = cache.glob("*.pickle")
    kept.write_bytes(content)
    assert load_assistant(small_folder).knowledge.entries
    assert kept.read_bytes() != content


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_the_file_of_another_user_is_not_read(
    cache: Path, small_folder: Path, made: list[Path]
) -> None:
    load_assistant(small_folder)
    (kept,) = cache.glob("*.pickle")
    os.chown(kept, 12345, -1)
    load_assistant(small_folder)
    assert len(made) == 2


def test_without_a_place_to_keep_it_it_is_made_all_the_same(
    cache: Path, small_folder: Path
) -> None:
    cache.parent.write_text("a file where the folder should be")
    assert load_assistant(small_folder).knowledge.entries


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="everybody has a home there")
def test_a_user_without_a_home_is_answered(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54321)  # of whom no list of users knows
    assert load_assistant(small_folder).knowledge.entries


def test_only_the_latest_are_kept(cache: Path, small_folder: Path) -> None:
    file = small_folder / "synonyms.yaml"
    for number in range(5):
        file.write_text(file.read_text("utf-8") + f"# {number}\n", "utf-8")
        load_assistant(small_folder)
    assert len(list(cache.iterdir())) == 3


def test_what_was_used_last_is_kept(cache: Path, small_folder: Path, made: list[Path]) -> None:
    file = small_folder / "synonyms.yaml"
    text = file.read_text("utf-8")
    for number in range(5):
        file.write_text(f"{text}# {number}\n", "utf-8")
        load_assistant(small_folder)
        file.write_text(text, "utf-8")
        load_assistant(small_folder)
    assert len(made) == 5 + 1


def test_broken_knowledge_is_told(cache: Path, small_folder: Path) -> None:
    (small_folder / "synonyms.yaml").write_text("groups: 3")
    with pytest.raises(KnowledgeError, match="synonyms"):
        load_assistant(small_folder)
    assert not cache.exists()

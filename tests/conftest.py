"""What every test can use, and the guard that keeps tests off the network."""

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import settings

from bot.evaluation.questions import load_questions
from bot.qa.assistant import Assistant
from bot.qa.knowledge import KnowledgeBase, default_folder, load_knowledge
from bot.qa.language import Language
from bot.qa.reply import Conversation, Kind

ROOT = Path(__file__).parent.parent
POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432")

# Kept from one run to the next, and nothing that other programs make pushes it out.
os.environ["XDG_CACHE_HOME"] = str(ROOT / ".pytest_cache" / "home")

# The same examples on every run, and no time limit for each: machines are noisy.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("steady")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason how many tests were skipped."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    if reasons:
        terminalreporter.section("skipped")
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count}: {reason}")


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The knowledge that comes with the bot."""
    return load_knowledge(default_folder())


@pytest.fixture(scope="session")
def assistant(knowledge: KnowledgeBase) -> Assistant:
    """The assistant over the knowledge that comes with the bot."""
    return Assistant(knowledge)


@pytest.fixture(scope="session")
def unsure_question(assistant: Assistant) -> str:
    """A question to which the bot answers "did you mean", whatever the weights are."""
    return _ending(assistant, Kind.SUGGEST)


@pytest.fixture(scope="session")
def unknown_question(assistant: Assistant) -> str:
    """A question that the bot cannot answer, near to what it can, whatever the weights are."""
    return _ending(assistant, Kind.DECLINE)


def _ending(assistant: Assistant, kind: Kind) -> str:
    folder = ROOT / "tests" / "evaluation"
    sets = ("questions.jsonl", "questions_later.jsonl")
    for expected in chain.from_iterable(load_questions(folder / name) for name in sets):
        reply = assistant.reply(expected.question)
        is_short = expected.question.isalnum() and len(expected.question) < 30
        if reply.language is not Language.HANS or not is_short or len(reply.suggestions) < 2:
            continue
        before = ("meeting-chair", "documents-approved", *(e.id for e in reply.suggestions))
        later = [assistant.reply(expected.question, Conversation(last)).kind for last in before]
        if {reply.kind, *later} == {kind}:
            return expected.question
    raise AssertionError(f"no question of the evaluation set ends as {kind} with two suggestions")


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A sound knowledge folder of five entries, free to be broken."""
    folder = tmp_path / "knowledge"
    shutil.copytree(Path(__file__).parent / "unit" / "small_knowledge", folder)
    return folder


@pytest.fixture
def small_knowledge(small_folder: Path) -> KnowledgeBase:
    """The knowledge of the small folder."""
    return load_knowledge(small_folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new database: an SQLite file, or one on a PostgreSQL server."""
    with _new_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def postgresql_url(tmp_path: Path) -> Iterator[str]:
    """The address of a new database on a PostgreSQL server."""
    with _new_database("postgresql", tmp_path) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting_database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same for all tests of a file."""
    with _new_database(request.param, tmp_path_factory.mktemp("database")) as url:
        yield url


@contextmanager
def _new_database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bot.sqlite3'}"
        return
    name = f"meeting_bot_{secrets.token_hex(6)}"
    try:
        _run_sql(f"CREATE DATABASE {name}")
    except (OSError, asyncpg.PostgresError) as error:
        _go_without_postgresql(error)
    try:
        yield f"{POSTGRESQL}/{name}"
    finally:
        _run_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _go_without_postgresql(error: Exception) -> None:
    reason = f"no PostgreSQL answers at {POSTGRESQL}: {error}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _run_sql(statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(f"{POSTGRESQL}/postgres", timeout=5)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    # In a thread of its own, as the test may be in an event loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()


@pytest.fixture
def bot(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run ``python -m bot`` with arguments, ``stdin`` (bytes) and settings, away from any .env."""

    def run(
        *arguments: str, stdin: bytes = b"", python: tuple[str, ...] = (), **environment: str
    ) -> subprocess.CompletedProcess[str]:
        names = ("PATH", "HOME", "XDG_CACHE_HOME", "SYSTEMROOT", "LANG")
        inherited = {name: os.environ[name] for name in names if name in os.environ}
        done = subprocess.run(
            [sys.executable, *python, "-m", "bot", *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=inherited | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | environment,
            timeout=60,
            check=False,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail any test that reaches for an address outside this machine."""

    def guarded(method: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
                pytest.fail(f"a test reached for {address!r}; only loopback is allowed")
            return method(self, address)

        return connect

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")

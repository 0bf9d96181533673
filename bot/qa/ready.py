"""An assistant that is ready at once: made once from the knowledge, then kept in the user's cache.

Reading twenty thousand wordings takes longer than starting Python. What is kept is a pickle, like
Python's own ``.pyc`` files, in a folder of this user alone, under a name that follows from all that
went into it: when the knowledge or the code changes, another is made.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import numpy as np

from bot.qa.assistant import Assistant
from bot.qa.knowledge import load_knowledge

_CODE = Path(__file__).parent
_MOST_KEPT = 3


def load_assistant(folder: Path) -> Assistant:
    """Make an assistant from a knowledge folder, or take the one made from the same before.

    Raises:
        KnowledgeError: If the knowledge cannot be loaded.
    """
    path = _cache_folder() / f"{_fingerprint(folder)}.pickle"
    assistant = _take(path)
    if assistant is None:
        assistant = Assistant(load_knowledge(folder))
        assistant.matcher.warm_up()
        _keep(assistant, path)
    return assistant


def _take(path: Path) -> Assistant | None:
    """Read a kept assistant; ``None`` where there is none that can be trusted and read."""
    try:
        if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
            return None
        kept = pickle.loads(path.read_bytes())
        with suppress(OSError):
            path.touch()  # or else what is used most goes, as it was made first
    except Exception:  # whatever is wrong with what was kept, another is made
        return None
    return kept if isinstance(kept, Assistant) else None


def _keep(assistant: Assistant, path: Path) -> None:
    """Keep an assistant for the next time, if that can be done; those not used for longest go."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(pickle.dumps(assistant, protocol=5))
        unfinished.replace(path)
        kept = sorted(path.parent.glob("*.pickle"), key=lambda p: p.stat().st_mtime)
        for old in kept[:-_MOST_KEPT]:
            old.unlink()


def _cache_folder() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return (Path(cache) if cache else Path.home() / ".cache") / "meeting-bot"
    except RuntimeError:  # a user without a home, as in a container
        return Path(os.devnull) / "nothing-is-kept"


def _fingerprint(folder: Path) -> str:
    """Return a digest of everything an assistant is made from."""
    digest = blake2b(f"{sys.version} {np.__version__} {folder.resolve()}".encode(), digest_size=16)
    for path in _ingredients(folder):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _ingredients(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in _CODE.iterdir() if path.is_file())
    yield from sorted(folder.glob("**/*.yaml"))

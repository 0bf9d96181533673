"""Showing on the terminal how far something is, where there is a terminal."""

from collections.abc import Iterable
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Item = TypeVar("Item")


def watched(items: Iterable[Item], description: str, total: int | None = None) -> Iterable[Item]:
    """Go through items with a bar on stderr, which goes again; where stderr is a file, without.

    Args:
        items: What is gone through.
        description: What is done with them.
        total: How many there are, where the items cannot tell.
    """
    console = Console(stderr=True)
    return track(
        items,
        description,
        total,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )

"""Showing how far something is."""

import pytest

from bot.terminal.progress import watched


def test_without_a_terminal_all_is_gone_through_and_nothing_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert list(watched(iter("abc"), "spelling", 3)) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")

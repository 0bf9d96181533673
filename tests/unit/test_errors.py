"""Errors a person can cause: one base, and what the command line exits with."""

import pytest

from bot.errors import InputError, KnowledgeError, MeetingBotError, SettingsError


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        pytest.param(KnowledgeError, 1, id="knowledge"),
        pytest.param(SettingsError, 2, id="settings"),
        pytest.param(InputError, 2, id="input"),
    ],
)
def test_every_error_is_caught_by_its_base_and_knows_its_exit_code(
    error: type[MeetingBotError], exit_code: int
) -> None:
    with pytest.raises(MeetingBotError, match="what to do") as caught:
        raise error("what to do")
    assert caught.value.exit_code == exit_code

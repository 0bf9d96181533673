"""What a button says when it is pressed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.presses import Action, Press
from bot.qa.language import Language

TARGETS = st.just("") | st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(
    lambda target: len(target) <= 48
)
PRESSES = st.builds(
    Press,
    st.sampled_from(list(Action)),
    st.sampled_from(list(Language)),
    TARGETS,
    st.integers(0, 2**32 - 1),
)


@given(PRESSES)
@example(Press(Action.ANSWER, Language.HANT, "x" * 48, 2**31))
def test_a_packed_press_unpacks_to_itself_within_64_bytes(press: Press) -> None:
    packed = press.pack()
    assert len(packed.encode()) <= 64
    assert Press.unpack(packed) == press


@given(PRESSES, PRESSES)
def test_different_presses_pack_differently(one: Press, other: Press) -> None:
    assert (one.pack() == other.pack()) == (one == other)


GARBAGE = st.text() | st.lists(
    st.sampled_from(["2", "1", "a", "t", "", "-1", "٣", "²", "people", "9" * 30, "s"])
).map(":".join)


@given(GARBAGE)
@example("2:a:x:" + "9" * 5000 + ":s")
def test_any_garbage_unpacks_to_none_or_a_press(data: str) -> None:
    press = Press.unpack(data)
    assert press is None or (press.action in Action and 0 <= press.number < 2**32)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("", id="empty"),
        pytest.param("2", id="version only"),
        pytest.param("1:a:meeting-chair:0", id="another version"),
        pytest.param("1:a:meeting-chair:0:s", id="another version, same form"),
        pytest.param("2:z:meeting-chair:0:s", id="unknown action"),
        pytest.param("2:a:meeting-chair:0", id="no language"),
        pytest.param("2:a:meeting-chair:0:x", id="unknown language"),
        pytest.param("2:a:meeting-chair::s", id="empty number"),
        pytest.param("2:a:meeting-chair:-1:s", id="negative number"),
        pytest.param("2:a:meeting-chair:²:s", id="superscript number"),
        pytest.param("2:a:meeting-chair:123456789:s", id="number over 32 bits"),
        pytest.param("2:a:meeting:chair:0:s", id="colon in the target"),
        pytest.param("2:a:meeting-chair:0:s\n", id="newline"),
    ],
)
def test_other_data_is_no_press(data: str) -> None:
    assert Press.unpack(data) is None


def test_a_target_that_does_not_fit_is_refused_and_shown() -> None:
    with pytest.raises(ValueError, match=r"over 64 bytes: '2:a:x{60}:0:s'"):
        Press(Action.ANSWER, Language.HANS, "x" * 60).pack()


def test_a_target_that_could_not_be_read_back_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be read back"):
        Press(Action.ANSWER, Language.HANS, "会议").pack()


def test_packed_data_is_stable_because_sent_messages_hold_it() -> None:
    assert Press(Action.ANSWER, Language.HANS, "meeting-chair").pack() == "2:a:meeting-chair:0:s"
    assert Press(Action.TOPIC, Language.ENGLISH, "people", 10).pack() == "2:t:people:a:e"

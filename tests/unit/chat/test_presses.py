"""What a button says when it is pressed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.presses import Action, Press

TARGETS = st.just("") | st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(
    lambda target: len(target) <= 48
)
PRESSES = st.builds(Press, st.sampled_from(list(Action)), TARGETS, st.integers(0, 9999))


@given(PRESSES)
def test_a_packed_press_unpacks_to_itself_within_64_bytes(press: Press) -> None:
    packed = press.pack()
    assert len(packed.encode()) <= 64
    assert Press.unpack(packed) == press


@given(PRESSES, PRESSES)
def test_different_presses_pack_differently(one: Press, other: Press) -> None:
    assert (one.pack() == other.pack()) == (one == other)


GARBAGE = st.text() | st.lists(
    st.sampled_from(["1", "0", "a", "t", "ts", "", "-1", "٣", "²", "people", "9" * 30])
).map(":".join)


@given(GARBAGE)
@example("1:a:x:" + "9" * 5000)
def test_any_garbage_unpacks_to_none_or_a_press(data: str) -> None:
    press = Press.unpack(data)
    assert press is None or (press.action in Action and press.number >= 0)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("", id="empty"),
        pytest.param("1", id="version only"),
        pytest.param("0:a:meeting-chair:0", id="another version"),
        pytest.param("1:zz:meeting-chair:0", id="unknown action"),
        pytest.param("1:a:meeting-chair", id="no number"),
        pytest.param("1:a:meeting-chair:", id="empty number"),
        pytest.param("1:a:meeting-chair:-1", id="negative number"),
        pytest.param("1:a:meeting-chair:²", id="superscript number"),
        pytest.param("1:a:meeting:chair:0", id="colon in the target"),
        pytest.param("ANSWER", id="name of an action"),
    ],
)
def test_data_of_another_shape_is_no_press(data: str) -> None:
    assert Press.unpack(data) is None


def test_a_press_over_64_bytes_is_refused_with_what_it_says() -> None:
    with pytest.raises(ValueError, match="over 64 bytes: '1:a:会"):
        Press(Action.ANSWER, "会" * 21).pack()


def test_packed_data_is_stable_because_sent_messages_hold_it() -> None:
    assert Press(Action.ANSWER, "meeting-chair").pack() == "1:a:meeting-chair:0"
    assert Press(Action.TOPIC, "people", 2).pack() == "1:t:people:2"

"""Names that are nearly those of the report."""

import pytest

from bot.qa.names import NearNames
from bot.qa.pinyin import Sounds

near_names = NearNames(["张安顺", "曹忠义", "许勤"], Sounds({}))


@pytest.mark.parametrize(
    ("folded", "count"),
    [
        pytest.param("张安平在会上是什么职务", 1, id="another last character"),
        pytest.param("王安顺是谁", 1, id="another surname"),
        pytest.param("张安平和曹忠诚是谁", 2, id="two"),
        pytest.param("张安顺是谁", 0, id="the name itself"),
        pytest.param("张安舜是谁", 0, id="the wrong homophone"),
        pytest.param("章安顺是谁", 0, id="the wrong homophone of the surname"),
        pytest.param("张安是谁", 1, id="a character left out reads on"),
        pytest.param("许琴是谁", 0, id="a name of two characters"),
        pytest.param("who is zhang anping", 0, id="pinyin"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_names_that_sound_different_are_other_people(folded: str, count: int) -> None:
    assert near_names.count(folded) == count


def test_without_names_nothing_is_near() -> None:
    assert NearNames([], Sounds({})).count("张安平") == 0

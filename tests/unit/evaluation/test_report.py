"""The rates of an evaluation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.evaluation.judging import Judged, Outcome
from bot.evaluation.questions import Expected
from bot.evaluation.report import failures, rates, rates_table
from bot.qa.language import Language
from bot.qa.reply import Kind, Reply

REPLY = Reply(Kind.DECLINE, Language.HANS, 0.25)
OTHERS = {Outcome.DECLINED, Outcome.FALSE}


def judged(outcome: Outcome, style: str = "plain") -> Judged:
    expected = Expected("谁", (), style, outcome not in OTHERS, (frozenset({"b", "a"}),))
    return Judged(expected, REPLY, outcome)


def test_rates_are_shares_of_the_questions_they_can_happen_to() -> None:
    outcomes = [Outcome.RIGHT] * 3 + [Outcome.WRONG] + [Outcome.DECLINED] * 4 + [Outcome.FALSE]
    found = rates(map(judged, outcomes))
    assert (found.answerable, found.others) == (4, 5)
    assert (found.right, found.wrong, found.false) == (0.75, 0.25, 0.2)


@given(st.lists(st.sampled_from(list(Outcome))))
def test_the_shares_of_the_answerable_add_up(outcomes: list[Outcome]) -> None:
    found = rates(map(judged, outcomes))
    assert found.answerable + found.others == len(outcomes)
    total = found.right + found.wrong + found.suggested + found.missed
    assert total == pytest.approx(1.0 if found.answerable else 0.0)
    assert 0 <= found.false <= 1


def test_the_table_has_a_row_for_each_style_and_one_for_all() -> None:
    table = rates_table(
        [judged(Outcome.RIGHT), judged(Outcome.FALSE, "trap"), judged(Outcome.WRONG)]
    )
    console = Console(width=100)
    with console.capture() as capture:
        console.print(table)
    rows = [line.replace("│", " ").split() for line in capture.get().splitlines() if "%" in line]
    assert rows == [
        ["plain", "2", "50.0%", "50.0%", "0.0%", "0.0%", "–"],
        ["trap", "1", "–", "–", "–", "–", "100.0%"],
        ["all", "3", "50.0%", "50.0%", "0.0%", "0.0%", "100.0%"],
    ]


@pytest.mark.parametrize("outcome", list(Outcome), ids=str)
def test_failures_are_all_but_right_and_declined(outcome: Outcome) -> None:
    lines = failures([judged(outcome)])
    if outcome in {Outcome.RIGHT, Outcome.DECLINED}:
        assert lines == []
    else:
        assert lines == [f"{outcome}\tplain\t'谁'\twanted a/b\tgot decline [] 0.25"]

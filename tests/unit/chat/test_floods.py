"""Which messages of a flood are answered, and when its sender is told."""

from collections import Counter

import pytest

from bot.chat.floods import Floods, Verdict


def judged(floods: Floods, person: int, *moments: float) -> list[Verdict]:
    return [floods.judge(person, moment) for moment in moments]


def test_a_flood_is_answered_up_to_a_rate_and_told_once() -> None:
    verdicts = judged(Floods(1), 7, *[100.0] * 100)
    assert verdicts[:20] == [Verdict.ANSWER] * 20
    assert verdicts[20:] == [Verdict.WARN] + [Verdict.IGNORE] * 79


def test_who_goes_on_is_answered_at_that_rate_and_not_told_again() -> None:
    counts = Counter(judged(Floods(1), 7, *[100.0 + number / 10 for number in range(1200)]))
    assert counts[Verdict.ANSWER] == 120
    assert counts[Verdict.WARN] == 1


def test_who_floods_again_after_a_while_is_told_again() -> None:
    floods = Floods(1)
    judged(floods, 7, *[100.0] * 30)
    assert judged(floods, 7, *[200.0] * 30).count(Verdict.WARN) == 1


def test_nobody_pays_for_somebody_elses_flood() -> None:
    floods = Floods(1)
    judged(floods, 7, *[100.0] * 100)
    assert judged(floods, 8, 100.0) == [Verdict.ANSWER]


def test_an_ordinary_conversation_is_no_flood() -> None:
    moments = [100.0 + 1.1 * number for number in range(200)]
    assert set(judged(Floods(1), 7, *moments)) == {Verdict.ANSWER}


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    floods = Floods(1)
    judged(floods, 7, *[10_000.0] * 20)
    assert judged(floods, 7, 100.0) == [Verdict.ANSWER]


@pytest.mark.parametrize("moment", [0.0, 1e9])
def test_no_limit_answers_everything(moment: float) -> None:
    assert set(judged(Floods(0), 7, *[moment] * 1000)) == {Verdict.ANSWER}

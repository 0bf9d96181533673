"""Judging replies against what was expected of them."""

from collections.abc import Sequence

import pytest

from bot.evaluation.judging import Outcome, judge, judge_all
from bot.evaluation.questions import Expected
from bot.qa.assistant import Assistant
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.reply import Answer, Kind, Reply


def expect(*parts: Sequence[str], is_answerable: bool = True) -> Expected:
    return Expected("?", (), "plain", is_answerable, tuple(frozenset(part) for part in parts))


@pytest.mark.parametrize(
    ("parts", "kind", "answered", "suggested", "outcome"),
    [
        pytest.param([["chair"]], Kind.ANSWER, ["chair"], [], Outcome.RIGHT, id="right"),
        pytest.param([["plan", "chair"]], Kind.ANSWER, ["chair"], [], Outcome.RIGHT, id="either"),
        pytest.param([["chair"]], Kind.ANSWER, ["plan"], [], Outcome.WRONG, id="wrong"),
        pytest.param(
            [["chair"]], Kind.ANSWER, ["plan"], ["chair"], Outcome.WRONG, id="related is no excuse"
        ),
        pytest.param(
            [["chair"], ["plan"]], Kind.ANSWER, ["chair", "plan"], [], Outcome.RIGHT, id="compound"
        ),
        pytest.param(
            [["chair"], ["plan"]], Kind.ANSWER, ["plan", "chair"], [], Outcome.WRONG, id="order"
        ),
        pytest.param(
            [["chair"], ["plan"]], Kind.ANSWER, ["chair"], [], Outcome.WRONG, id="half a compound"
        ),
        pytest.param(
            [["chair"]], Kind.SUGGEST, [], ["plan", "chair"], Outcome.SUGGESTED, id="suggested"
        ),
        pytest.param(
            [["chair"]], Kind.SUGGEST, [], ["plan"], Outcome.MISSED, id="others suggested"
        ),
        pytest.param([["chair"]], Kind.DECLINE, [], [], Outcome.MISSED, id="declined"),
        pytest.param([["chair"]], Kind.PASSAGE, [], [], Outcome.MISSED, id="passage"),
    ],
)
def test_an_answerable_question_ends_right_wrong_suggested_or_missed(
    parts: list[list[str]],
    kind: Kind,
    answered: list[str],
    suggested: list[str],
    outcome: Outcome,
    small_knowledge: KnowledgeBase,
) -> None:
    reply = reply_of(small_knowledge, kind, answered, suggested)
    assert judge(expect(*parts), reply) is outcome


@pytest.mark.parametrize(
    ("harmless", "kind", "answered", "outcome"),
    [
        pytest.param([], Kind.DECLINE, [], Outcome.DECLINED, id="declined"),
        pytest.param([], Kind.SUGGEST, [], Outcome.DECLINED, id="a suggestion claims nothing"),
        pytest.param([], Kind.SMALLTALK, [], Outcome.DECLINED, id="small talk"),
        pytest.param([], Kind.ANSWER, ["chair"], Outcome.FALSE, id="answered"),
        pytest.param(
            ["chair"], Kind.ANSWER, ["chair"], Outcome.FALSE, id="a reported entry claims"
        ),
        pytest.param([], Kind.PASSAGE, [], Outcome.FALSE, id="passage"),
        pytest.param(
            ["next-circle"], Kind.NOT_REPORTED, ["next-circle"], Outcome.DECLINED, id="not reported"
        ),
        pytest.param(
            [], Kind.NOT_REPORTED, ["next-circle"], Outcome.FALSE, id="another not reported"
        ),
    ],
)
def test_an_unanswerable_question_ends_declined_or_false(
    harmless: list[str],
    kind: Kind,
    answered: list[str],
    outcome: Outcome,
    small_knowledge: KnowledgeBase,
) -> None:
    reply = reply_of(small_knowledge, kind, answered, [])
    assert judge(expect(harmless, is_answerable=False), reply) is outcome


def reply_of(
    knowledge: KnowledgeBase, kind: Kind, answered: list[str], suggested: list[str]
) -> Reply:
    return Reply(
        kind,
        Language.HANS,
        0.5,
        answers=tuple(Answer(knowledge.entries[key], 0.5) for key in answered),
        suggestions=tuple(knowledge.entries[key] for key in suggested),
    )


def test_questions_are_asked_in_their_context(assistant: Assistant) -> None:
    expected = Expected(
        "第三个是什么", ("五个坚持是哪五个",), "s", True, (frozenset({"principle-systems"}),)
    )
    [judged] = judge_all(assistant, [expected])
    assert (judged.expected, judged.outcome) == (expected, Outcome.RIGHT)

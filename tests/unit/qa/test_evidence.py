"""What speaks for and against an entry."""

import pytest

from bot.qa.assistant import Assistant
from bot.qa.evidence import EVIDENCE, Evidence


def evidence(assistant: Assistant, question: str, entry: str) -> Evidence:
    found = assistant.matcher.candidates(question)
    return next(c.evidence for c in found if c.entry.id == entry)


def test_evidence_has_the_names_the_weights_use(assistant: Assistant) -> None:
    found = evidence(assistant, "谁主持会议", "meeting-chair")
    assert all(isinstance(getattr(found, name), float) for name in EVIDENCE)
    assert 0.9 < found.similarity <= 1 + 1e-9
    assert found.worded == pytest.approx(1.0)
    assert found.familiar == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "entry", "guards"),
    [
        pytest.param("会议是哪天开的", "meeting-date", 0, id="none"),
        pytest.param("下次会议是哪天开的", "meeting-date", 1, id="another time"),
        pytest.param("六个坚持是哪六个", "principles-list", 1, id="a wrong number"),
        pytest.param("五个坚持是哪五个", "principles-list", 0, id="the right number"),
        pytest.param("会议是23号还是24号开的", "meeting-date", 0, id="one of a choice is right"),
        pytest.param("张安平是谁", "person-zhang-anshun", 1, id="another person"),
        pytest.param("Foobar怎么协同联动", "principle-synergy", 1, id="a strange word in Chinese"),
        pytest.param("家长会是哪天开的", "meeting-date", 2, id="daily life counts twice"),
        pytest.param("What is the overall call in Peru", "overall-call", 1, id="a strange name"),
    ],
)
def test_guards_count_what_the_entry_does_not_know(
    question: str, entry: str, guards: int, assistant: Assistant
) -> None:
    assert evidence(assistant, question, entry).guards == guards


def test_a_person_the_entry_does_not_name_counts(assistant: Assistant) -> None:
    assert evidence(assistant, "会议由许勤主持召开", "meeting-chair").people == 0
    assert evidence(assistant, "会议由张安顺主持召开", "meeting-chair").people == 1


def test_more_of_the_question_in_the_wordings_is_more_evidence(assistant: Assistant) -> None:
    full = evidence(assistant, "会议由谁主持", "meeting-chair")
    partly = evidence(assistant, "会议由谁主持烤羊肉串", "meeting-chair")
    assert full.worded > partly.worded
    assert full.unknown < partly.unknown
    assert full.familiar > partly.familiar
    assert full.length < partly.length

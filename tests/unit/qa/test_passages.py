"""The article's own sentences."""

import pytest

from bot.qa.knowledge import KnowledgeBase
from bot.qa.matcher import Matcher
from bot.qa.passages import Passages
from bot.qa.weights import load_weights


@pytest.fixture
def passages(small_knowledge: KnowledgeBase) -> Passages:
    return Passages(small_knowledge, Matcher(small_knowledge, load_weights()))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        pytest.param("计划包括朗读、默读、精读和写作", "p1s2", id="word for word"),
        pytest.param("朗讀默讀精讀", "p1s2", id="Traditional"),
        pytest.param("读者李丽发言", "p2s1", id="short sentence"),
        pytest.param("朗读默读跳舞唱歌画画", None, id="half of it elsewhere"),
        pytest.param("作写读精读默读朗", None, id="the same characters in another order"),
        pytest.param("朗读", None, id="too short to be told"),
        pytest.param("下次计划包括朗读默读精读", None, id="with a guard"),
        pytest.param("今天天气怎么样", None, id="nothing shared"),
        pytest.param("", None, id="empty"),
    ],
)
def test_find_returns_the_sentence_that_holds_the_question(
    question: str, sentence: str | None, passages: Passages
) -> None:
    found = passages.find(question, 0.9)
    assert (found and found.id) == sentence


def test_a_lower_threshold_finds_more(passages: Passages) -> None:
    question = "计划包括朗读默读写诗"
    assert passages.find(question, 0.95) is None
    assert passages.find(question, 0.5) is not None

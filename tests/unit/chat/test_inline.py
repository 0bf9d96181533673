"""What an inline query finds."""

import pytest

from bot.chat.inline import found_entries
from bot.qa.assistant import Assistant
from bot.qa.language import Language
from bot.qa.reply import Answer, Kind, Reply


def test_the_answer_comes_first_then_what_has_the_words_then_what_is_related(
    assistant: Assistant,
) -> None:
    knowledge = assistant.knowledge
    entry = knowledge.entries["deputy-leaders"]
    related = knowledge.entries["group-leaders"]
    answers = (Answer(entry, 1.0),)
    reply = Reply(Kind.ANSWER, Language.HANS, 1.0, answers=answers, suggestions=(related,))
    found = [found.id for found in found_entries("副组长有几位", reply, assistant)]
    assert found[0] == "deputy-leaders"
    assert "deputy-count" in found
    assert found[-1] == "group-leaders"


@pytest.mark.parametrize("query", ["会议", "的", "the", "副", "<b>", "👍", " " * 10, "x" * 256])
def test_at_most_twenty_are_found_each_once(query: str, assistant: Assistant) -> None:
    found = found_entries(query, assistant.reply(query), assistant)
    assert len(found) <= 20
    assert len({entry.id for entry in found}) == len(found)


def test_nothing_is_found_for_nonsense(assistant: Assistant) -> None:
    reply = Reply(Kind.DECLINE, Language.HANS, 0.0)
    assert found_entries("怎么煮鸡蛋", reply, assistant) == []

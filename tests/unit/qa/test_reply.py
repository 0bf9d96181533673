"""The conversation as it stands after a reply."""

from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.reply import Answer, Conversation, Kind, Reply


def test_after_an_answer_its_last_entry_and_language_are_remembered(
    small_knowledge: KnowledgeBase,
) -> None:
    chair, plan = (Answer(small_knowledge.entries[key], 1.0) for key in ("chair", "plan"))
    reply = Reply(Kind.ANSWER, Language.HANT, 1.0, answers=(chair, plan))
    assert Conversation().after(reply) == Conversation("plan", None, Language.HANT)


def test_after_anything_else_the_entry_stays() -> None:
    reply = Reply(Kind.DECLINE, Language.ENGLISH, 0.0)
    before = Conversation("chair", Language.ENGLISH)
    assert before.after(reply) == Conversation("chair", Language.ENGLISH, Language.ENGLISH)


def test_an_item_asked_for_answers_in_place_of_its_list(small_knowledge: KnowledgeBase) -> None:
    plan = small_knowledge.entries["plan"]
    assert Answer(plan, 1.0).text == plan.answer
    assert Answer(plan, 1.0, plan.items[1]).text.in_language(Language.ENGLISH) == "Silent reading"

"""The conversation as it stands after a reply."""

from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.reply import Answer, Conversation, Kind, Reply, join


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


def test_answers_are_joined_each_entry_once_with_the_lowest_score(
    small_knowledge: KnowledgeBase,
) -> None:
    chair, plan = (Answer(small_knowledge.entries[key], 1.0) for key in ("chair", "plan"))
    replies = [
        Reply(Kind.NOT_REPORTED, Language.HANS, score, answers=(answer,))
        for answer, score in ((chair, 0.9), (plan, 0.7), (chair, 0.8))
    ]
    joined = join(replies)
    assert joined is not None
    assert (joined.kind, joined.score, joined.answers) == (Kind.ANSWER, 0.7, (chair, plan))


def test_one_answer_beside_a_reply_without_one_stays_as_it_is(
    small_knowledge: KnowledgeBase,
) -> None:
    answer = Answer(small_knowledge.entries["chair"], 1.0)
    answering = Reply(Kind.ANSWER, Language.HANS, 0.9, answers=(answer,))
    no_reason = Reply(Kind.NOT_REPORTED, Language.HANS, 1.0)
    assert join([answering, no_reason]) == answering
    assert join([no_reason]) is None

"""Replies as plain text."""

import pytest

from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.plain import answer_text, popular, quotes, reply_text, source_line
from bot.qa.reply import Answer, Kind, Reply

HANS, HANT, ENGLISH = Language.HANS, Language.HANT, Language.ENGLISH


def test_an_answer_is_followed_by_its_source(small_knowledge: KnowledgeBase) -> None:
    reply = Reply(
        Kind.ANSWER,
        ENGLISH,
        0.9,
        answers=(Answer(small_knowledge.entries["chair"], 0.9),),
        suggestions=(small_knowledge.entries["plan"],),
    )
    expected = "Wang Xiaoming chaired it on day 24.\n(Paragraph 1)"
    assert reply_text(reply, small_knowledge) == expected


def test_every_part_of_a_compound_is_written_out(small_knowledge: KnowledgeBase) -> None:
    answers = tuple(Answer(small_knowledge.entries[key], 1.0) for key in ("speaker", "plan"))
    text = reply_text(Reply(Kind.ANSWER, HANS, 1.0, answers=answers), small_knowledge)
    assert text == "读者李丽发言。\n（第2段）\n据报道，通过了“三读一写”计划。\n（第1段）"


def test_suggestions_are_listed_under_the_message(small_knowledge: KnowledgeBase) -> None:
    entries = small_knowledge.entries
    reply = Reply(
        Kind.SUGGEST,
        HANT,
        0.4,
        suggestions=(entries["chair"], entries["speaker"]),
        message=small_knowledge.messages.texts["suggest"],
    )
    expected = "你想問的是不是：\n• 誰主持了讀書會？\n• 誰發言了？"
    assert reply_text(reply, small_knowledge) == expected


def test_declining_offers_what_is_popular(small_knowledge: KnowledgeBase) -> None:
    message = small_knowledge.messages.texts["decline"]
    reply = Reply(Kind.DECLINE, ENGLISH, 0.0, message=message)
    expected = "I do not know.\n• Who chaired the circle?\n• What plan was adopted?"
    assert reply_text(reply, small_knowledge) == expected


@pytest.mark.parametrize(
    ("language", "quote"),
    [(HANS, "“读者李丽发言。”"), (HANT, "“讀者李麗發言。”"), (ENGLISH, "“读者李丽发言。”")],
    ids=str,
)
def test_a_passage_is_quoted_in_the_script(
    language: Language, quote: str, small_knowledge: KnowledgeBase
) -> None:
    sentence = small_knowledge.article.sentences["p2s1"]
    message = small_knowledge.messages.texts["passage"]
    reply = Reply(Kind.PASSAGE, language, 0.2, passage=sentence, message=message)
    assert reply_text(reply, small_knowledge).splitlines()[-1] == quote


def test_an_item_is_answered_with_the_source_of_its_list(small_knowledge: KnowledgeBase) -> None:
    plan = small_knowledge.entries["plan"]
    answer = Answer(plan, 1.0, plan.items[1])
    assert answer_text(answer, ENGLISH, small_knowledge) == "Silent reading\n(Paragraph 1)"


@pytest.mark.parametrize(
    ("entry", "language", "line"),
    [
        pytest.param("chair", ENGLISH, "(Paragraph 1)", id="English"),
        pytest.param("chair", HANS, "（第1段）", id="Chinese"),
        pytest.param("plan", HANS, "（第1段）", id="two sentences of one paragraph"),
        pytest.param("next-circle", HANS, "", id="no source"),
    ],
)
def test_the_source_line_names_paragraphs(
    entry: str, language: Language, line: str, small_knowledge: KnowledgeBase
) -> None:
    assert source_line(small_knowledge.entries[entry], language, small_knowledge) == line


def test_several_paragraphs_are_named_in_order(knowledge: KnowledgeBase) -> None:
    entry = next(
        e
        for e in knowledge.entries.values()
        if len({sentence.paragraph for sentence in knowledge.sources(e)}) > 1
    )
    numbers = sorted({sentence.paragraph for sentence in knowledge.sources(entry)})
    assert ", ".join(map(str, numbers)) in source_line(entry, ENGLISH, knowledge)
    assert "、".join(map(str, numbers)) in source_line(entry, HANS, knowledge)


def test_quotes_come_once_each_in_reading_order(small_knowledge: KnowledgeBase) -> None:
    entries = [small_knowledge.entries[key] for key in ("speaker", "plan", "plan-aloud")]
    assert quotes(entries, HANT, small_knowledge) == [
        "24日，館長王小明主持召開讀書會，通過了“三讀一寫”計劃。",
        "計劃包括朗讀、默讀、精讀和寫作。",
        "讀者李麗發言。",
    ]


def test_every_entry_can_be_shown_in_every_language(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.entries.values():
        for language in Language:
            text = answer_text(Answer(entry, 1.0), language, knowledge)
            assert text.startswith(entry.answer.in_language(language))
            assert bool(source_line(entry, language, knowledge)) == bool(entry.source)


def test_popular_entries_are_the_listed_ones(small_knowledge: KnowledgeBase) -> None:
    assert [entry.id for entry in popular(small_knowledge)] == ["chair", "plan"]

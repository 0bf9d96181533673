"""Replies as Telegram's HTML."""

from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.chat.rendering import (
    answer_html,
    item_html,
    label,
    paragraph_html,
    preview,
    quote_html,
    reply_html,
)
from bot.chat.view import View
from bot.qa.article import Sentence
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Bilingual
from bot.qa.reply import Answer, Kind, Reply

HANS, HANT, ENGLISH = Language.HANS, Language.HANT, Language.ENGLISH
BOT = "news_bot"


class Text(HTMLParser):
    """Reads HTML the way Telegram does: only known tags, each closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], html[-80:]
        assert self.rawdata == "", html[-80:]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i", "blockquote"}
        assert attrs in ([], [("expandable", None)])
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert not set("<>&") & set(data)
        self.text += data

    def handle_entityref(self, name: str) -> None:
        assert name in {"lt", "gt", "amp", "quot"}
        self.text += unescape(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text += unescape(f"&#{name};")


def test_an_answer_shows_question_answer_source_and_quote(small_knowledge: KnowledgeBase) -> None:
    answer = Answer(small_knowledge.entries["speaker"], 1.0)
    assert answer_html(answer, View(small_knowledge, HANT, BOT)) == (
        "<b>誰發言了？</b>\n讀者李麗發言。\n<i>（第2段）</i>\n"
        "<blockquote expandable>讀者李麗發言。</blockquote>"
    )


def test_an_answer_without_source_has_no_quote(small_knowledge: KnowledgeBase) -> None:
    answer = Answer(small_knowledge.entries["next-circle"], 1.0)
    html = answer_html(answer, View(small_knowledge, ENGLISH, BOT))
    assert html == "<b>When is the next circle?</b>\nThe report does not say."


def test_everything_is_escaped(small_knowledge: KnowledgeBase) -> None:
    entry = small_knowledge.entries["speaker"].model_copy(
        update={
            "question": Bilingual(zh="<b>谁</b>", en="A < B & C?"),
            "answer": Bilingual(zh="<script>", en='"quoted" <i>'),
        }
    )
    html = answer_html(Answer(entry, 1.0), View(small_knowledge, ENGLISH, BOT))
    assert html.startswith("<b>A &lt; B &amp; C?</b>\n")
    assert Text(html).text.startswith('A < B & C?\n"quoted" <i>\n')


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'")))
def test_any_quote_comes_out_as_it_went_in(text: str) -> None:
    html = quote_html([Sentence("p1s1", text, text)], HANS, is_expandable=False)
    assert html.startswith("<blockquote>")
    assert Text(html).text == text


def test_a_long_quote_is_cut_with_an_ellipsis() -> None:
    quote = Text(quote_html([Sentence("p1s1", "&" * 2000, "")], HANS)).text
    assert quote == "&" * 899 + "…"


def test_a_quote_is_in_the_script_of_the_reader() -> None:
    sentence = Sentence("p1s1", "会议。", "會議。")
    shown = {language: Text(quote_html([sentence], language)).text for language in Language}
    assert shown == {HANS: "会议。", HANT: "會議。", ENGLISH: "会议。"}


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_every_entry_is_sound_html_within_the_limit(
    language: Language, knowledge: KnowledgeBase
) -> None:
    for entry in knowledge.entries.values():
        html = answer_html(Answer(entry, 1.0), View(knowledge, language, BOT))
        assert len(Text(html).text) <= MessageLimit.MAX_TEXT_LENGTH


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_the_longest_compound_is_sound_html_within_the_limit(
    language: Language, knowledge: KnowledgeBase
) -> None:
    answers = [Answer(entry, 1.0) for entry in knowledge.entries.values()]
    longest = sorted(answers, key=lambda a: -len(answer_html(a, View(knowledge, language, BOT))))[
        :4
    ]
    reply = Reply(Kind.ANSWER, language, 1.0, answers=tuple(longest))
    text = Text(reply_html(reply, View(knowledge, language, BOT))).text
    assert len(text) <= MessageLimit.MAX_TEXT_LENGTH
    assert text.startswith(longest[0].entry.question.in_language(language))


def test_a_message_and_a_passage_are_blocks(small_knowledge: KnowledgeBase) -> None:
    reply = Reply(
        Kind.PASSAGE,
        ENGLISH,
        0.1,
        passage=small_knowledge.article.sentences["p2s1"],
        message=small_knowledge.messages.texts["passage"],
    )
    assert reply_html(reply, View(small_knowledge, ENGLISH, BOT)) == (
        "The report has this sentence:\n\n"
        "<blockquote>读者李丽发言。</blockquote>\n<i>(Paragraph 2)</i>"
    )


def test_what_does_not_fit_is_left_out_as_a_whole(small_knowledge: KnowledgeBase) -> None:
    long = Bilingual(zh="会" * 2500, en="&" * 9000)
    entry = small_knowledge.entries["speaker"].model_copy(update={"answer": long})
    for language in Language:
        reply = Reply(Kind.ANSWER, language, 1.0, answers=(Answer(entry, 1.0),) * 3)
        text = Text(reply_html(reply, View(small_knowledge, language, BOT))).text
        assert 2000 < len(text) <= MessageLimit.MAX_TEXT_LENGTH


def test_an_item_without_an_entry_names_its_list_and_place(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["balance-pairs"]
    html = item_html(entry, 1, View(knowledge, ENGLISH, BOT))
    assert html.splitlines()[0] == f"{entry.question.en} <i>2 of 3</i>"
    assert html.splitlines()[1] == f"<b>{entry.items[1].en}</b>"


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_every_item_and_paragraph_is_sound_html_within_the_limit(
    language: Language, knowledge: KnowledgeBase
) -> None:
    view = View(knowledge, language, BOT)
    for entry in knowledge.entries.values():
        for number in range(len(entry.items)):
            assert len(Text(item_html(entry, number, view)).text) <= MessageLimit.MAX_TEXT_LENGTH
    for number in range(len(knowledge.article.paragraphs)):
        assert len(Text(paragraph_html(number, view)).text) <= MessageLimit.MAX_TEXT_LENGTH


def test_a_preview_is_one_short_line(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.entries.values():
        text = preview(entry, ENGLISH)
        assert len(text) <= 120
        assert "\n" not in text


@pytest.mark.parametrize(("language", "longest"), [(HANS, 30), (HANT, 30), (ENGLISH, 60)], ids=str)
def test_a_label_is_cut_to_what_a_phone_shows(
    language: Language, longest: int, small_knowledge: KnowledgeBase
) -> None:
    question = Bilingual(zh="会" * 31, en="x" * 61)
    fits = Bilingual(zh="会" * 30, en="x" * 60)
    entry = small_knowledge.entries["chair"]
    cut = label(entry.model_copy(update={"question": question}), language)
    whole = label(entry.model_copy(update={"question": fits}), language)
    assert len(cut) == len(whole) == longest
    assert cut.endswith("…")
    assert not whole.endswith("…")

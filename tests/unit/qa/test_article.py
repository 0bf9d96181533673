"""The article: cleaning it, and that the stored one is what the cleaning makes."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.qa.article import (
    Article,
    Repair,
    clean,
    clean_file,
    dump_article,
    load_article,
)
from bot.qa.knowledge import default_folder

FOLDER = default_folder() / "article"


@pytest.fixture(scope="module")
def raw() -> str:
    return (FOLDER / "raw.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def article(raw: str) -> Article:
    return clean(raw)


def test_the_stored_article_is_what_cleaning_makes_byte_for_byte() -> None:
    rebuilt = dump_article(clean_file(FOLDER / "raw.txt"))
    assert rebuilt.encode() == (FOLDER / "article.yaml").read_bytes()


def test_a_written_article_reads_back_the_same(article: Article, tmp_path: Path) -> None:
    path = tmp_path / "article.yaml"
    path.write_text(dump_article(article), "utf-8")
    assert load_article(path) == article


def test_there_are_416_glosses_and_one_damaged_place(article: Article) -> None:
    kinds = Counter(repair.kind for repair in article.repairs)
    assert (kinds["gloss"], kinds["damage"]) == (416, 1)
    assert kinds.keys() == {"gloss", "damage", "punctuation"}


def test_the_damaged_place_reads_northeast(article: Article) -> None:
    [damage] = [repair for repair in article.repairs if repair.kind == "damage"]
    assert (damage.found, damage.replacement) == ("?xùn)|北", "東北")
    assert any("推动东北振兴" in sentence.text for sentence in article.sentences.values())


@pytest.mark.parametrize("bracket", ["(记者 曹忠义)", "(地)"])
def test_real_brackets_stay(bracket: str, article: Article) -> None:
    assert sum(sentence.text.count(bracket) for sentence in article.sentences.values()) == 1


def test_no_other_bracket_and_no_pinyin_is_left(article: Article) -> None:
    text = "".join(sentence.text for sentence in article.sentences.values())
    assert sorted(re.findall(r"\([^)]*\)", text)) == ["(地)", "(记者 曹忠义)"]
    assert not re.findall(r"[a-zA-Zà-ǜ|?;,]", text)


def test_every_change_to_the_text_is_in_the_list_of_repairs(raw: str, article: Article) -> None:
    """Put the repairs into the raw text by their offsets; that must be the article."""
    pieces, end = [], 0
    for repair in article.repairs:
        assert raw.startswith(repair.found, repair.offset)
        pieces += [raw[end : repair.offset], repair.replacement]
        end = repair.offset + len(repair.found)
    mended = "".join([*pieces, raw[end:]])
    sentences = "".join(sentence.original for sentence in article.sentences.values())
    assert "".join(mended.split()) == "".join(sentences.split())


def test_sentences_are_numbered_in_reading_order(article: Article) -> None:
    keys = [
        f"p{p}s{s}"
        for p, paragraph in enumerate(article.paragraphs, start=1)
        for s, _ in enumerate(paragraph, start=1)
    ]
    assert list(article.sentences) == keys
    assert all(key == sentence.id for key, sentence in article.sentences.items())
    assert {s.paragraph for s in article.paragraphs[2]} == {3}


@pytest.mark.parametrize(
    ("raw_text", "cleaned", "repairs"),
    [
        pytest.param("會(huì)議", "會議", [Repair(1, "gloss", "(huì)", "")], id="gloss"),
        pytest.param("綠(lǜ)", "綠", [Repair(1, "gloss", "(lǜ)", "")], id="gloss with dots"),
        pytest.param("市(地)", "市(地)", [], id="bracket with Chinese"),
        pytest.param("省(GDP)", "省(GDP)", [], id="bracket with capitals"),
        pytest.param("會,議", "會，議", [Repair(1, "punctuation", ",", "，")], id="comma"),
        pytest.param("會;議", "會；議", [Repair(1, "punctuation", ";", "；")], id="semicolon"),
        pytest.param(
            "推?xùn)|北", "推東北", [Repair(1, "damage", "?xùn)|北", "東北")], id="damage"
        ),
        pytest.param("會議。", "會議。", [], id="clean already"),
    ],
)
def test_clean_repairs_and_lists_each_place(
    raw_text: str, cleaned: str, repairs: list[Repair]
) -> None:
    article = clean(raw_text)
    assert [sentence.original for sentence in article.sentences.values()] == [cleaned]
    assert list(article.repairs) == repairs


def test_paragraphs_are_lines_and_sentences_end_with_a_full_stop() -> None:
    article = clean("甲。乙。\n\n  \n丙；丁\n")
    texts = {key: sentence.text for key, sentence in article.sentences.items()}
    assert texts == {"p1s1": "甲。", "p1s2": "乙。", "p2s1": "丙；丁"}


def test_both_scripts_of_a_sentence_are_kept() -> None:
    sentence = clean("會議。").sentences["p1s1"]
    assert (sentence.text, sentence.original) == ("会议。", "會議。")


@pytest.mark.parametrize("content", ["", " \n\n"], ids=["empty", "blank"])
def test_an_empty_article_is_refused_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "raw.txt"
    path.write_text(content, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        clean_file(path)
    assert str(caught.value) == f"{path}: the article is empty; put the report's text there"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("paragraphs: []\nrepairs: ''", "the article has no sentences", id="empty"),
        pytest.param("paragraphs: []", "KeyError('repairs')", id="no repairs"),
        pytest.param("", "not a cleaned article", id="empty file"),
        pytest.param("[]", "not a cleaned article", id="a list"),
        pytest.param("paragraphs: [p1s1]\nrepairs: ''", "not a cleaned article", id="no mapping"),
        pytest.param(
            "paragraphs: [{p1s1: {text: 甲}}]\nrepairs: ''", "KeyError('original')", id="one script"
        ),
        pytest.param(
            "paragraphs: [{p1s1: {text: 甲, original: 甲}}]\nrepairs: broken",
            "not a cleaned article",
            id="broken repair",
        ),
        pytest.param(
            "paragraphs: [{intro: {text: 甲, original: 甲}}]\nrepairs: ''",
            "not a cleaned article",
            id="wrong sentence id",
        ),
        pytest.param(
            "paragraphs: [{p1s1: {text: [甲], original: 甲}}]\nrepairs: ''",
            "not a cleaned article",
            id="a sentence that is no text",
        ),
    ],
)
def test_what_is_no_cleaned_article_is_refused_by_name(
    content: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "article.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_article(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)

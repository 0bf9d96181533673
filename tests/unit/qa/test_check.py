"""Checking the knowledge: what a curator should mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.qa.check import FEWEST_CHINESE, FEWEST_ENGLISH, check_knowledge
from bot.qa.knowledge import default_folder

Edit = Callable[[Path], object]
TALKS, PLANS, ARTICLE = "faq/talks.yaml", "faq/plans.yaml", "article/article.yaml"


def replace(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return edit


def write(file: str, content: bytes) -> Edit:
    return lambda folder: (folder / file).write_bytes(content)


def test_the_shipped_knowledge_has_no_problem() -> None:
    assert [str(problem) for problem in check_knowledge(default_folder())] == []


def test_the_small_knowledge_has_no_problem(small_folder: Path) -> None:
    assert check_knowledge(small_folder) == []


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        pytest.param(
            replace(TALKS, "24日的", "25日的"),
            f"{TALKS}:7: chair: '25' is not in the source sentences",
            id="number",
        ),
        pytest.param(
            replace(TALKS, "24日的读书会", "第三次读书会"),
            f"{TALKS}:7: chair: '第三' is not in the source sentences",
            id="Chinese ordinal",
        ),
        pytest.param(
            replace(TALKS, "day 24", "day 25"),
            f"{TALKS}:8: chair: '25' is not in the source sentences",
            id="English number",
        ),
        pytest.param(
            replace(TALKS, "day 24", "the 25th"),
            f"{TALKS}:8: chair: '25' is not in the source sentences",
            id="English ordinal",
        ),
        pytest.param(
            replace(TALKS, "由馆长王小明", "由读者李丽"),
            f"{TALKS}:7: chair: '李丽' is not in the source sentences",
            id="name",
        ),
        pytest.param(
            replace(TALKS, "en: Wang Xiaoming", "en: Li Li"),
            f"{TALKS}:8: chair: 'Li Li' is not in the source sentences",
            id="English name",
        ),
        pytest.param(
            replace(PLANS, "zh: 据报道，通过了“三读一写”", "zh: 据报道，通过了“四读一写”"),
            f"{PLANS}:7: plan: '四读一写' is not in the source sentences",
            id="quoted term",
        ),
        pytest.param(
            replace(TALKS, "报道没有写下次读书会的时间。", "报道没有写25日以后的事。"),
            f"{TALKS}:39: next-circle: '25' is not in the source sentences",
            id="number in an answer that says it is not reported",
        ),
        pytest.param(
            replace(TALKS, "        - 谁主持的\n", ""),
            f"{TALKS}:12: chair: {FEWEST_CHINESE - 1} utterances in zh; "
            f"write at least {FEWEST_CHINESE}",
            id="too few in Chinese",
        ),
        pytest.param(
            replace(TALKS, "        - who presided\n", ""),
            f"{TALKS}:21: chair: {FEWEST_ENGLISH - 1} utterances in en; "
            f"write at least {FEWEST_ENGLISH}",
            id="too few in English",
        ),
        pytest.param(
            replace(TALKS, "source: [p2s1]", "source: [p1s1]"),
            f"{ARTICLE}:1: p2s1: no entry uses this sentence: 读者李丽发言。…",
            id="unused sentence",
        ),
        pytest.param(
            replace(TALKS, "发言者]", "主持人是谁]"),
            f"{TALKS}:33: speaker: '主持人是谁' is the same as '主持人是谁' of chair",
            id="one utterance twice",
        ),
        pytest.param(
            replace(TALKS, "发言者]", "「請問，主持人是誰？」]"),
            f"{TALKS}:33: speaker: '「請問，主持人是誰？」' is the same as '主持人是谁' of chair",
            id="one utterance typed in two ways",
        ),
        pytest.param(
            write(ARTICLE, b"paragraphs: []\nrepairs: ''\n"),
            f"{ARTICLE}:1: -: the article has no sentences",
            id="empty article",
        ),
        pytest.param(
            write("lexicon.yaml", b"\xff"),
            "lexicon.yaml:1: -: not UTF-8 (byte 0); save the file as UTF-8",
            id="wrong encoding",
        ),
        pytest.param(
            write("synonyms.yaml", b"groups: [\n"),
            "synonyms.yaml:2: -: not valid YAML: did not find expected node content",
            id="broken YAML",
        ),
        pytest.param(
            replace(TALKS, "source: [p2s1]", "source: [p2s1, p9s9]"),
            f"{TALKS}:31: speaker: source 'p9s9' is no sentence of the article",
            id="unknown sentence",
        ),
        pytest.param(
            replace(TALKS, "related: [speaker, plan]", "related: [speaker, plans]"),
            f"{TALKS}:10: chair: related 'plans' is no entry",
            id="dangling related",
        ),
        pytest.param(
            replace(TALKS, "id: speaker", "id: chair"),
            f"{TALKS}:28: chair: id is already used at {{folder}}/{TALKS}:4",
            id="duplicate id",
        ),
    ],
)
def test_each_problem_is_one_line_that_names_file_line_and_entry(
    edit: Edit, problem: str, small_folder: Path
) -> None:
    edit(small_folder)
    found = [str(one) for one in check_knowledge(small_folder)]
    assert f"{small_folder}/{problem}".format(folder=small_folder) in found
    assert not any("\n" in line for line in found)


def test_nearly_the_same_utterances_of_two_entries_are_named(small_folder: Path) -> None:
    long = "这次在馆里召开并通过三读一写计划的读书会到底由谁来主持"
    replace(TALKS, "- 谁主持的", f"- {long}")(small_folder)
    replace(TALKS, "发言者]", f"{long}持]")(small_folder)
    [problem] = check_knowledge(small_folder)
    assert str(problem) == (
        f"{small_folder}/{TALKS}:33: speaker: '{long}持' is nearly the same as '{long}' of chair"
    )


def test_problems_come_file_by_file_and_line_by_line(small_folder: Path) -> None:
    replace(TALKS, "24日的", "25日的")(small_folder)
    replace(TALKS, "- who presided\n        ", "")(small_folder)
    replace(PLANS, "据报道，通过了“三读一写”计划", "通过了“一写”、“两写”")(small_folder)
    problems = check_knowledge(small_folder)
    assert [(problem.path.name, problem.line) for problem in problems] == [
        ("plans.yaml", 7), ("talks.yaml", 7), ("talks.yaml", 21),
    ]  # fmt: skip


def test_list_numbers_are_no_facts(small_folder: Path) -> None:
    listed = 'zh: "1. 朗读\\n2. 默读"\n      en: "1. Aloud\\n2. Silent"'
    replace(PLANS, "zh: 据报道，计划包括朗读，没有写细节。", listed)(small_folder)
    replace(PLANS, "      en: The plan includes reading aloud; the report gives no details.\n", "")(
        small_folder
    )
    assert [str(problem) for problem in check_knowledge(small_folder)] == []


def test_a_folder_in_which_no_topic_can_be_read_is_still_checked(small_folder: Path) -> None:
    for file in (TALKS, PLANS):
        replace(file, "topic:", "tpoic:")(small_folder)
    found = [str(problem) for problem in check_knowledge(small_folder)]
    assert f"{small_folder}/{TALKS}:1: -: unknown key 'tpoic'" in found


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    [problem] = check_knowledge(tmp_path / "none")
    message = "no such folder; set KNOWLEDGE_DIR to the knowledge"
    assert str(problem) == f"{tmp_path / 'none'}:1: -: {message}"

"""Loading the knowledge: every fault names file, line and entry."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.qa.knowledge import KnowledgeBase, default_folder, load_knowledge, read_knowledge

Edit = Callable[[Path], object]


def replace(file: str, old: str, new: str) -> Edit:
    """Return an edit that exchanges the first occurrence of a text in a file."""

    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return edit


def write(file: str, content: bytes) -> Edit:
    return lambda folder: (folder / file).write_bytes(content)


TALKS, PLANS = "faq/talks.yaml", "faq/plans.yaml"


def test_the_shipped_knowledge_is_sound(knowledge: KnowledgeBase) -> None:
    assert knowledge.folder == default_folder()
    assert {"meeting-chair", "principles-list", "next-meeting"} <= set(knowledge.entries)
    assert all(key == entry.id for key, entry in knowledge.entries.items())
    assert set(knowledge.places) == set(knowledge.topic_of) == set(knowledge.entries)


def test_entries_come_topic_by_topic_in_the_order_of_the_files(
    small_knowledge: KnowledgeBase,
) -> None:
    assert [topic.topic for topic in small_knowledge.topics] == ["plans", "talks"]
    assert list(small_knowledge.entries) == [
        "plan", "plan-aloud", "chair", "speaker", "next-circle",
    ]  # fmt: skip
    assert small_knowledge.topic_of["speaker"].title.en == "The reading circle"


def test_sources_are_the_sentences_of_an_entry(small_knowledge: KnowledgeBase) -> None:
    plan = small_knowledge.entries["plan"]
    assert [sentence.id for sentence in small_knowledge.sources(plan)] == ["p1s1", "p1s2"]


def test_a_place_knows_the_lines_of_its_entry(small_knowledge: KnowledgeBase) -> None:
    place = small_knowledge.places["chair"]
    assert place.line() == 4
    assert place.line("answer", "en") == 8
    assert place.line("utterances", "zh", 2) == 15


@pytest.mark.parametrize(
    ("edit", "problems"),
    [
        pytest.param(
            replace(TALKS, "question:", "anwser: x\n    question:"),
            [f"{TALKS}:5: chair: unknown key 'anwser'"],
            id="unknown key",
        ),
        pytest.param(
            replace(TALKS, "en: Who spoke?", "fr: Qui?"),
            [
                f"{TALKS}:29: speaker: 'en' is missing",
                f"{TALKS}:29: speaker: unknown key 'fr'",
            ],
            id="missing language",
        ),
        pytest.param(
            replace(TALKS, "id: speaker", "id: The Speaker"),
            [
                f"{TALKS}:28: The Speaker: 'id': String should match pattern "
                "'^[a-z0-9]+(-[a-z0-9]+)*$', not 'The Speaker'"
            ],
            id="wrong id",
        ),
        pytest.param(
            replace(TALKS, "status: not_reported", "status: unknown"),
            [
                f"{TALKS}:37: next-circle: 'status': Input should be 'reported', 'not_reported' or "
                "'curated', not 'unknown'"
            ],
            id="wrong status",
        ),
        pytest.param(
            write(TALKS, b"topic: talks\nentries:\n  - id: [\n"),
            [f"{TALKS}:4: -: not valid YAML: did not find expected node content"],
            id="broken YAML",
        ),
        pytest.param(
            write(TALKS, "topic: 会".encode("gb18030")),
            [f"{TALKS}:1: -: not UTF-8 (byte 7); save the file as UTF-8"],
            id="wrong encoding",
        ),
        pytest.param(
            write(TALKS, b""),
            [
                f"{TALKS}:1: -: 'file': Input should be a valid dictionary or instance of Topic, "
                "not None"
            ],
            id="empty file",
        ),
        pytest.param(
            write(TALKS, b"topic: talks\ntitle: {zh: a, en: b}\nentries: []\n"),
            [
                f"{TALKS}:1: -: 'file': Value error, there are no entries in it, "
                "not {{'topic': 'talks', 'title': {{'zh': 'a', 'en': 'b'}}, 'entries"
            ],
            id="no entries",
        ),
        pytest.param(
            replace(TALKS, "id: speaker", "id: chair"),
            [f"{TALKS}:28: chair: id is already used at {{folder}}/{TALKS}:4"],
            id="duplicate id in one file",
        ),
        pytest.param(
            replace(TALKS, "id: next-circle", "id: plan"),
            [f"{TALKS}:36: plan: id is already used at {{folder}}/{PLANS}:4"],
            id="duplicate id in two files",
        ),
        pytest.param(
            replace(TALKS, "source: [p2s1]", "source: [p2s1, p9s9]"),
            [f"{TALKS}:31: speaker: source 'p9s9' is no sentence of the article"],
            id="unknown sentence",
        ),
        pytest.param(
            replace(TALKS, "related: [speaker, plan]", "related: [speaker, plans]"),
            [f"{TALKS}:10: chair: related 'plans' is no entry"],
            id="dangling related",
        ),
        pytest.param(
            replace(PLANS, "entry: plan-aloud", "entry: plan-silent"),
            [f"{PLANS}:10: plan: item 'plan-silent' is no entry"],
            id="dangling item",
        ),
        pytest.param(
            replace("messages.yaml", "popular: [chair, plan]", "popular:\n  - chair\n  - plans"),
            ["messages.yaml:3: -: popular 'plans' is no entry"],
            id="dangling popular",
        ),
    ],
)
def test_each_fault_of_an_entry_names_file_line_and_entry(
    edit: Edit, problems: list[str], small_folder: Path
) -> None:
    edit(small_folder)
    expected = [f"{small_folder}/{line}".format(folder=small_folder) for line in problems]
    found = [str(problem) for problem in read_knowledge(small_folder)[1]]
    # what refers to an entry that could not be read is reported as well
    assert [line for line in found if " is no entry" not in line or line in expected] == expected
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(small_folder)
    more = f" (and {len(found) - 1} more: run `check`)" if len(found) > 1 else ""
    assert str(caught.value) == f"{found[0]}{more}"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        pytest.param(
            lambda folder: (folder / "lexicon.yaml").unlink(),
            "lexicon.yaml: cannot be read: No such file or directory",
            id="missing file",
        ),
        pytest.param(
            replace("lexicon.yaml", "plain:", "plian:"),
            "lexicon.yaml:1: 'plain' is missing",
            id="misspelt key",
        ),
        pytest.param(
            replace("lexicon.yaml", "is_person: yes", "is_person: perhaps"),
            "lexicon.yaml:10: 'is_person': Input should be a valid boolean, unable to interpret "
            "input, not 'perhaps'",
            id="no boolean",
        ),
        pytest.param(
            write("synonyms.yaml", b"groups: {a: b}\n"),
            "synonyms.yaml:1: 'groups': Input should be a valid tuple, not {'a': 'b'}",
            id="a mapping in place of a list",
        ),
        pytest.param(
            write("messages.yaml", b"\xff"),
            "messages.yaml: not UTF-8 (byte 0); save the file as UTF-8",
            id="wrong encoding",
        ),
        pytest.param(
            replace("messages.yaml", "en: Hello!", "en: ' '"),
            "messages.yaml:6: 'en': String should have at least 1 character, not ' '",
            id="blank text",
        ),
        pytest.param(
            write("article/article.yaml", b"paragraphs: []\nrepairs: ''\n"),
            "article/article.yaml: the article has no sentences",
            id="empty article",
        ),
    ],
)
def test_a_fault_outside_the_entries_names_file_and_line(
    edit: Edit, message: str, small_folder: Path
) -> None:
    edit(small_folder)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(small_folder)
    assert str(caught.value) == f"{small_folder}/{message}"


def test_a_missing_folder_says_how_to_set_it(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path / "none")
    message = f"{tmp_path / 'none'}: no such folder; set KNOWLEDGE_DIR to the knowledge"
    assert str(caught.value) == message


def test_a_folder_without_entries_is_refused(small_folder: Path) -> None:
    for path in (small_folder / "faq").iterdir():
        path.unlink()
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(small_folder)
    assert str(caught.value) == f"{small_folder}/faq: no *.yaml file with entries there"


# Faults in the words and messages that would otherwise come out as a crash, at start or later.
LATENT = [
    pytest.param(
        replace("lexicon.yaml", "guan zhang", "guan zhnag"), "lexicon.yaml:13: ", id="no pinyin"
    ),
    pytest.param(
        replace("synonyms.yaml", "[谁, 哪位, who]", "[]"), "synonyms.yaml:2: ", id="empty"
    ),
    pytest.param(
        replace("messages.yaml", "  decline:", "  declined:"), "messages.yaml:", id="no such text"
    ),
    pytest.param(
        replace("messages.yaml", "{paragraphs}", "{paragraph}"), "messages.yaml:", id="braces"
    ),
]


@pytest.mark.parametrize(("edit", "place"), LATENT)
def test_a_fault_in_words_or_messages_is_found_at_load(
    edit: Edit, place: str, small_folder: Path
) -> None:
    edit(small_folder)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(small_folder)
    assert str(caught.value).startswith(f"{small_folder}/{place}")


def test_a_file_that_changed_is_read_again_and_the_others_are_not(small_folder: Path) -> None:
    before = load_knowledge(small_folder)
    replace(TALKS, "- 主持人是谁", "- 谁坐庄")(small_folder)
    after = load_knowledge(small_folder)
    assert "谁坐庄" in after.entries["chair"].wordings
    assert "谁坐庄" not in before.entries["chair"].wordings
    assert after.lexicon is before.lexicon

"""What curators teach, put upon the knowledge."""

from pathlib import Path

import pytest

from bot.qa.assistant import Assistant
from bot.qa.check import check_knowledge
from bot.qa.drafts import not_in_report, read_draft
from bot.qa.knowledge import KnowledgeBase, load_knowledge
from bot.qa.language import Language
from bot.qa.lessons import (
    LEARNED_FILE,
    EntryLesson,
    Lesson,
    RefusedError,
    WordingLesson,
    check_lesson,
    export_yaml,
    learn,
    read_lesson,
)
from bot.qa.models import Status
from bot.qa.plain import reply_text
from bot.qa.reply import Kind

CHAIR = WordingLesson(entry_id="chair", wording="誰坐莊")
PARKING = EntryLesson(entry=read_draft("院里可以停车。\n---\nIn the yard.", "停車方便嗎"))
TEA = EntryLesson(entry=read_draft("有茶。", "is there tea"))


@pytest.fixture
def lessons(small_knowledge: KnowledgeBase) -> list[Lesson]:
    raffle = EntryLesson(entry=not_in_report("有没有抽奖", small_knowledge))
    further = WordingLesson(entry_id=raffle.entry_id, wording="抽不抽奖")
    boss = WordingLesson(entry_id="chair", wording="boss of the evening")
    return [CHAIR, boss, PARKING, TEA, raffle, further]


def test_a_wording_is_learned_in_simplified_characters(small_knowledge: KnowledgeBase) -> None:
    grown, refused = learn(small_knowledge, [CHAIR])
    assert not refused
    assert grown.entries["chair"].utterances.zh[-1] == "谁坐庄"
    assert grown.topic_of["chair"].entries[0] == grown.entries["chair"]
    reply = Assistant(grown).reply("谁坐庄？")
    assert (reply.kind, reply.answers[0].entry.id) == (Kind.ANSWER, "chair")
    assert "谁坐庄" not in small_knowledge.entries["chair"].wordings


def test_an_answer_of_the_curators_is_given_in_their_name(small_knowledge: KnowledgeBase) -> None:
    grown, _ = learn(small_knowledge, [PARKING])
    reply = Assistant(grown).reply("停车方便吗")
    assert reply.kind is Kind.ANSWER
    assert reply_text(reply, grown) == "院里可以停车。\n（整理者补充）"
    english = Assistant(grown).answer_entry(PARKING.entry_id, Language.ENGLISH)
    assert english is not None
    assert reply_text(english, grown) == "In the yard.\n(By the editors)"


def test_what_the_report_does_not_say_is_learned_as_such(small_knowledge: KnowledgeBase) -> None:
    entry = not_in_report("有没有抽奖", small_knowledge)
    grown, _ = learn(small_knowledge, [EntryLesson(entry=entry)])
    reply = Assistant(grown).reply("有没有抽奖")
    assert (reply.kind, reply_text(reply, grown)) == (Kind.NOT_REPORTED, "报道没有写。")


@pytest.mark.parametrize(
    ("text", "question", "shown", "answer", "utterances"),
    [
        pytest.param(
            "可以。", "能停车吗", ("能停车吗", "能停车吗"), ("可以。", "可以。"), (), id="one line"
        ),
        pytest.param(
            "好停车吗？\n可以。\n停院里。",
            "停車方便麼",
            ("好停车吗？", "好停车吗？"),
            ("可以。\n停院里。", "可以。\n停院里。"),
            ("停车方便么",),
            id="question anew",
        ),
        pytest.param(
            "停車嗎？\n可以停車。\n ---- \nIs there parking?\nYes.",
            "停车吗",
            ("停车吗？", "Is there parking?"),
            ("可以停车。", "Yes."),
            (),
            id="both languages",
        ),
        pytest.param(
            "有茶。",
            "is there tea",
            ("is there tea", "is there tea"),
            ("有茶。", "有茶。"),
            (),
            id="asked in English",
        ),
        pytest.param(
            "有茶吗？\n有。",
            "is there tea",
            ("有茶吗？", "is there tea"),
            ("有。", "有。"),
            (),
            id="asked in English, question in Chinese",
        ),
    ],
)
def test_a_draft_is_read(
    text: str,
    question: str,
    shown: tuple[str, str],
    answer: tuple[str, str],
    utterances: tuple[str, ...],
) -> None:
    entry = read_draft(text, question)
    assert entry.status is Status.CURATED
    assert (entry.question.zh, entry.question.en) == shown
    assert (entry.answer.zh, entry.answer.en) == answer
    assert (*entry.utterances.zh, *entry.utterances.en) == utterances


@pytest.mark.parametrize("text", ["Yes.", "能停车吗？", "---\nYes.", "…"])
def test_an_answer_without_chinese_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="refused_no_chinese"):
        read_draft(text, "能停车吗")


@pytest.mark.parametrize(
    ("lesson", "reason"),
    [
        pytest.param(
            WordingLesson(entry_id="speaker", wording="請問誰主持的"),
            "refused_collision wording='请问谁主持的' other='谁主持的' entry='谁主持了读书会？'",
            id="the same as another's",
        ),
        pytest.param(
            WordingLesson(entry_id="speaker", wording="主持人是谁？"),
            "refused_collision wording='主持人是谁？' other='主持人是谁？' ",
            id="another's",
        ),
        pytest.param(
            WordingLesson(entry_id="chair", wording="主持人是谁？"), "refused_known", id="known"
        ),
        pytest.param(WordingLesson(entry_id="gone", wording="谁"), "refused_gone", id="no entry"),
        pytest.param(WordingLesson(entry_id="chair", wording="？！"), "refused_empty", id="empty"),
        pytest.param(
            EntryLesson(entry=read_draft("王小明。", "请问主持人是谁")),
            "refused_collision",
            id="entry that another answers",
        ),
        pytest.param(
            EntryLesson(
                entry=read_draft("有25人。", "有多少人到场").model_copy(
                    update={"status": Status.REPORTED, "source": ("p1s1",)}
                )
            ),
            "refused_unsourced fact='25'",
            id="fact without source",
        ),
    ],
)
def test_a_lesson_that_check_would_not_pass_is_refused(
    lesson: Lesson, reason: str, small_knowledge: KnowledgeBase
) -> None:
    with pytest.raises(RefusedError, match=f"^{reason}"):
        check_lesson(lesson, small_knowledge, Assistant(small_knowledge).matcher)


def test_a_sound_lesson_passes(small_knowledge: KnowledgeBase, lessons: list[Lesson]) -> None:
    knowledge = small_knowledge
    for lesson in lessons:
        knowledge = check_lesson(lesson, knowledge, Assistant(knowledge).matcher)
    assert knowledge.entries == learn(small_knowledge, lessons)[0].entries


def test_lessons_are_written_and_read_back(lessons: list[Lesson]) -> None:
    assert [read_lesson(lesson.model_dump_json()) for lesson in lessons] == lessons


def test_what_is_exported_passes_check_and_is_not_learned_twice(
    small_folder: Path, small_knowledge: KnowledgeBase, lessons: list[Lesson]
) -> None:
    grown, _ = learn(small_knowledge, lessons)
    exported = export_yaml(grown)
    (small_folder / "faq" / LEARNED_FILE).write_text(exported, "utf-8")
    assert [str(problem) for problem in check_knowledge(small_folder)] == []
    committed = load_knowledge(small_folder)
    assert committed.entries == grown.entries
    again, refused = learn(committed, lessons)
    assert not refused
    assert again.entries == committed.entries
    assert export_yaml(again) == exported


def test_what_was_moved_and_renamed_by_hand_is_not_learned_twice(
    small_folder: Path, small_knowledge: KnowledgeBase
) -> None:
    talks = small_folder / "faq" / "talks.yaml"
    text = talks.read_text("utf-8").replace("        - 主持人是谁\n", "        - 谁坐庄\n", 1)
    exported = export_yaml(learn(small_knowledge, [PARKING])[0])
    (small_folder / "faq" / "house.yaml").write_text(
        exported.replace("topic: learned", "topic: house").replace(PARKING.entry_id, "parking"),
        "utf-8",
    )
    talks.write_text(text, "utf-8")
    moved = load_knowledge(small_folder)
    again, refused = learn(moved, [CHAIR, PARKING])
    assert not refused
    assert again.entries == moved.entries
    assert export_yaml(again) == ""


def test_what_another_entry_took_meanwhile_is_left_out_and_told(
    small_knowledge: KnowledgeBase,
) -> None:
    taken, _ = learn(small_knowledge, [WordingLesson(entry_id="speaker", wording="谁坐庄")])
    grown, [refused] = learn(taken, [CHAIR, TEA])
    assert refused.reason == "refused_collision"
    assert refused.values["id"] == "speaker"
    assert TEA.entry_id in grown.entries
    assert grown.entries["chair"] == small_knowledge.entries["chair"]


def test_without_lessons_there_is_nothing_to_export(small_knowledge: KnowledgeBase) -> None:
    assert export_yaml(learn(small_knowledge, [])[0]) == ""


def test_a_collision_of_a_further_utterance_is_found_where_it_stands(small_folder: Path) -> None:
    path = small_folder / "faq" / LEARNED_FILE
    path.write_text(
        "topic: learned\ntitle: {zh: 一, en: a}\nutterances:\n  speaker:\n    zh:\n"
        "      - 谁在台上\n      - 主持人是谁啊\n",
        "utf-8",
    )
    [problem] = check_knowledge(small_folder)
    assert str(problem) == (
        f"{path}:7: speaker: '主持人是谁啊' is the same as '主持人是谁' of chair"
    )


def test_further_utterances_of_no_entry_are_a_problem(small_folder: Path) -> None:
    path = small_folder / "faq" / LEARNED_FILE
    path.write_text(
        "topic: learned\ntitle: {zh: 一, en: a}\nutterances:\n  gone: {zh: [谁]}\n", "utf-8"
    )
    [problem] = check_knowledge(small_folder)
    assert str(problem) == f"{path}:4: gone: has utterances here, but is no entry"

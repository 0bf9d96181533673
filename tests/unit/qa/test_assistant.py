"""The policy, from outside: what a person asks and what comes back."""

import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.qa.assistant import LONGEST_QUESTION, Assistant
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Status
from bot.qa.reply import Conversation, Kind, Reply

HANS, HANT, ENGLISH = Language.HANS, Language.HANT, Language.ENGLISH

WORDS = [
    *(
        "谁",
        "主持",
        "的",
        "会议",
        "下次",
        "第三个",
        "呢",
        "为什么",
        "还有",
        "那",
        "副组长",
        "他",
        "许琴",
    ),
    *("是不是", "吗", "？", "，", "。", "23日", "零个", "什么时候", "誰", "會議", "王", "🙏"),
    *("who", "chaired", "zero", "and", "it", "?", "the third one", "why", "huiyi", "shei", "@bot"),
    "/ask",
]
QUESTIONS = st.text() | st.lists(
    st.sampled_from(WORDS) | st.sampled_from([" ", "\n"]) | st.text(max_size=4), max_size=10
).map("".join)


def ask(assistant: Assistant, *questions: str) -> Reply:
    """Ask questions one after the other and return the last reply."""
    conversation = Conversation()
    for question in questions:
        reply = assistant.reply(question, conversation)
        conversation = conversation.after(reply)
    return reply


def answered(reply: Reply) -> list[str]:
    return [answer.entry.id for answer in reply.answers]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        pytest.param("谁主持的会", "meeting-chair", id="colloquial"),
        pytest.param("誰主持會議", "meeting-chair", id="Traditional"),
        pytest.param("huiyi shei zhuchi", "meeting-chair", id="pinyin"),
        pytest.param("huiyishuizhuchi", "meeting-chair", id="pinyin run together"),
        pytest.param("who chaired it", "meeting-chair", id="English"),
        pytest.param("请问一下，是谁主持的会议呀？谢谢🙏", "meeting-chair", id="polite"),
        pytest.param("@meeting_bot 谁主持会议", "meeting-chair", id="mention"),
        pytest.param("许琴是谁", "person-xu-qin", id="homophone"),
        pytest.param("会议是哪天开的", "meeting-date", id="date"),
        pytest.param("五个坚持是哪五个", "principles-list", id="list"),
        pytest.param("what are the five principles", "principles-list", id="list in English"),
        pytest.param("组长是谁", "group-leaders", id="two leaders"),
    ],
)
def test_what_the_report_says_is_answered(question: str, entry: str, assistant: Assistant) -> None:
    reply = assistant.reply(question)
    assert (reply.kind, answered(reply)) == (Kind.ANSWER, [entry])


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        pytest.param("会在哪开的", "meeting-venue", id="venue"),
        pytest.param("下次会议什么时候", "next-meeting", id="next meeting"),
        pytest.param("下次會議什麼時候召開？", "next-meeting", id="next meeting in Traditional"),
        pytest.param("when is the next meeting", "next-meeting", id="next meeting in English"),
        pytest.param("会议开了多久", "meeting-length", id="length"),
        pytest.param("五大安全是哪五大", "five-securities-list", id="a list it only names"),
    ],
)
def test_what_the_report_leaves_out_is_said_to_be_left_out(
    question: str, entry: str, assistant: Assistant
) -> None:
    reply = assistant.reply(question)
    assert (reply.kind, answered(reply)) == (Kind.NOT_REPORTED, [entry])


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("今天天气怎么样", id="weather"),
        pytest.param("帮我订一张去北京的机票", id="errand"),
        pytest.param("what is the capital of France", id="English"),
        pytest.param("asdfghjkl", id="noise"),
        pytest.param("1+1=?", id="sum"),
        pytest.param("王", id="a single character"),
    ],
)
def test_nothing_is_claimed_about_what_has_nothing_to_do_with_the_report(
    question: str, assistant: Assistant
) -> None:
    reply = assistant.reply(question)
    assert answered(reply) == []
    assert reply.kind in {Kind.DECLINE, Kind.SUGGEST}


@pytest.mark.parametrize("question", ["今天天气怎么样", "asdfghjkl", "怎么煮鸡蛋"])
def test_what_is_near_to_nothing_is_declined(question: str, assistant: Assistant) -> None:
    reply = assistant.reply(question)
    assert reply.kind is Kind.DECLINE
    assert reply.suggestions == ()


def test_a_declined_question_is_offered_what_the_report_says_nearby(
    unknown_question: str, assistant: Assistant
) -> None:
    reply = assistant.reply(unknown_question)
    assert 1 < len(reply.suggestions) <= 4
    assert all(entry.status is Status.REPORTED for entry in reply.suggestions)


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        pytest.param("谁主持的？什么时候开的", ["meeting-chair", "meeting-date"], id="two"),
        pytest.param("谁主持的什么时候开的", ["meeting-chair", "meeting-date"], id="unseparated"),
        pytest.param(
            "who chaired the meeting and when was it held",
            ["meeting-chair", "meeting-date"],
            id="English",
        ),
        pytest.param(
            "成员单位有哪些？它们要做什么？",
            ["member-units-list", "member-units-duty"],
            id="the second names nothing",
        ),
        pytest.param(
            "谁主持的？谁讲话？在哪开的？",
            ["meeting-chair", "meeting-speaker", "meeting-venue"],
            id="three, one not reported",
        ),
        pytest.param(
            "会议时间、地点、主持人",
            ["meeting-date", "meeting-venue", "meeting-chair"],
            id="a list",
        ),
        pytest.param(
            "tell me the five principles and the four tasks",
            ["principles-list", "tasks-list"],
            id="a list in English",
        ),
        pytest.param(
            "explain the leading group, and why it has two heads",
            ["leading-group", "why-two-leaders"],
            id="a thing and a question",
        ),
        pytest.param(
            "Which plenum does it cite and what did that one decide",
            ["plenum", "other-plenums"],
            id="the second is clear only after the first",
        ),
        pytest.param(
            "how long was the meeting when is the next one",
            ["meeting-length", "next-meeting"],
            id="unseparated English",
        ),
    ],
)
def test_a_compound_question_is_answered_part_by_part(
    question: str, entries: list[str], assistant: Assistant
) -> None:
    reply = assistant.reply(question)
    assert (reply.kind, answered(reply)) == (Kind.ANSWER, entries)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("科技创新和产业创新之间，会议提了什么要求？", id="what is between two things"),
        pytest.param("会议说的是构建新发展格局，不是新时代格局吧", id="this and not that"),
    ],
)
def test_what_belongs_together_is_no_list(question: str, assistant: Assistant) -> None:
    assert len(answered(assistant.reply(question))) < 2


def test_of_two_questions_the_known_one_is_answered(assistant: Assistant) -> None:
    reply = assistant.reply("县域经济怎么说？高考分数线多少？")
    assert (reply.kind, answered(reply)) == (Kind.ANSWER, ["county-economy"])
    assert reply.message == assistant.knowledge.messages.texts["half_known"]


@pytest.mark.parametrize("question", ["吉林的会几号开？谁主持的？", "这个怎么吃？那个怎么喝？"])
def test_what_is_asked_of_something_else_is_not_half_known(
    question: str, assistant: Assistant
) -> None:
    assert answered(assistant.reply(question)) == []


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        pytest.param("四中全会在哪一年召开，决定了什么", "other-plenums", id="goes on"),
        pytest.param(
            "县域经济怎么搞，报道里有交代吗", "county-economy", id="asks whether it is there"
        ),
        pytest.param(
            "昨晚和同事争了半天，他说副组长有五个，我说没有，你帮忙看看，副组长到底有几个",
            "deputy-count",
            id="chatter",
        ),
    ],
)
def test_clauses_that_only_go_on_make_no_second_question(
    question: str, entry: str, assistant: Assistant
) -> None:
    assert answered(assistant.reply(question)) == [entry]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        pytest.param("我不是本地人，这是哪个省开的会啊", "meeting-province", id="who asks"),
        pytest.param("我在香港读书的，省长是哪位呀", "governor", id="who asks, with a place"),
        pytest.param("我爸老念叨所以来查查省委书记到底是谁", "party-secretary", id="no comma"),
        pytest.param("生物狗路过，生物经济怎么提的呀", "bio-economy", id="a subject's student"),
        pytest.param("my boss needs it asap, what are the four tasks", "tasks-list", id="English"),
    ],
)
def test_what_people_say_of_themselves_is_left_aside(
    question: str, entry: str, assistant: Assistant
) -> None:
    assert answered(assistant.reply(question)) == [entry]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("上海市去年召开的那次会，谁主持", id="another meeting"),
        pytest.param("上海那边，谁主持的会，几号开的", id="another place"),
        pytest.param("昨天我们公司开会，谁主持的", id="the meeting of who asks"),
        pytest.param("家长会几点开始", id="a meeting of daily life"),
    ],
)
def test_nothing_is_claimed_about_another_meeting(question: str, assistant: Assistant) -> None:
    assert answered(assistant.reply(question)) == []


@pytest.mark.parametrize(
    ("questions", "entries"),
    [
        pytest.param(("组长是谁", "那副组长呢"), {"deputy-leaders", "deputy-count"}, id="others"),
        pytest.param(("五个坚持是哪五个", "第三个是什么"), {"principle-systems"}, id="third"),
        pytest.param(
            ("五个坚持是哪五个", "第三个是什么", "下一个呢"), {"principle-synergy"}, id="next"
        ),
        pytest.param(
            ("五个坚持是哪五个", "第三个是什么", "第一个呢"),
            {"principle-overall"},
            id="first again",
        ),
        pytest.param(("五个坚持是哪五个", "the last one"), {"principle-ecology"}, id="English"),
        pytest.param(("许勤是谁", "他讲了什么"), {"speech-xu", "overall-call"}, id="he"),
        pytest.param(
            ("who are the deputy heads", "what did they do there"), {"deputies-role"}, id="they"
        ),
        pytest.param(("副组长是谁", "有几位"), {"deputy-count"}, id="how many of them"),
        pytest.param(
            ("who are the deputy heads", "and how many in total"), {"deputy-count"}, id="in total"
        ),
        pytest.param(
            ("what did the meeting approve", "who wrote them"), {"documents-authors"}, id="them"
        ),
        pytest.param(("许勤是谁", "许勤是谁", "他是谁"), {"person-xu-qin"}, id="he, once more"),
        pytest.param(
            ("谁主持了会议", "他讲了什么"), {"overall-call", "speech-xu"}, id="he, of the chair"
        ),
        pytest.param(
            ("what are the five principles", "tell me more about the second one please"),
            {"principle-planning"},
            id="second, wordy",
        ),
        pytest.param(
            ("五个坚持是哪五个", "展开讲讲最后一条"), {"principle-ecology"}, id="last, wordy"
        ),
        pytest.param(("总书记什么时候来视察的", "哪一年"), {"visit-year"}, id="year of a visit"),
        pytest.param(("县域经济怎么提", "资源型城市呢"), {"resource-cities"}, id="another subject"),
    ],
)
def test_a_follow_up_is_read_with_the_answer_before(
    questions: tuple[str, ...], entries: set[str], assistant: Assistant
) -> None:
    [entry] = answered(ask(assistant, *questions))
    assert entry in entries


def test_a_reason_asked_for_in_one_message_with_its_question_is_no_second_answer(
    assistant: Assistant,
) -> None:
    assert answered(assistant.reply("谁主持的？原因呢？")) == ["meeting-chair"]


def test_a_number_past_the_end_of_a_list_is_said_to_be(assistant: Assistant) -> None:
    reply = ask(assistant, "五个坚持是哪五个", "第九个是什么")
    assert (reply.kind, answered(reply)) == (Kind.NOT_REPORTED, ["principles-list"])
    assert reply.message == assistant.knowledge.messages.texts["no_such_item"]


def test_an_item_without_an_entry_is_answered_itself(assistant: Assistant) -> None:
    conversation = Conversation(entry_id="zones")
    [answer] = assistant.reply("第一个是什么", conversation).answers
    assert answer.entry.id == "zones"
    assert answer.text.in_language(HANS) == "国家级经开区"


@pytest.mark.parametrize("said", ["ok thanks", "嗯嗯", "好的谢谢", "no", "alright", "哈哈"])
def test_small_talk_after_an_answer_is_no_follow_up(said: str, assistant: Assistant) -> None:
    assert ask(assistant, "谁主持了会议", said).kind is Kind.SMALLTALK


@pytest.mark.parametrize("again", ["谁主持会议", "who chaired the meeting", "会议是哪天开的"])
def test_a_question_asked_again_gets_the_same_answer(again: str, assistant: Assistant) -> None:
    assert answered(ask(assistant, again, again)) == answered(assistant.reply(again))


def test_a_question_of_its_own_is_no_follow_up(assistant: Assistant) -> None:
    reply = ask(assistant, "五个坚持是哪五个", "会议是哪天开的")
    assert answered(reply) == ["meeting-date"]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        pytest.param("会议是不是梁惠玲主持的", "meeting-chair", id="a wrong name"),
        pytest.param("这是第五次全体会议吧", "meeting-ordinal", id="a wrong number"),
        pytest.param("许勤讲了什么", "overall-call", id="a name that is not to be checked"),
    ],
)
def test_a_fact_in_a_question_is_read_for_what_it_does(
    question: str, entry: str, assistant: Assistant
) -> None:
    assert answered(assistant.reply(question)) == [entry]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("谁主持会议", HANS),
        ("誰主持會議", HANT),
        ("who chaired it", ENGLISH),
        ("huiyi shei zhuchi", HANS),
        ("今天天气怎么样", HANS),
        ("今天天氣怎麼樣", HANT),
        ("what is the weather like", ENGLISH),
        ("謝謝", HANT),
        ("thank you", ENGLISH),
    ],
)
def test_the_language_of_the_reply_follows_the_question(
    question: str, language: Language, assistant: Assistant
) -> None:
    assert assistant.reply(question).language is language


@pytest.mark.parametrize("chosen", list(Language), ids=str)
def test_a_chosen_language_holds_whatever_is_asked(chosen: Language, assistant: Assistant) -> None:
    conversation = Conversation(language=chosen)
    for question in ("谁主持会议", "誰主持會議", "who chaired it", "？", "你好"):
        assert assistant.reply(question, conversation).language is chosen


def test_where_the_script_cannot_be_told_it_stays(assistant: Assistant) -> None:
    assert ask(assistant, "誰主持會議", "主持人").language is HANT
    assert ask(assistant, "谁主持会议", "主持人").language is HANS
    assert ask(assistant, "誰主持會議", "huiyi shei zhuchi").language is HANT


@pytest.mark.parametrize("question", ["你好", "您好！", "Hello", "谢谢你", "謝謝", "帮助", "help"])
def test_small_talk_is_answered_in_kind(question: str, assistant: Assistant) -> None:
    reply = assistant.reply(question)
    assert (reply.kind, reply.score) == (Kind.SMALLTALK, 1.0)
    assert reply.message is not None


@pytest.mark.parametrize(
    ("question", "message"),
    [
        pytest.param("", "decline_empty", id="empty"),
        pytest.param("？！", "decline_empty", id="nothing but marks"),
        pytest.param("👍", "decline_empty", id="emoji"),
        pytest.param("/ask", "decline_empty", id="a bare command"),
        pytest.param("会" * (LONGEST_QUESTION + 1), "decline_long", id="too long"),
        pytest.param("今天天气怎么样", "decline", id="unknown"),
    ],
)
def test_declining_says_why(question: str, message: str, assistant: Assistant) -> None:
    reply = assistant.reply(question)
    assert reply.kind is Kind.DECLINE
    assert reply.message == assistant.knowledge.messages.texts[message]


def test_the_longest_question_is_still_read(assistant: Assistant) -> None:
    reply = assistant.reply("会" * LONGEST_QUESTION)
    assert reply.message != assistant.knowledge.messages.texts["decline_long"]


def test_a_long_run_of_letters_costs_no_more_than_its_length(assistant: Assistant) -> None:
    tracemalloc.start()
    assistant.reply("a" * 4000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


@given(st.lists(QUESTIONS, min_size=1, max_size=3))
@example(["zero"])
@example(["第三个", "9" * 5000])
@example(["\udcff\ud800"])
def test_any_text_gets_a_reply_that_holds_together(
    assistant: Assistant, questions: list[str]
) -> None:
    reply = ask(assistant, *questions)
    assert 0 <= reply.score <= 1
    assert len({answer.entry.id for answer in reply.answers}) == len(reply.answers) <= 4
    assert reply.answers or reply.message
    assert set(answered(reply)) <= set(assistant.knowledge.entries)
    if reply.kind is Kind.ANSWER:
        assert reply.answers
    if reply.kind is Kind.SUGGEST:
        assert 1 <= len(reply.suggestions) <= 4
    assert (reply.passage is not None) == (reply.kind is Kind.PASSAGE)


@given(QUESTIONS, st.sampled_from([None, "principles-list", "person-xu-qin", "gone"]))
def test_the_same_question_gets_the_same_reply(
    assistant: Assistant, question: str, last: str | None
) -> None:
    conversation = Conversation(entry_id=last)
    first = assistant.reply(question, conversation)
    assistant.reply("谁主持会议", Conversation(entry_id="meeting-date", language=ENGLISH))
    assert assistant.reply(question, conversation) == first


def test_two_assistants_over_one_knowledge_agree(
    assistant: Assistant, knowledge: KnowledgeBase
) -> None:
    other = Assistant(knowledge)
    for question in ("谁主持的会", "第三个", "今天天气", "谁主持的？什么时候开的", "who spoke"):
        assert other.reply(question) == assistant.reply(question)


def test_every_stored_question_is_answered_with_its_entry(
    assistant: Assistant, knowledge: KnowledgeBase
) -> None:
    wrong = [
        (question, answered(reply))
        for entry in knowledge.entries.values()
        for question in (entry.question.zh, entry.question.en)
        if answered(reply := assistant.reply(question)) != [entry.id]
    ]
    assert wrong == []


def test_a_chosen_suggestion_is_answered(assistant: Assistant) -> None:
    reply = assistant.answer_entry("meeting-chair", HANT)
    assert reply is not None
    assert (reply.kind, reply.language, answered(reply)) == (Kind.ANSWER, HANT, ["meeting-chair"])
    not_reported = assistant.answer_entry("next-meeting", ENGLISH)
    assert not_reported is not None
    assert not_reported.kind is Kind.NOT_REPORTED


def test_an_entry_that_is_gone_is_not_answered(assistant: Assistant) -> None:
    assert assistant.answer_entry("gone", HANS) is None


def test_a_shown_question_means_the_same_whatever_was_asked_before(assistant: Assistant) -> None:
    entries = list(assistant.knowledge.entries.values())
    for last, entry in zip([*entries[37:], *entries[:37]], entries, strict=True):
        conversation = Conversation().after(assistant.reply(last.question.zh))
        alone = assistant.reply(entry.question.zh)
        assert assistant.reply(entry.question.zh, conversation).entry_ids == alone.entry_ids


@pytest.mark.parametrize("before", ["五大安全是哪五个", "三供两治怎么提", "总书记视察是几号"])
@pytest.mark.parametrize(
    ("question", "entry"),
    [("会议在哪里开的", "meeting-venue"), ("会上审议通过了什么文件", "documents-approved")],
)
def test_a_clear_question_is_no_follow_up(
    before: str, question: str, entry: str, assistant: Assistant
) -> None:
    conversation = Conversation().after(assistant.reply(before))
    assert assistant.reply(question, conversation).entry_ids == {entry}

"""New entries, made of a question that somebody asked and what a curator says to it."""

import re
from hashlib import sha256

from bot.qa.article import Sentence
from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import has_chinese, to_simplified
from bot.qa.lessons import RefusedError, utterances_of
from bot.qa.models import Bilingual, Entry, Status, Utterances
from bot.qa.text import fold, fold_all

_BETWEEN_LANGUAGES = re.compile(r"^\s*-{3,}\s*$", re.MULTILINE)
_QUESTION_MARKS = ("?", "？")


def new_entry(question: str, answer: Bilingual, status: Status, shown: Bilingual) -> Entry:
    """Make an entry that answers a question somebody asked.

    Args:
        question: As it was asked; the id is made from it, and it is one of the wordings.
        answer: What answers it.
        status: Who answers it.
        shown: The question as people will see it.
    """
    name = sha256(fold(question).encode()).hexdigest()[:8]
    is_shown = fold(question) in fold_all([shown.zh, shown.en])
    utterances = Utterances() if is_shown else utterances_of(question)
    return Entry(
        id=f"asked-{name}", status=status, question=shown, answer=answer, utterances=utterances
    )


def not_in_report(question: str, knowledge: KnowledgeBase) -> Entry:
    """Make an entry that says that the report does not answer a question."""
    answer = knowledge.messages.texts["not_in_report"]
    return new_entry(question, answer, Status.NOT_REPORTED, _shown(question, "", ""))


def read_draft(text: str, question: str) -> Entry:
    """Make an entry of an answer that a curator wrote.

    Chinese comes first; English may follow below a line of hyphens, else the Chinese is shown. A
    first line that ends with a question mark is the question as people will see it.

    Raises:
        RefusedError: If there is no answer in Chinese.
    """
    chinese, english, *_ = (*_BETWEEN_LANGUAGES.split(text, maxsplit=1), "")
    shown_zh, zh = _question_and_answer(to_simplified(chinese))
    shown_en, en = _question_and_answer(english)
    if not has_chinese(zh):
        raise RefusedError("refused_no_chinese")
    shown = _shown(question, shown_zh, shown_en)
    return new_entry(question, Bilingual(zh=zh, en=en or zh), Status.CURATED, shown)


def as_reported(entry: Entry, sentence: Sentence) -> Entry:
    """Return an entry that the report answers, not the curators, in one of its sentences."""
    return entry.model_copy(update={"status": Status.REPORTED, "source": (sentence.id,)})


def _question_and_answer(text: str) -> tuple[str, str]:
    first, _, rest = text.strip().partition("\n")
    return (first.strip(), rest.strip()) if first.endswith(_QUESTION_MARKS) else ("", text.strip())


def _shown(question: str, chinese: str, english: str) -> Bilingual:
    """Return the question as it is shown; as it was asked where nobody wrote it anew."""
    asked = to_simplified(" ".join(question.split()))
    chinese = chinese or asked
    return Bilingual(zh=chinese, en=english or (chinese if has_chinese(asked) else asked))

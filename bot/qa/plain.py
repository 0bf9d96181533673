"""A reply as plain text: what a person reads on a terminal, in a log or in JSON."""

from collections.abc import Iterable

from bot.qa.knowledge import KnowledgeBase
from bot.qa.language import Language
from bot.qa.models import Entry, Status
from bot.qa.reply import Answer, Kind, Reply


def reply_text(reply: Reply, knowledge: KnowledgeBase) -> str:
    """Write out a whole reply: the message, the answers with their source, what to choose from."""
    language = reply.language
    lines = [reply.message.in_language(language)] if reply.message else []
    lines += [answer_text(answer, language, knowledge) for answer in reply.answers]
    lines += [f"“{quote}”" for quote in passage_quote(reply)]
    if not reply.answers:
        lines += [f"• {entry.question.in_language(language)}" for entry in reply.suggestions]
    if reply.kind is Kind.DECLINE and not reply.suggestions:
        lines += [f"• {entry.question.in_language(language)}" for entry in popular(knowledge)]
    return "\n".join(lines)


def answer_text(answer: Answer, language: Language, knowledge: KnowledgeBase) -> str:
    """Write out one answer, followed by the paragraphs of the report it is taken from."""
    text = answer.text.in_language(language)
    source = source_line(answer.entry, language, knowledge)
    return f"{text}\n{source}" if source else text


def source_line(entry: Entry, language: Language, knowledge: KnowledgeBase) -> str:
    """Name the paragraphs an entry is taken from, or the curators; empty where it has no source."""
    if entry.status is Status.CURATED:
        return knowledge.messages.texts["curated_line"].in_language(language)
    numbers = sorted({sentence.paragraph for sentence in knowledge.sources(entry)})
    if not numbers:
        return ""
    comma = ", " if language is Language.ENGLISH else "、"
    template = knowledge.messages.texts["source_line"].in_language(language)
    return template.replace("{paragraphs}", comma.join(map(str, numbers)))


def quotes(entries: Iterable[Entry], language: Language, knowledge: KnowledgeBase) -> list[str]:
    """Return the sentences entries are taken from, word for word, each once, in reading order."""
    wanted = {key for entry in entries for key in entry.source}
    return [
        sentence.original if language is Language.HANT else sentence.text
        for key, sentence in knowledge.article.sentences.items()
        if key in wanted
    ]


def passage_quote(reply: Reply) -> list[str]:
    """Return the sentence a reply shows where no entry fits, if there is one."""
    if reply.passage is None:
        return []
    is_traditional = reply.language is Language.HANT
    return [reply.passage.original if is_traditional else reply.passage.text]


def popular(knowledge: KnowledgeBase) -> list[Entry]:
    """Return the entries to offer somebody who does not know what to ask."""
    return [knowledge.entries[key] for key in knowledge.messages.popular]

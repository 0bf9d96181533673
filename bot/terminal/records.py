"""Replies as JSON objects, and the batch that reads and writes one a line."""

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from bot.qa.assistant import Assistant
from bot.qa.knowledge import KnowledgeBase
from bot.qa.plain import reply_text
from bot.qa.reply import Answer, Conversation, Kind, Reply


def record(reply: Reply, knowledge: KnowledgeBase, elapsed_ms: float) -> dict[str, Any]:
    """Lay out a reply as the object that ``ask --json`` prints.

    ``entry_id`` is that of the first answer, or ``None``; ``entry_ids`` holds all of a compound
    question's. ``suggestions`` are filled for the kind ``suggest`` only, ``related`` for answers.
    """
    entry_ids = [answer.entry.id for answer in reply.answers]
    source = [key for answer in reply.answers for key in answer.entry.source]
    if reply.passage:
        source = [reply.passage.id]
    language = reply.language
    chosen = reply.suggestions if reply.kind is Kind.SUGGEST else ()
    return {
        "kind": reply.kind.value,
        "entry_id": entry_ids[0] if entry_ids else None,
        "entry_ids": entry_ids,
        "score": round(reply.score, 4),
        "language": language.value,
        "text": reply_text(reply, knowledge),
        "source": list(dict.fromkeys(source)),
        "suggestions": [
            {
                "entry_id": entry.id,
                "question": entry.question.in_language(language),
                "text": Answer(entry, reply.score).text.in_language(language),
            }
            for entry in chosen
        ],
        "related": [entry.id for entry in reply.suggestions] if reply.answers else [],
        "elapsed_ms": round(elapsed_ms, 3),
    }


def timed_record(
    assistant: Assistant, question: str, conversation: Conversation | None = None
) -> dict[str, Any]:
    """Answer a question and lay the reply out, with how long the answer took."""
    started = time.perf_counter()
    reply = assistant.reply(question, conversation)
    elapsed_ms = 1000 * (time.perf_counter() - started)
    return record(reply, assistant.knowledge, elapsed_ms)


def after_context(assistant: Assistant, context: Iterable[str]) -> Conversation:
    """Return the conversation as it stands after earlier questions."""
    conversation = Conversation()
    for question in context:
        conversation = conversation.after(assistant.reply(question, conversation))
    return conversation


def answer_batch(assistant: Assistant, lines: Iterable[str]) -> Iterator[str]:
    """Answer JSON Lines: one object out for each line in, in order.

    A line that is no ``{"question": "…", "context": ["…"]}`` gets an object of kind ``error``.
    """
    for line in lines:
        try:
            question, context = _parse(line)
        except ValueError as error:
            yield json.dumps({"kind": "error", "text": str(error)}, ensure_ascii=False)
            continue
        answered = timed_record(assistant, question, after_context(assistant, context))
        yield json.dumps(answered, ensure_ascii=False)


def _parse(line: str) -> tuple[str, list[str]]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError('not JSON; write {"question": "…"} on each line') from None
    question = data.get("question") if isinstance(data, dict) else None
    if not isinstance(question, str):
        raise ValueError('no text under "question"; write {"question": "…"} on each line')
    context = data.get("context") or []
    if not isinstance(context, list) or not all(isinstance(item, str) for item in context):
        raise ValueError('"context" is no list of earlier questions')
    return question, context

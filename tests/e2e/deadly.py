"""Runs the bot, but lets it die as of a fault in compiled code: at once, without a word.

It dies of the question ``DEADLY``; and after it did what an update asks for, before that is written
down, if the setting ``DIES_AFTER`` names the kind of the update; if it is ``forget``, as soon as
somebody is forgotten.
"""

import os
from typing import Any

from bot.chat import questions, work
from bot.chat.updates import kind_of
from bot.cli import main
from bot.store import Store

DEADLY = "你会死吗"

_answer = questions.answer
_done = work.Work._done
_forget = Store.forget


async def answer(question: str, *others: Any) -> None:
    if question == DEADLY:
        os._exit(139)
    await _answer(question, *others)


def done(self: work.Work, task: work.Task) -> None:
    if kind_of(task.update) == os.environ.get("DIES_AFTER"):
        os._exit(139)
    _done(self, task)


async def forget(self: Store, user: int, update_id: int) -> None:
    await _forget(self, user, update_id)
    if os.environ.get("DIES_AFTER") == "forget":
        os._exit(139)


if __name__ == "__main__":
    questions.answer = answer  # type: ignore[assignment]
    work.Work._done = done  # type: ignore[method-assign]
    Store.forget = forget  # type: ignore[method-assign]
    main()

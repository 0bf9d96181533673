"""The longest that any message can keep the bot busy: a search for the worst texts.

Run with ``python tests/benchmarks/worst_case.py``. It asks texts made to be slow (compound
questions, pinyin, names, digits, repeats, emoji, up to the 4,096 characters Telegram lets through),
then changes the slowest over and over and keeps what got slower. It prints the worst, and exits
with 1 if one takes longer than the limit.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator

from bot.qa.assistant import LONGEST_QUESTION, Assistant
from bot.qa.knowledge import default_folder, load_knowledge
from bot.qa.reply import Conversation
from bot.qa.text import fold

LONGEST_MESSAGE = 4096
KEPT = 30
SHOWN = 10
OTHERS = 80
_HANZI = [chr(code) for code in range(0x4E00, 0x9FA5)]
JOINTS = (
    "",
    "？",
    "，",
    "。",
    "\n",
    " ",
    "和",
    "以及",
    "，还有",
    "; ",
    " and ",
    "第",
    "\u200b",
    "🙂",
)


class Search:
    """Keeps the slowest texts found.

    Args:
        assistant: What is asked.
        random_: Where chance comes from.
    """

    def __init__(self, assistant: Assistant, random_: random.Random) -> None:
        self._reply = assistant.reply
        self._random = random_
        entries = assistant.knowledge.entries.values()
        after_a_list = assistant.reply(next(entry for entry in entries if entry.items).question.zh)
        self._before = (Conversation(), Conversation().after(after_a_list))
        self.wordings = [wording for entry in entries for wording in entry.wordings]
        self._others = ["".join(random_.choices(_HANZI, k=4)) for _ in range(OTHERS)]
        self.slowest: list[tuple[float, str]] = []
        self.asked = 0

    def ask(self, text: str) -> None:
        """Time a text, and keep it if it is among the slowest."""
        self.asked += 1
        took = self._time(text)
        if len(self.slowest) == KEPT and took <= self.slowest[-1][0]:
            return
        took = min(took, self._time(text), self._time(text))  # not the machine's own hiccups
        if all(text != other for _, other in self.slowest):
            self.slowest = sorted([*self.slowest, (took, text)], reverse=True)[:KEPT]

    def evolve(self) -> None:
        """Change one of the slowest texts, and ask it."""
        text = self._random.choice(self.slowest)[1]
        self.ask(self._changed(text)[:LONGEST_MESSAGE])

    def _time(self, text: str) -> float:
        """Return the processor time of a text, asked first and after a list."""
        return max(self._time_after(before, text) for before in self._before)

    def _time_after(self, before: Conversation, text: str) -> float:
        for other in self._others:  # so that nothing of the text itself is kept any more
            self._reply(other)
        began = time.process_time()
        self._reply(text, before)
        return time.process_time() - began

    def _changed(self, text: str) -> str:
        random_ = self._random
        at, until = sorted(random_.choices(range(len(text) + 1), k=2))
        changes: list[Callable[[], str]] = [
            lambda: text[:at] + random_.choice(self.wordings) + text[at:],
            lambda: text[:at] + random_.choice(JOINTS) + text[at:],
            lambda: text[:at] + text[until:],
            lambda: text[:at] + text[at:until] * 2 + text[until:],
            lambda: text[:at] + random_.choice(self.slowest)[1][at:],
            lambda: text[:at] + random_.choice(random_.choice(self.wordings)) + text[at + 1 :],
        ]
        return random_.choice(changes)()


def made_texts(wordings: list[str], random_: random.Random) -> Iterator[str]:
    """Make texts that are likely to be slow, each up to what is read and up to what is sent."""
    letters = sorted({character for wording in wordings for character in wording})
    words = sorted({word for wording in wordings for word in wording.split() if word.isascii()})
    pieces: list[Callable[[], str]] = [
        lambda: random_.choice(wordings),
        lambda: random_.choice(letters),
        lambda: random_.choice(words) + " ",
        lambda: random_.choice(("xian", "shi", "zhang", "hui", "yi", "liang", "fang", "an")),
        lambda: random_.choice("0123456789一二三四五六七八九十百第个"),
        lambda: random_.choice(_HANZI),
        lambda: chr(random_.randrange(0x20, 0x3000)),
        lambda: random_.choice("的是在会议"),
    ]
    for piece in pieces:
        for joint in JOINTS:
            for length in (100, 200, 300, LONGEST_QUESTION, LONGEST_MESSAGE):
                yield filled(piece, joint, length)
    for filler in ("\u200b", "🙂", "？", "。", "\n", " ", "@bot_name ", "/ask ", "́"):
        yield filled(pieces[0], filler * 8, LONGEST_MESSAGE)


def filled(piece: Callable[[], str], joint: str, length: int) -> str:
    """Join pieces until no more is read, or no more can be sent."""
    text, folded = piece(), 0
    while True:
        more = joint + piece()
        folded += len(fold(more))
        if len(text) + len(more) > LONGEST_MESSAGE or folded > length:
            return text
        text += more


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="how long to change the slowest"
    )
    parser.add_argument("--seed", type=int, default=0, help="where chance begins")
    parser.add_argument("--limit-ms", type=float, default=20.0, help="the longest that is allowed")
    parser.add_argument("--full", action="store_true", help="print the texts in full")
    options = parser.parse_args()
    assistant = Assistant(load_knowledge(default_folder()))
    assistant.matcher.warm_up()
    random_ = random.Random(options.seed)
    search = Search(assistant, random_)
    for text in made_texts(search.wordings, random_):
        search.ask(text)
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        search.evolve()
    print(f"{search.asked} texts asked; the slowest, in milliseconds:")
    for seconds, text in search.slowest[:SHOWN]:
        shown = text if options.full else text[:60]
        print(
            f"{1000 * seconds:6.1f}  {len(text):4} characters, {len(fold(text)):3} folded"
            f"  {shown!r}"
        )
    return 0 if 1000 * search.slowest[0][0] <= options.limit_ms else 1


if __name__ == "__main__":
    sys.exit(main())

"""Messages of several clauses: several questions in one, or one question with chatter around it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.qa.text import tokens

_PUNCTUATION = (
    r"[?？;；。!！\n…~～,，:：—]+|(?<![A-Za-z0-9])\.|\.(?![A-Za-z0-9])"
    r"|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])"
)
_LEAD_IN = (
    r"(?:想|要)(?:知道|了解|请教|問|问)(?:一下|问|下)?|告诉我|告訴我|好奇|就差|请教一?下?|听人?说"
    r"|帮我[看查找]一?下?|(?:弱弱|随便|顺便|顺手|替.{1,4}|帮.{1,4}|让我|叫我|托我|同|求|请|先|就)[问問](?:[问問一]?[下句嘴]?)?"
    r"|所以[来想]?(?:[查看问問][查看问問]|[问問]一?下)?"
    r"|(?i:\bi(?: would|['’]?d)? (?:like|want|need|wish) to (?:know|ask)\b|\bi wonder\b"
    r"|\b(?:could|can) you (?:please )?tell me\b|\bdouble check\b"
    r"|\basked (?:me|us)(?: to find out)?\b)"
)
_CONJUNCTION = (
    r"(?<=\S)(?:还有就是|还有|另外|以及|顺便问下|顺便|并且|同时|還有|並且|同時)(?=.*\S)"
    r"|\b(?:and also|and|also|plus)\b|&"
)
_CLAUSE_END = re.compile(f"{_PUNCTUATION}|{_LEAD_IN}")
_QUESTION_END = re.compile(f"{_PUNCTUATION}|{_CONJUNCTION}", re.IGNORECASE)
_AND = re.compile(f"{_CONJUNCTION}|[和跟与與同及、]", re.IGNORECASE)
_AND_OR_COMMA = re.compile(f"{_AND.pattern}|[,，]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[?？;；。!！\n]")
_QUESTION_WORD = (
    r"谁|誰|什么|什麼|甚|啥|哪|(?<![那这這好前后後近])[几幾]|多少|怎|咋|吗|嗎|如何|何|为什|為什|多久|多长|多大|是不是|有没有"
    r"|有沒有|能不能|咩|乜|边个|邊|點|点样|干嘛|还是|抑或"
)
_ASKS = re.compile(
    rf"{_QUESTION_WORD}|呢$|[?？]"
    r"|\b(?:who|whom|whose|what|when|where|why|how|which)\b|^\W*(?:is|are|was|were|did|does|do|can)\b",
    re.IGNORECASE,
)
_PLACE_TO_CUT = re.compile(
    r"(?<=[的了吗呢呀啊])(?=\S{2,})|(?:(?<=是谁)|(?<=是什么)|(?<=叫什么)|(?<=有哪些))(?=\S{3,})"
    r"|(?<=[^\s和跟与與同])(?=谁|誰|什么时候|几号|在哪|哪里|多少人|为什么|怎么)"
    r"|(?<=[a-z] )(?=(?:who|what|when|where|why|how) "
    r"(?:is|are|was|were|did|do|does|will|many|long)\b)"
)
_SHARED_END = re.compile(
    r"^(?P<things>.{1,80}?)[,，]?(?:分别|分別|各自|各|都|[两三四兩]个|倆|俩)(?P<end>.{1,12})$"
)
_CLOSING = "?？。.!！ "
_LIST_END = ",，;；" + _CLOSING
_MOST_CLAUSES = 24  # of one message; what comes after them is not read
_MOST_PLACES = 6  # who asks more than that at once puts something in between
_LONG_QUESTION = 24  # words and characters that one question needs at most

LONGEST_RUN = 80
"""Characters of what may be one question, or several with nothing in between."""


def questions(message: str) -> list[str]:
    """Cut a message where one question may end and the next begin.

    Example:
        >>> questions("谁主持的？什么时候开的")
        ['谁主持的', '什么时候开的']
    """
    return _parts(_QUESTION_END, message)


def clauses(message: str) -> list[str]:
    """Cut a message of several clauses where chatter may end and the question begin.

    Example:
        >>> clauses("我没看懂，想问一下谁主持的")
        ['我没看懂', '谁主持的']
    """
    return _parts(_CLAUSE_END, message)


def is_long(folded: str) -> bool:
    """Whether a message has more words or characters than one question needs."""
    return len(tokens(folded)) > _LONG_QUESTION


def _parts(end: re.Pattern[str], message: str) -> list[str]:
    parts = (part.strip() for part in end.split(message))
    return [part for part in parts if part][:_MOST_CLAUSES]


def is_cut_for_certain(message: str) -> bool:
    """Whether a message has the end of a sentence inside, not only commas or spaces."""
    return bool(_SENTENCE_END.search(message.strip()[:-1]))


def share_end(message: str) -> list[str]:
    """Cut "A, B and C each …" into its questions.

    Returns:
        The questions, or nothing where the message has another form.

    Example:
        >>> share_end("省委书记和省长分别是谁")
        ['省委书记是谁', '省长是谁']
    """
    match = _SHARED_END.match(message.rstrip(_CLOSING))
    things = coordinated(match["things"]) if match else []
    return [thing + match["end"] for thing in things] if match and len(things) > 1 else []


def coordinated(message: str) -> list[str]:
    """Cut a message at "and" and its like only.

    Example:
        >>> coordinated("the date, and also the names of the deputies")
        ['the date', 'the names of the deputies']
    """
    return [part.strip(_LIST_END) for part in _parts(_AND, message)]


def listed(message: str) -> list[str]:
    """Cut a message at commas, "and" and its like only.

    Example:
        >>> listed("date, place and chair")
        ['date', 'place', 'chair']
    """
    return [part.strip(_LIST_END) for part in _parts(_AND_OR_COMMA, message)]


def cuts(message: str) -> Iterator[list[str]]:
    """Propose how two or more questions may have been written without anything between them.

    Example:
        >>> next(cuts("谁主持的什么时候开的"))
        ['谁主持的', '什么时候开的']
    """
    message = message.rstrip(_CLOSING)
    places = [match.start() for match in _PLACE_TO_CUT.finditer(message)]
    if len(places) > _MOST_PLACES:
        return
    ways = [places] if len(places) > 1 else []
    for way in [*ways, *([place] for place in places)]:
        ends = [0, *way, len(message)]
        parts = [message[a:b].strip() for a, b in pairwise(ends)]
        if all(asks(part) and len(part) > 1 for part in parts):
            yield parts


def asks(clause: str) -> bool:
    """Whether a clause has the form of a question."""
    return bool(_ASKS.search(clause))

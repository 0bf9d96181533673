"""Questions that only make sense after the answer before: the third one, why, and she?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.qa.knowledge import KnowledgeBase
from bot.qa.models import Entry, Turn
from bot.qa.numbers import value_of
from bot.qa.text import fold, is_run_on

_LAST = frozenset({"最后", "末尾", "last"})
_NUMERAL = r"[一二三四五六七八九]|十[一二三四五六七八九]?|[1-9]"
_COUNTERS = "个位条点项名种份"
_OTHERWISE_COUNTED = "次届年月天批"
_ORDINAL = rf"第({_NUMERAL})(?!{_NUMERAL})|(最后|末尾)一?"
_PLACE = re.compile(rf"(?:{_ORDINAL})(?:[{_COUNTERS}](?:坚持|任务|人)?|(?![{_OTHERWISE_COUNTED}]))")
_PLACE_IN_LIST = re.compile(rf"(?:{_ORDINAL})(?=[{_COUNTERS}])")

_ENGLISH_ORDINALS = (
    "first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th",
)  # fmt: skip
_ENGLISH = {
    word: number
    for words in (_ENGLISH_ORDINALS, ("one", "two", "three", "four", "five", "six", "seven"))
    for number, same in enumerate(words, start=1)
    for word in same.split()
}
_TIME = r"(?:year|month|week|time|spring|summer|autumn|fall|winter|september)\b"
_MEETING = r"(?:(?:full|plenary|group) )*(?:meeting|session|plenary|plenum|conference)\b"
_ENGLISH_PLACE = re.compile(
    rf"\b(?:number ({'|'.join(_ENGLISH)}|[1-9])"
    rf"|({'|'.join(_ENGLISH_ORDINALS).replace(' ', '|')}|last(?! {_TIME})))\b(?! {_MEETING})"
)
_TURN_LEAD = re.compile(
    r"^(?:那么?|但是?|可是?|所以|不过|请问?|麻烦|能不能|可以|能|哦|噢|嗯|啊"
    r"|(?:but|and|so|ok|okay|oh|hmm|well|wait|sorry|please|pls) )+"
)
_TURN_TAIL = re.compile(
    r"(?:呢|啊|吗|吧|呀|哦|嘛|一下|这样|会这样|这么说|要这样|是什么|是啥|讲什么|说啥"
    r"| (?:please|pls|plz|though|then|about that|of that|of this|on that|again|exactly))+$"
)
_ABOUT = re.compile(
    r"^(?:那么|那|还有|和|以及|换成|至于)(.+?)(?:又)?(?:呢|怎么样|怎么说)?$|^(.+?)(?:呢|呐)$"
    r"|^(?:and what about|and how about|what about|how about|what of|and|then)\s+(.+)$"
    r"|^na\s?(.+?)\s?(?:ne)?$"
)  # fmt: skip
_PRONOUN = re.compile(
    r"(?<![其吉])(?:[他她它佢]们|佢哋|[他她它佢](?!的))|(?<![a-z])(?:he|she|him|her|his|they|ta|tamen)(?![a-z])"
)
_PLURAL = re.compile(r"们|佢哋|(?<![a-z])(?:they|tamen)(?![a-z])")
_POINTER = re.compile(r"这些|那些|其中|(?<![a-z])(?:them|these|those|their|theirs)(?![a-z])")

_QUESTIONING = re.compile(
    r"(?:报道里?|报道怎样)?(?:怎么|怎样)?提到?了?(?:什么|哪些)?$|(?:讲|说|做)了(?:什么|哪些)|是什么时候|什么时候|是第几次"
    r"|是?为?什么|是?谁|[是有]?哪(?:几个|些|一?[天年个次家里])?|[是有]?几[位个]?|[是有]?多少|怎么|怎样|怎么样|吗$|的$"
    r"|^(?:who|whom|which|what|when|where|how)(?: many| much)?\b"
    r"|\b(?:is|are|was|were|did|does|do|said about|held|mentioned?)\b"
)


@dataclass(frozen=True, slots=True)
class ListPosition:
    """An item of a list that was asked for by its place, from zero."""

    entry: Entry
    number: int


class Turns:
    """Tells whether a question is nothing but "why?", "what else?" or "really?".

    Args:
        wordings: The ways to ask for each, without "那" before and particles behind.
    """

    def __init__(self, wordings: Mapping[Turn, Iterable[str]]) -> None:
        self._turns = {fold(text): turn for turn, texts in wordings.items() for text in texts}

    def read(self, question: str) -> Turn | None:
        """Return what a question asks for; ``None`` where it is a question of its own."""
        folded = fold(question)
        bare = _TURN_LEAD.sub("", folded)
        forms = (folded, bare, _TURN_TAIL.sub("", bare))
        return next((self._turns[form] for form in forms if form in self._turns), None)


def split_place(question: str) -> tuple[int, str] | None:
    """Split a question for a place in a list into the place and the rest of the question.

    Returns:
        The place from zero, ``-1`` for the last, and the rest; ``None`` where none is asked for.

    Example:
        >>> split_place("第三个是什么"), split_place("tell me more about the last one")
        ((2, '是什么'), (-1, 'tell me more about the one'))
        >>> split_place("第三次会议") is None
        True
    """
    folded = fold(question)
    return _split(folded, _ENGLISH_PLACE if folded.isascii() else _PLACE, "")


def split_ordinal(question: str) -> tuple[int, str] | None:
    """Split a question for one item of a list into the item's place and a question for the list.

    Returns:
        The place from zero, ``-1`` for the last, and the question; ``None`` without an ordinal.

    Example:
        >>> split_ordinal("第三个坚持是什么"), split_ordinal("what is the last task")
        ((2, '几个坚持是什么'), (-1, 'what is the task'))
        >>> split_ordinal("what did they want last year") is None
        True
        >>> split_ordinal("what did the first plenary meeting approve") is None
        True
    """
    folded = fold(question)
    if folded.isascii():
        return _split(folded, _ENGLISH_PLACE, "")
    return _split(folded, _PLACE_IN_LIST, "几")


def _split(folded: str, place: re.Pattern[str], instead: str) -> tuple[int, str] | None:
    match = place.search(folded)
    if match is None or is_run_on(folded):
        return None
    word = next(filter(None, match.groups()))
    return _number(word) - 1, " ".join(place.sub(instead, folded, count=1).split())


def _number(word: str) -> int:
    """Return the place, from one, that an ordinal means; 0 for the last."""
    if word in _LAST:
        return 0
    return _ENGLISH.get(word) or value_of(word)


def position_in(listing: Entry, number: int) -> ListPosition:
    """Return a place in a list; the last where ``number`` is ``-1``."""
    return ListPosition(listing, len(listing.items) - 1 if number < 0 else number)


def list_of(last: Entry, knowledge: KnowledgeBase) -> Entry | None:
    """Return the list that "the third one" is about after an entry.

    It is the entry itself, else the list that has it as an item, else the first list related to it.
    """
    if last.items:
        return last
    entries = knowledge.entries
    whole = (e for e in entries.values() if any(item.entry == last.id for item in e.items))
    related = (entries[key] for key in last.related if entries[key].items)
    return next(whole, None) or next(related, None)


def next_position(last: Entry, knowledge: KnowledgeBase) -> ListPosition | None:
    """Return the item after the last answer in its list, if there is one."""
    listing = list_of(last, knowledge)
    places = [item.entry for item in listing.items] if listing else []
    if listing is None or last.id not in places[:-1]:
        return None
    return ListPosition(listing, places.index(last.id) + 1)


def rewordings(question: str, last: Entry, knowledge: KnowledgeBase) -> list[str]:
    """Reword a follow-up so that it stands alone, the likeliest rewording first.

    "那副组长呢" becomes "副组长"; "她讲了什么" gets the name of the person of the last answer, and
    "他们讲了什么" what the last question is about. Empty where the question is no such follow-up.
    """
    folded = fold(question)
    reworded = []
    person = person_meant(folded, last, knowledge)
    if _PRONOUN.search(folded):
        reworded.append(_PRONOUN.sub(person or _topic_of(last, folded), folded))
    if about := _about(folded):
        reworded.append(_PRONOUN.sub(person, about) if person else about)
    return [" ".join(text.split()) for text in reworded if text.strip()]


def refers_back(question: str) -> bool:
    """Whether a question speaks of people or things that were named before: "who wrote them?"."""
    folded = fold(question)
    return bool(_PRONOUN.search(folded) or _POINTER.search(folded))


def in_context(question: str, last: Entry) -> list[str]:
    """Put what was asked about last before or behind a follow-up.

    After "when did he visit", "which day" becomes "he visit which day".
    """
    folded = fold(question)
    about = _about(folded) or folded
    return [f"{about} {last.question.zh}", f"{_topic_of(last, folded)} {about}"]


def _about(folded: str) -> str | None:
    """Return what "and what about …?" is about."""
    match = _ABOUT.match(folded)
    return next(group for group in match.groups() if group) if match else None


def _topic_of(last: Entry, folded: str) -> str:
    """Return a question without what makes it one, in the language of what is asked next."""
    asked = last.question.en if folded.isascii() else last.question.zh
    return " ".join(_QUESTIONING.sub(" ", fold(asked)).partition(" of ")[0].split())


def person_meant(question: str, last: Entry, knowledge: KnowledgeBase) -> str | None:
    """Return whom "he" means after an answer; ``None`` where that is nobody, or several."""
    folded = fold(question)
    is_one = _PRONOUN.search(folded) and not _PLURAL.search(folded)
    return _person_of(last, knowledge) if is_one else None


def _person_of(entry: Entry, knowledge: KnowledgeBase) -> str | None:
    """Return the only person an answer names, or the one of its question."""
    people = [person.zh for person in knowledge.lexicon.people]
    for text in (entry.question.zh, entry.answer.zh):
        named = [person for person in people if person in text]
        if len(named) == 1:
            return named[0]
    return None

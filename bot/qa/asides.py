"""Clauses beside the question: what people say of themselves, and what is about something else."""

import re
from collections.abc import Collection

from bot.qa.text import fold

_ASKER = re.compile(
    r"[我俺咱侬偶阮]|本人|人家|自己|小白|楼主|鄙人|老师|老板|老细|领导[让叫要管]|同[事学]|朋友|孩子|作业|论文"
    r"|考[试公研点]|备考|复习|背[书题诵]|笔记|材料|课|[写查做背看刷读听填答]|谢|抱歉|不好意思|打扰|麻烦|你好"
    r"|(?:学生|专业|人|党|狗|民|员|者|友|枚|农|粉|迷|爱好者|路过|[干村班局院区部县]的|[问查看用]|参考|粉丝|控)$"
    r"|\b(?:i|im|we|my|our|me|us|thanks?|sorry|hello|hi|hey|dear|greetings|curious|question)\b"
)
_MEETING = r"meetings?|session|plenums?|plenary|conference|assembly|party|gathering"
_SUBJECT = re.compile(
    r"(?:会|会议|组|委|书记|省长|市长|领导|规划|开发区|那[次场个年]|时候|届|任)[的嘛呢啊吧哈]?$"
    rf"|\b(?:{_MEETING}|group|committee)$"
)
_GATHERING = re.compile(
    r"[开召][了过个着]?.{0,4}会|[年大例早晚全]会|会议|[的个场次]会|开[过了]|还要?开"
    rf"|\b(?:{_MEETING})\b"
)
_FAINT = re.compile(r"[省市县区州那这边里头个嗰的在于是呢吧嘛啊哈 ]*")


def is_about_asker(clause: str) -> bool:
    """Whether a clause tells who asks and why, and not what is asked about.

    Example:
        >>> is_about_asker("我在北京上学"), is_about_asker("上海市去年召开的那次会")
        (True, False)
    """
    return bool(_ASKER.search(fold(clause)))


def names_another(clause: str, guards: Collection[str]) -> bool:
    """Whether a clause does nothing but name another thing, which the next one asks about.

    Args:
        clause: The clause.
        guards: The words in it that turn a question into one about something else.

    Example:
        >>> names_another("上海市去年召开的那次会", {"上海", "去年"})
        True
        >>> names_another("新疆的沿边开发", {"新疆"})
        True
        >>> names_another("昨天公交车上听人说省里开会了", {"昨天"})
        False
    """
    folded = fold(clause)
    if any(f"{guard}的" in folded for guard in guards):
        return True
    rest = folded
    for guard in guards:
        rest = rest.replace(guard, "")
    return bool(guards) and bool(_FAINT.fullmatch(rest) or _SUBJECT.search(folded))


def tells_of_a_meeting(clause: str) -> bool:
    """Whether a clause tells of a meeting: "they had one last year"."""
    return bool(_GATHERING.search(fold(clause)))

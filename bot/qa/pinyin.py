"""Pinyin without tones: how a text sounds, and questions typed in it.

Sounds are folded the way people mistype them: ``zh ch sh`` are ``z c s`` and a final ``ng`` is
``n``, so that southern accents and picked homophones still match; ``lue`` is ``lve``.
"""

import os
import re
from collections.abc import Mapping
from functools import cache, lru_cache

# Readings come from single characters here; pypinyin's phrase table is most of its import time.
# It is imported where it is used, because most questions do not need it.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

_HANZI = re.compile(r"[\u3400-\u9fff]")
_FIRST_CODE = 0xE000  # the private use area: one code point a syllable
_LONGEST_SYLLABLE = 6
_FEWEST_SYLLABLES = 2


_SYLLABLES = """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can
    cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai
    chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de den deng
    di dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen
    feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui
    gun guo ha hai han hang hao he hei hen heng hm hong hou hu hua huai huan huang hui hun huo
    ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken
    keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian
    liang liao lie lin ling liu lo long lou lu luan lue lun luo lv lve ma mai man mang mao me mei
    men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian
    niang niao nie nin ning niu nong nou nu nuan nue nun nuo nv nve ou pa pai pan pang pao pei pen
    peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu
    quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang
    sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan
    shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian
    tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian
    xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you
    yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng
    zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    """Give each syllable a character; syllables that sound alike share one."""
    codes: dict[str, str] = {}
    result = {}
    for syllable in _SYLLABLES.split():
        alike = _even_out(syllable)
        result[syllable] = codes.setdefault(alike, chr(_FIRST_CODE + len(codes)))
    return result


def _even_out(syllable: str) -> str:
    alike = re.sub(r"^([zcs])h", r"\1", syllable)
    alike = re.sub(r"^([ln])ue$", r"\1ve", alike)
    alike = re.sub(r"(?<=[aei])ng$", "n", alike)
    return "sui" if syllable in {"shei", "shui"} else alike


class _OfCharacter(dict[int, str]):
    """The symbol of each character's sound, by code point, looked up when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = sound = _sound_of(chr(code))
        return sound


@cache  # for all tables: it takes longer to work out than to read knowledge with
def _sound_of(character: str) -> str:
    if not _HANZI.match(character):
        return character
    from pypinyin import Style, lazy_pinyin

    syllable = lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0]
    return _codes().get(syllable, character)


class Sounds:
    """Writes a folded text as the sounds of its characters, one symbol a syllable.

    Args:
        readings: Words whose reading is not the usual one of their characters, such as
            ``{"组长": "zu zhang"}``, and characters with another usual reading here.
    """

    def __init__(self, readings: Mapping[str, str]) -> None:
        self._of_word = {
            word: "".join(_codes()[syllable] for syllable in reading.split())
            for word, reading in readings.items()
        }
        words = sorted((word for word in readings if len(word) > 1), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, words)) or r"(?!)")
        self._of_character = _OfCharacter(
            (ord(word), sound) for word, sound in self._of_word.items() if len(word) == 1
        )

    def __call__(self, text: str) -> str:
        """Return the text with each Chinese character replaced by the symbol of its sound.

        What is no Chinese character, and what already is a sound, stays as it is.
        """
        text = self._pattern.sub(lambda match: self._of_word[match[0]], text)
        return text.translate(self._of_character)


def split_syllables(word: str) -> list[str] | None:
    """Split a run of letters into as few pinyin syllables as possible.

    Returns:
        The syllables, or ``None`` where the run is not pinyin.

    Example:
        >>> split_syllables("huiyi"), split_syllables("chaired")
        (['hui', 'yi'], None)
    """
    fewest: list[int | None] = [0] + [None] * len(word)
    begins = [0] * (len(word) + 1)
    syllables = _codes()
    for end in range(1, len(word) + 1):
        for begin in range(max(0, end - _LONGEST_SYLLABLE), end):
            before, found = fewest[begin], fewest[end]
            if before is None or (found is not None and found <= before + 1):
                continue
            if word[begin:end] in syllables:
                fewest[end], begins[end] = before + 1, begin
    if fewest[-1] is None:
        return None
    split: list[str] = []
    end = len(word)
    while end:
        split.append(word[begins[end] : end])
        end = begins[end]
    return split[::-1]


def typed_in_pinyin(folded: str) -> str | None:
    """Read a folded question as pinyin.

    Numbers stay. Single letters are no syllables here but for ``a`` and ``e``.

    Returns:
        The question in sounds, or ``None`` where any word of it is not pinyin or it has fewer
        than two syllables.
    """
    if not folded.isascii():
        return None
    words = folded.split()
    sounds = [word if word.isdigit() else sounds_of(word) or "" for word in words]
    syllables = sum(len(s) for s, word in zip(sounds, words, strict=True) if not word.isdigit())
    return " ".join(sounds) if all(sounds) and syllables >= _FEWEST_SYLLABLES else None


def sounds_of(word: str) -> str | None:
    """Write a run of letters as sounds, or return ``None`` where it is not pinyin."""
    syllables = split_syllables(word)
    return "".join(_codes()[syllable] for syllable in syllables) if syllables else None

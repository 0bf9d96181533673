"""Names that are nearly, but not quite, those of the report: most likely other people."""

import re
from collections.abc import Callable, Iterable

_NAME_LENGTH = 3


class NearNames:
    """Counts names that differ from one of the report in a character, and sound different.

    A name that sounds the same was typed with the wrong homophone, and means the one of the report.
    Only names of three characters are looked at: of two, the surname alone would be shared.

    Args:
        names: The names of people, in Chinese.
        sound: Writes a folded text as it sounds.
    """

    def __init__(self, names: Iterable[str], sound: Callable[[str], str]) -> None:
        self._sound = sound
        self._names = [name for name in names if len(name) == _NAME_LENGTH]
        ways = (rf"{n[:2]}[^{n[2]}\x00-\x7f]|[^{n[0]}\x00-\x7f]{n[1:]}" for n in self._names)
        self._near = re.compile("|".join(ways) or r"(?!)")

    def count(self, folded: str) -> int:
        """Return how many such names a folded text has.

        Example:
            >>> near = NearNames(["张安顺"], lambda text: text.replace("舜", "顺"))
            >>> near.count("张安平是谁"), near.count("张安顺是谁")
            (1, 0)
        """
        found = self._near.findall(folded)
        sounds = set(map(self._sound, self._names)) if found else set()
        return sum(self._sound(near) not in sounds for near in found)

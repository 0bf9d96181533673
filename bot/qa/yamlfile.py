"""Reading YAML files so that every fault names its file and line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.errors import KnowledgeError

_Base: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every value is text: to YAML, an unquoted no or 886 would be something else. In C, for speed."""


class _Loader(_Base):  # type: ignore[misc]
    """Refuses a key that stands twice, as only the last would count."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                problem = f"{name} stands twice; put the two together"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(name)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def read_text(path: Path) -> str:
    """Read a UTF-8 text file.

    Raises:
        KnowledgeError: If it is missing, unreadable or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(
            f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8"
        ) from None
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read: {error.strerror}") from None


def load_yaml(path: Path) -> Any:
    """Load a YAML file.

    Raises:
        KnowledgeError: If it cannot be read or is not YAML; names the line.
    """
    return parse_yaml(read_text(path), path)


def parse_yaml(text: str, path: Path) -> Any:
    """Parse the text of a YAML file.

    Raises:
        KnowledgeError: If it is not YAML; names the line.
    """
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or getattr(error, "reason", None)
        raise KnowledgeError(
            f"{path}:{line}: not valid YAML: {problem or 'cannot parse'}"
        ) from None


def line_of(path: Path, trail: Sequence[str | int]) -> int:
    """Find the line, from one, on which the value at a trail of keys and indices begins.

    Where the trail leaves the document, the line of its last existing part is returned.
    """
    node = yaml.compose(read_text(path), Loader=_Loader)
    line = 1
    for step in trail:
        if isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if step not in pairs:
                break
            key, node = pairs[step]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            if not isinstance(step, int) or step >= len(node.value):
                break
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line

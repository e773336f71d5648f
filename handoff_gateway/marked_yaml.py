"""A YAML file as plain data that remembers where each value stood. Pure.

Only the harmless part of YAML is read, and a plain scalar is text unless it is `true`, `false` or
nothing: `off`, `09:00-18:00` and `2026-12-25` stay the words the operator typed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import yaml

Path = tuple[int | str, ...]
"""The way to a value: `("queues", 0, "name")` is the name of the first queue."""

Place = tuple[int, int]
"""Line and column, counted from 1."""

MAX_CHARACTERS: Final = 1_000_000
_PLAIN: Final[dict[str, bool | None]] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}
_HINTS: Final = (
    ("mapping values are not allowed", "a text with ': ' in it needs quotes around it"),
    ("found a tab character", "indent with spaces"),
    ("cannot start any token", "put quotes around a text that starts so, indent with spaces"),
    ("found unexpected end of stream", "a quote that was opened is never closed"),
    ("could not find expected ':'", "a key must be followed by ':' and a space"),
    ("did not find expected", "check the indentation, the quotes and the brackets up to here"),
    ("expected", "check the indentation, the quotes and the brackets up to here"),
)


class Unreadable(Exception):
    """The file is not YAML that could be used: `place`, and a sentence on how to mend it."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass
class Marked:
    """What a file says and where."""

    data: object = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def value_place(self, path: Path) -> Place:
        """Where the value at `path` stands, or the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))

    def key_place(self, path: Path) -> Place:
        """Where the key at the end of `path` stands, or else its value."""
        return self.keys.get(path) or self.value_place(path)


def read(text: str) -> Marked:
    """Read the text of a file.

    Raises:
        Unreadable: it is no YAML, or of a kind that is not read.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable((1, 1), f"the file has more than {MAX_CHARACTERS:,} characters")
    marked = Marked()
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        marked.data = _value(node, (), marked) if node else None
    except yaml.MarkedYAMLError as error:
        problem = " ".join(str(error.problem or error.context).split())
        hint = next((f" ({hint})" for part, hint in _HINTS if part in problem), "")
        raise Unreadable(
            _place(error.problem_mark or error.context_mark), f"this is not YAML: {problem}{hint}"
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable((1, 1), f"this is not YAML: {' '.join(str(error).split())}") from None
    return marked


def _value(node: yaml.Node, path: Path, marked: Marked) -> object:
    place = marked.values[path] = _place(node.start_mark)
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _PLAIN.get(node.value, node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*path, n), marked) for n, one in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(place, "expected a text, a list or a group of keys")
    found: dict[str, object] = {}
    for key, value in node.value:
        at = _place(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(at, "expected a key, such as 'queues', before the ':'")
        if key.value in found:
            first = marked.keys[*path, key.value][0]
            raise Unreadable(at, f"the key '{key.value}' is here twice, first in line {first}")
        marked.keys[*path, key.value] = at
        found[key.value] = _value(value, (*path, key.value), marked)
    return found


def _place(mark: yaml.Mark | None) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)

"""One YAML file as plain data that remembers where each value stood.

Only the harmless part of YAML is read: no aliases, tags, merge keys or second documents, and a
plain scalar is text unless it is `true`, `false` or nothing. So `no`, `12:30` and `2024` stay the
words the editor typed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import yaml
from yaml._yaml import Mark as CMark

from faq_index.errors import ContentError, shown

Path = tuple[int | str, ...]
"""The way to a value: `(3, "answer", "en")` is the English answer of the fourth entry."""

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 10

_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_BYTE_ORDER_MARK = "\ufeff"
_HINTS = (
    ("mapping values are not allowed", "a text with ': ' in it needs quotes around it"),
    ("found a tab character", "indent with spaces"),
    ("cannot start any token", "indent with spaces, and put quotes around a text that starts so"),
    ("found unexpected end of stream", "a quote that was opened is never closed"),
    ("did not find expected key", "check the indentation and the quotes of this line"),
    ("did not find expected '-' indicator", "check the indentation of this line"),
    ("could not find expected ':'", "a key must be followed by ':' and a space"),
    ("did not find expected ',' or", "a text with , [ ] { or } in it needs quotes around it"),
)


@dataclass(frozen=True)
class Place:
    """A position, counted from 1; `block` marks a text that starts on the following line (`|`)."""

    line: int
    column: int
    block: bool = False


@dataclass
class Source:
    """What a file says and where: `data` is None when it could not be read at all."""

    file: str
    lines: list[str] = field(default_factory=list)
    data: object = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    errors: list[ContentError] = field(default_factory=list)
    readable: bool = False

    def blame(self, place: Place, message: str) -> None:
        """Note an error at a place of this file."""
        self.errors.append(ContentError(self.file, place.line, place.column, message))

    def value_place(self, path: Path) -> Place:
        """Return where the value at `path` stands, or the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))

    def key_place(self, path: Path) -> Place:
        """Return where the key at the end of `path` stands, or else its value."""
        return self.keys.get(path) or self.value_place(path)


class _Loader(yaml.CSafeLoader):
    """YAML whose plain scalars are text, `true`, `false` or nothing."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the library's own way to set them


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:~|null|)$"), ["~", "n", ""])


def read(text: str, file: str) -> Source:
    """Read the text of the file called `file`. Never raises: all errors are in `Source.errors`."""
    text = text.removeprefix(_BYTE_ORDER_MARK)
    source = Source(file, lines=text.split("\n"))
    if len(text) > MAX_CHARACTERS:
        source.blame(
            Place(1, 1),
            f"the file has {len(text):,} characters, at most {MAX_CHARACTERS:,} are read:"
            " move some entries to another file",
        )
    elif strange := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - text.rfind("\n", 0, strange.start())
        source.blame(
            Place(line, column),
            f"found the invisible character U+{ord(strange.group()):04X}: delete it",
        )
    else:
        _parse(text, source)
    return source


def _parse(text: str, source: Source) -> None:
    try:
        for place, message in _refusals(text):
            source.blame(place, message)
        if not source.errors:
            node = yaml.compose(text, Loader=_Loader)
            source.data = _convert(node, (), source) if node else None
            source.readable = True
    except yaml.MarkedYAMLError as error:
        source.blame(_mark(error.problem_mark or error.context_mark), _syntax_message(error))
    except yaml.YAMLError as error:
        source.blame(Place(1, 1), f"this is not YAML: {' '.join(str(error).split())}")


def _refusals(text: str) -> Iterator[tuple[Place, str]]:
    """Yield the YAML features that are not allowed; a depth beyond the limit ends the reading."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        place = _mark(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            yield place, "aliases (*name) are not allowed: write the text out again"
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            yield place, "anchors (&name) are not allowed: put quotes around a text that has an &"
        elif getattr(event, "tag", None):
            yield place, "tags (!name) are not allowed: put quotes around a text that starts with !"
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                yield place, "a second document (---) is not allowed: remove the line"
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            yield place, f"nested more than {MAX_DEPTH} levels deep: check the indentation"
            return


def _convert(node: yaml.Node, path: Path, source: Source) -> object:
    source.values[path] = _mark(node.start_mark, block=getattr(node, "style", None) in ("|", ">"))
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, (*path, index), source) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _convert_mapping(node, path, source)
    return _SCALARS.get(node.tag, str)(node.value)


_SCALARS: dict[str, Callable[[str], object]] = {
    "tag:yaml.org,2002:bool": "true".__eq__,
    "tag:yaml.org,2002:null": lambda _text: None,
}


def _convert_mapping(node: yaml.MappingNode, path: Path, source: Source) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        place = _mark(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode):
            source.blame(place, "expected a key, such as 'answer', before the ':'")
            continue
        key = str(key_node.value)
        if key in found:
            first = source.keys[(*path, key)].line
            source.blame(place, f"the key {shown(key)} is here twice, first in line {first}")
            continue
        source.keys[(*path, key)] = place
        found[key] = _convert(value_node, (*path, key), source)
    return found


def _mark(mark: yaml.Mark | CMark | None, *, block: bool = False) -> Place:
    return Place(mark.line + 1, mark.column + 1, block) if mark else Place(1, 1)


def _syntax_message(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join(str(error.problem or error.context or "unreadable").split())
    hint = next((hint for part, hint in _HINTS if part in problem), None)
    return f"this is not YAML: {problem}" + (f" ({hint})" if hint else "")

"""One YAML file as plain data that remembers where each value stood.

Only the harmless part of YAML is read: no aliases, tags, merge keys or second documents, and a
plain scalar is text unless it is `true`, `false` or nothing. So `no`, `12:30` and `2024` stay the
words the editor typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml
from yaml._yaml import Mark as CMark

from faq_index.errors import shown

Path = tuple[int | str, ...]
"""The way to a value: `(3, "answer", "en")` is the English answer of the fourth entry."""

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 10

# Control characters, and others that nobody sees: two texts that look alike differ by them, a line
# ends at them, or the text turns round.
_INVISIBLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    "|[\xad\u200b\u2028-\u202e\u2060-\u2064\u2066-\u2069]"
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
    ("did not find expected node content", "a [ or { that was opened is never closed"),
    ("did not find expected ',' or", "a text with , [ ] { or } in it needs quotes around it"),
)


class Place(NamedTuple):
    """A position, counted from 1; `block` marks a text that starts on the following line (`|`)."""

    line: int
    column: int
    block: bool = False


class Fault(NamedTuple):
    """One thing to mend at a place of a file."""

    place: Place
    message: str


@dataclass
class Source:
    """What a file says and where: `data` is None when it could not be read at all."""

    lines: list[str] = field(default_factory=list)
    data: object = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    readable: bool = False

    def blame(self, place: Place, message: str) -> None:
        """Note a fault at a place of this file."""
        self.faults.append(Fault(place, message))

    def value_place(self, path: Path) -> Place:
        """Return where the value at `path` stands, or the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))

    def key_place(self, path: Path) -> Place:
        """Return where the key at the end of `path` stands, or else its value."""
        return self.keys.get(path) or self.value_place(path)


def read(text: str) -> Source:
    """Read the text of a file. Never raises: everything to mend is in `Source.faults`."""
    text = text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    source = Source(lines=text.split("\n"))
    if len(text) > MAX_CHARACTERS:
        source.blame(
            Place(1, 1),
            f"the file has {len(text):,} characters, at most {MAX_CHARACTERS:,} are read:"
            " move some entries to another file",
        )
    elif strange := _INVISIBLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - text.rfind("\n", 0, strange.start())
        source.blame(Place(line, column), _invisible(strange))
    else:
        _parse(text, source)
    return source


def _parse(text: str, source: Source) -> None:
    try:
        builder = _Builder(source, yaml.parse(text, Loader=yaml.CSafeLoader))
        data = builder.document()
        if not builder.refused:
            source.data, source.readable = data, True
    except _GivenUp:
        pass
    except yaml.MarkedYAMLError as error:
        source.blame(_mark(error.problem_mark or error.context_mark), _syntax_message(error))
    except yaml.YAMLError as error:
        source.blame(Place(1, 1), f"this is not YAML: {' '.join(str(error).split())}")


class _GivenUp(Exception):
    """What was found makes reading on pointless; it has been blamed."""


class _Builder:
    """Makes plain data from the library's events, in one pass, and notes where each value stood."""

    def __init__(self, source: Source, events: Iterator[yaml.Event]) -> None:
        self._source, self._events = source, events
        self.refused = False

    def document(self) -> object:
        """Return the data of the only document, or None when there is none."""
        data, documents = None, 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    message = "a second document (---) is not allowed: remove the line"
                    self._refuse(_mark(event.start_mark), message)
                    raise _GivenUp
            elif isinstance(event, yaml.NodeEvent):
                data = self._value(event, (), 1)
        return data

    def _value(self, event: yaml.Event, path: Path, depth: int) -> object:
        place = _mark(event.start_mark, block=getattr(event, "style", None) in ("|", ">"))
        self._source.values[path] = place
        self._refuse_features(event, place)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if depth > MAX_DEPTH:
            self._refuse(place, f"nested more than {MAX_DEPTH} levels deep: check the indentation")
            raise _GivenUp
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        return None

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> object:
        if not event.style:  # plain, without quotes
            return _PLAIN.get(event.value, event.value)
        if strange := _INVISIBLE.search(event.value):  # written as an escape: "\u200b"
            self._source.blame(place, _invisible(strange))
        return str(event.value)

    def _list(self, path: Path, depth: int) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found)), depth + 1))
        return found

    def _mapping(self, path: Path, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place = _mark(event.start_mark)
            key = self._key(event, path, depth)
            if key is not None and key in found:
                first = self._source.keys[(*path, key)].line
                message = f"the key {shown(key)} is here twice, first in line {first}"
                self._source.blame(place, message)
                key = None
            if key is None:
                self._skip(depth)
                continue
            self._source.keys[(*path, key)] = place
            found[key] = self._value(next(self._events), (*path, key), depth + 1)
        return found

    def _key(self, event: yaml.Event, path: Path, depth: int) -> str | None:
        place = _mark(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_features(event, place)
            return str(event.value)
        self._source.blame(place, "expected a key, such as 'answer', before the ':'")
        self._aside(event, depth)
        return None

    def _skip(self, depth: int) -> None:
        """Read a value that nobody wants; what is forbidden in it is blamed all the same."""
        self._aside(next(self._events), depth)

    def _aside(self, event: yaml.Event, depth: int) -> None:
        kept = self._source.values, self._source.keys
        self._source.values, self._source.keys = {}, {}
        self._value(event, (), depth + 1)
        self._source.values, self._source.keys = kept

    def _refuse_features(self, event: yaml.Event, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(place, "aliases (*name) are not allowed: write the text out again")
        elif getattr(event, "anchor", None):
            message = "anchors (&name) are not allowed: put quotes around a text that has an &"
            self._refuse(place, message)
        elif getattr(event, "tag", None):
            message = "tags (!name) are not allowed: put quotes around a text that starts with !"
            self._refuse(place, message)

    def _refuse(self, place: Place, message: str) -> None:
        self.refused = True
        self._source.blame(place, message)


_PLAIN: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


def _invisible(strange: re.Match[str]) -> str:
    return f"found the invisible character U+{ord(strange.group()):04X}: delete it"


def _mark(mark: yaml.Mark | CMark | None, *, block: bool = False) -> Place:
    return Place(mark.line + 1, mark.column + 1, block) if mark else Place(1, 1)


def _syntax_message(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join(str(error.problem or error.context or "unreadable").split())
    hint = next((hint for part, hint in _HINTS if part in problem), None)
    return f"this is not YAML: {problem}" + (f" ({hint})" if hint else "")

"""One content file, read: its entries, what is to be mended, and what other files must know of it.

Nothing here depends on the file's name or on other files, so what was read once can be kept.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import ValidationError

from faq_index import markdown, yaml_source
from faq_index.entries import Entry
from faq_index.errors import shown
from faq_index.findings import blame_findings
from faq_index.link_hosts import LinkHosts
from faq_index.yaml_source import Fault, Path, Place, Source

MAX_BYTES = 4 * yaml_source.MAX_CHARACTERS

_ENDS = " .,!?~\u2026\u3002\uff01\uff1f"


class Said(NamedTuple):
    """A phrasing, as it is written and as the search hears it, and its entry's number."""

    text: str
    heard: str
    entry: int
    place: Place


@dataclass(frozen=True)
class ContentFile:
    """What a file says. `ids` and `follow_ups` are also of entries that have faults."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    readable: bool
    ids: tuple[tuple[str, Place], ...]
    said: tuple[Said, ...]
    follow_ups: tuple[tuple[str, Place], ...]
    places: dict[Path, Place]
    numbers: dict[str, int]

    def place(self, entry: str, *path: int | str) -> Place:
        """Return where a value of an entry of this file stands, or the nearest around it."""
        whole: Path = (self.numbers[entry], *path)
        while whole not in self.places:
            whole = whole[:-1]
        return self.places[whole]


def heard(text: str) -> str:
    """Return a text as the search hears it: without cases, spaces and marks that tell nothing."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).strip(_ENDS)


def unreadable(message: str, line: int = 1) -> ContentFile:
    """Return a file of which nothing could be read, and why."""
    return ContentFile((), (Fault(Place(line, 1), message),), False, (), (), (), {}, {})


def read(raw: bytes, hosts: LinkHosts) -> ContentFile:
    """Read the bytes of a file. Never raises: everything to mend is in `ContentFile.faults`."""
    try:
        source = yaml_source.read(raw[:MAX_BYTES].decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return unreadable("the text is not UTF-8: save the file as UTF-8", line)
    valid = dict(_entries(source, hosts))
    raw_entries = list(_raw_entries(source))
    return ContentFile(
        entries=tuple(valid.values()),
        faults=tuple(source.faults),
        readable=source.readable,
        ids=tuple(_ids(source, raw_entries)),
        said=tuple(_said(source, raw_entries)),
        follow_ups=tuple(_follow_ups(source, raw_entries)),
        places=source.values,
        numbers={entry.id: number for number, entry in valid.items()},
    )


def _entries(source: Source, hosts: LinkHosts) -> Iterator[tuple[int, Entry]]:
    if not source.readable:
        return
    if not isinstance(source.data, list):
        source.blame(
            source.value_place(()),
            f"expected a list of entries, each starting with '- id: …', found {shown(source.data)}",
        )
        return
    for number, raw in enumerate(source.data):
        try:
            entry = Entry.model_validate(raw)
        except ValidationError as error:
            blame_findings(source, (number,), error.errors(include_url=False))
        else:
            _check_languages(source, number, entry)
            _check_links(source, number, entry, hosts)
            yield number, entry
        _check_answers(source, number, raw, hosts)
        _check_days(source, number, raw)


def _check_languages(source: Source, number: int, entry: Entry) -> None:
    for locale in entry.question.keys() - entry.answer.keys():
        source.blame(
            source.key_place((number, "question", locale)),
            f"'{entry.id}' has a question but no answer in '{locale}'",
        )
    for locale in entry.answer.keys() - entry.question.keys():
        source.blame(
            source.key_place((number, "answer", locale)),
            f"'{entry.id}' has an answer but no question in '{locale}'",
        )


def _check_links(source: Source, number: int, entry: Entry, hosts: LinkHosts) -> None:
    for row, link in enumerate(entry.links):
        if message := markdown.link_problem(link.url, hosts):
            source.blame(source.value_place((number, "links", row, "url")), message)


def _check_days(source: Source, number: int, raw: object) -> None:
    for name in ("valid_from", "valid_until"):
        if isinstance(raw, dict) and name in raw and raw[name] is None:
            message = f"{name} is empty: write a day such as 2026-12-24, or remove the key"
            source.blame(source.value_place((number, name)), message)


def _check_answers(source: Source, number: int, raw: object, hosts: LinkHosts) -> None:
    answers = raw.get("answer") if isinstance(raw, dict) else None
    for locale, text in answers.items() if isinstance(answers, dict) else ():
        if not isinstance(text, str):
            continue
        place = source.value_place((number, "answer", locale))
        for problem in markdown.problems(text, hosts):
            source.blame(_place_in_answer(source, place, problem), f"answer: {problem.message}")


def _place_in_answer(source: Source, place: Place, problem: markdown.Problem) -> Place:
    if not place.block:
        return place
    first = place.line + problem.line
    for line in range(first, min(first + 50, len(source.lines))):
        column = source.lines[line].find(problem.snippet)
        if column >= 0:
            return Place(line + 1, column + 1)
    return Place(first + 1, 1)


_Raw = tuple[int, dict[str, Any]]


def _raw_entries(source: Source) -> Iterator[_Raw]:
    for number, raw in enumerate(source.data if isinstance(source.data, list) else ()):
        if isinstance(raw, dict):
            yield number, raw


def _ids(source: Source, entries: list[_Raw]) -> Iterator[tuple[str, Place]]:
    for number, raw in entries:
        if isinstance(name := raw.get("id"), str):
            yield name, source.value_place((number, "id"))


def _follow_ups(source: Source, entries: list[_Raw]) -> Iterator[tuple[str, Place]]:
    for number, raw in entries:
        names = raw.get("follow_ups")
        for row, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str):
                yield name, source.value_place((number, "follow_ups", row))


def _said(source: Source, entries: list[_Raw]) -> Iterator[Said]:
    for number, raw in entries:
        groups = raw.get("phrasings")
        for locale, texts in groups.items() if isinstance(groups, dict) else ():
            for row, text in enumerate(texts if isinstance(texts, list) else ()):
                if isinstance(text, str):
                    place = source.value_place((number, "phrasings", locale, row))
                    yield Said(text, heard(text), number, place)

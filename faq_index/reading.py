"""Editors' YAML as typed entries; every error of every file at once, each with its place.

`load_folder` is the only door. It raises `ContentErrors` and nothing else.
"""

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from faq_index import markdown, yaml_source
from faq_index.entries import Entries, Entry
from faq_index.errors import ContentError, ContentErrors, did_you_mean, shown
from faq_index.findings import blame_findings
from faq_index.yaml_source import Path, Place, Source

MAX_FILES = 1_000
MAX_BYTES = 4 * yaml_source.MAX_CHARACTERS

_CONTENT_LIKE = re.compile(r"\.ya?ml(?:\.txt)?$")


def load_folder(folder: FilePath) -> Entries:
    """Read every `*.yml` file of a folder, in the order of their names.

    Raises `ContentErrors` with all errors of all files, and nothing else.
    """
    sources = [_read_file(path) for path in _files(folder)]
    entries = tuple(entry for source in sources for entry in _file_entries(source))
    _check_across(sources)
    errors = [error for source in sources for error in source.errors]
    if errors:
        raise ContentErrors(errors)
    return entries


def _files(folder: FilePath) -> list[FilePath]:
    """Return the content files, and the strays an editor may believe to be some."""
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        files = [path for path in paths if path.is_dir() or _CONTENT_LIKE.search(path.name.lower())]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _folder_error(folder, f"cannot read this folder of content files: {reason}") from None
    if not files:
        raise _folder_error(folder, "no content here: expected at least one file ending in .yml")
    if len(files) > MAX_FILES:
        raise _folder_error(folder, f"{len(files):,} files, at most {MAX_FILES:,} are read")
    return files


def _folder_error(folder: FilePath, message: str) -> ContentErrors:
    return ContentErrors([ContentError(str(folder), 1, 1, message)])


def _read_file(path: FilePath) -> Source:
    source = Source(str(path))
    if path.suffix != ".yml":
        source.blame(Place(1, 1), "is not read: only files here whose names end in .yml are")
        return source
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        return yaml_source.read(raw[:MAX_BYTES].decode("utf-8"), str(path))
    except OSError as error:
        source.blame(Place(1, 1), f"cannot read this file: {error.strerror}")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        source.blame(Place(line, 1), "the text is not UTF-8: save the file as UTF-8")
    return source


def _file_entries(source: Source) -> Iterator[Entry]:
    if not source.readable:
        return
    if not isinstance(source.data, list):
        source.blame(
            source.value_place(()),
            f"expected a list of entries, each starting with '- id: …', found {shown(source.data)}",
        )
        return
    for index, raw in enumerate(source.data):
        try:
            entry = Entry.model_validate(raw)
        except ValidationError as error:
            blame_findings(source, (index,), error.errors(include_url=False))
        else:
            _check_languages(source, index, entry)
            yield entry
        _check_answers(source, index, raw)


def _check_languages(source: Source, index: int, entry: Entry) -> None:
    for locale in entry.question.keys() - entry.answer.keys():
        source.blame(
            source.key_place((index, "question", locale)),
            f"'{entry.id}' has a question but no answer in '{locale}'",
        )
    for locale in entry.answer.keys() - entry.question.keys():
        source.blame(
            source.key_place((index, "answer", locale)),
            f"'{entry.id}' has an answer but no question in '{locale}'",
        )


def _check_answers(source: Source, index: int, raw: object) -> None:
    answers = raw.get("answer") if isinstance(raw, dict) else None
    for locale, text in answers.items() if isinstance(answers, dict) else ():
        if not isinstance(text, str):
            continue
        place = source.value_place((index, "answer", locale))
        for problem in markdown.problems(text):
            source.blame(_place_in_answer(source, place, problem), f"answer: {problem.message}")


def _place_in_answer(source: Source, place: Place, problem: markdown.Problem) -> Place:
    if not place.block:
        return place
    first = place.line + problem.line
    for number in range(first, min(first + 50, len(source.lines))):
        column = source.lines[number].find(problem.snippet)
        if column >= 0:
            return Place(number + 1, column + 1)
    return Place(first + 1, 1)


def _raw_entries(sources: list[Source]) -> Iterator[tuple[Source, int, dict[str, Any]]]:
    for source in sources:
        for index, raw in enumerate(source.data if isinstance(source.data, list) else ()):
            if isinstance(raw, dict):
                yield source, index, raw


def _check_across(sources: list[Source]) -> None:
    known = _check_ids(sources)
    _check_phrasings(sources)
    # With a file unread we do not know all ids, and would blame sound follow-ups.
    if all(source.readable for source in sources):
        _check_follow_ups(sources, known)


def _check_ids(sources: list[Source]) -> set[str]:
    first: dict[str, str] = {}
    for source, index, raw in _raw_entries(sources):
        name, place = raw.get("id"), source.value_place((index, "id"))
        if not isinstance(name, str):
            continue
        if name in first:
            source.blame(place, f"the id {shown(name)} is taken, by the entry at {first[name]}")
        else:
            first[name] = f"{source.file}:{place.line}"
    return set(first)


def _check_follow_ups(sources: list[Source], known: set[str]) -> None:
    for source, index, raw in _raw_entries(sources):
        names = raw.get("follow_ups")
        for number, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and name not in known:
                source.blame(
                    source.value_place((index, "follow_ups", number)),
                    f"follow_ups: no entry has the id {shown(name)}{did_you_mean(name, known)}",
                )


def _check_phrasings(sources: list[Source]) -> None:
    """A phrasing may lead to one entry only, else chance would decide the answer."""
    first: dict[str, tuple[str, str]] = {}
    for source, index, raw in _raw_entries(sources):
        for path, text in _raw_phrasings(index, raw):
            place = source.value_place(path)
            said, owner = " ".join(text.lower().split()), f"{source.file}#{index}"
            where = f"{source.file}:{place.line}"
            seen_owner, seen_where = first.setdefault(said, (owner, where))
            if seen_owner != owner:
                source.blame(
                    place,
                    f"the phrasing {shown(text)} also leads to the entry at {seen_where}:"
                    " keep it in one of them",
                )


def _raw_phrasings(index: int, raw: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    groups = raw.get("phrasings")
    for locale, texts in groups.items() if isinstance(groups, dict) else ():
        for number, text in enumerate(texts if isinstance(texts, list) else ()):
            if isinstance(text, str):
                yield (index, "phrasings", locale, number), text

"""The doors to the content: a folder of YAML files, or a draft of one, as typed entries.

They raise `ContentErrors` and nothing else, with all errors of all files at once, each at its
place. A file whose bytes were read before is not read again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath

from faq_index.content_file import MAX_BYTES, ContentFile, unreadable
from faq_index.entries import Entries
from faq_index.errors import ContentError, ContentErrors, did_you_mean, shown
from faq_index.link_hosts import ANY_HOST, LinkHosts
from faq_index.memory import FileMemory
from faq_index.yaml_source import Place

MAX_FILES = 1_000
MAX_TOTAL_BYTES = 64_000_000

GOLDEN = "golden.yml"
"""Beside the content, but no content: golden questions (`golden.py`)."""

_CONTENT_LIKE = re.compile(r"\.ya?ml(?:\.txt)?$")
_CONTENT = re.compile(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]*\.yml")
_MEMORY = FileMemory()


@dataclass(frozen=True)
class Spot:
    """A place in a file, counted from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Content:
    """Content without errors: its entries in reading order, and where everything stands."""

    entries: Entries
    files: Mapping[str, ContentFile]

    @cached_property
    def _homes(self) -> dict[str, tuple[str, ContentFile]]:
        return {name: (path, file) for path, file in self.files.items() for name in file.numbers}

    def spot(self, entry: str, *path: int | str) -> Spot:
        """Return where a value of an entry stands: `spot("returns", "phrasings", "en", 3)`."""
        home, file = self._homes[entry]
        place = file.place(entry, *path)
        return Spot(home, place.line, place.column)


def load_folder(folder: FilePath, hosts: LinkHosts = ANY_HOST) -> Entries:
    """Return the entries of every `*.yml` file of a folder, in the order of the files' names.

    `hosts` are the websites that links may lead to. Raises `ContentErrors` and nothing else.
    """
    return read_folder(folder, hosts).entries


def load_files(
    files: Mapping[str, bytes], folder: str = "content", hosts: LinkHosts = ANY_HOST
) -> Entries:
    """Return the entries of files given as name and bytes, as if they were in a folder.

    Raises `ContentErrors` and nothing else.
    """
    return read_files(files, folder, hosts).entries


def read_folder(folder: FilePath, hosts: LinkHosts = ANY_HOST) -> Content:
    """As `load_folder`, with the places of everything."""
    files: dict[str, bytes | ContentFile] = {}
    room = MAX_TOTAL_BYTES
    for path in _files(folder):
        files[str(path)] = raw = _bytes(path, room)
        room -= len(raw) if isinstance(raw, bytes) else 0
    return _read(str(folder), files, hosts)


def read_files(
    files: Mapping[str, bytes], folder: str = "content", hosts: LinkHosts = ANY_HOST
) -> Content:
    """As `load_files`, with the places of everything."""
    return _read(
        folder,
        {
            str(FilePath(folder, name)): files[name] if is_content(name) else _not_read()
            for name in sorted(files)
            if name != GOLDEN
        },
        hosts,
    )


def spots(files: Mapping[str, bytes], hosts: LinkHosts = ANY_HOST) -> dict[str, Spot]:
    """Return where each entry stands, by its id, also in files with errors. Never raises."""
    names = [name for name in sorted(files) if is_content(name)]
    read = _MEMORY.read([files[name] for name in names], hosts)
    return {
        entry: Spot(name, place.line, place.column)
        for name, file in zip(names, read, strict=True)
        for entry, place in file.ids
    }


def is_content(name: str) -> bool:
    """Return whether a file of this name, in a content folder, holds entries."""
    return name != GOLDEN and _CONTENT.fullmatch(name) is not None


def _read(folder: str, given: Mapping[str, bytes | ContentFile], hosts: LinkHosts) -> Content:
    if not given:
        raise _folder_error(folder, "no content here: expected at least one file ending in .yml")
    if len(given) > MAX_FILES:
        raise _folder_error(folder, f"{len(given):,} files, at most {MAX_FILES:,} are read")
    raw = {path: one for path, one in given.items() if isinstance(one, bytes)}
    read = dict(zip(raw, _MEMORY.read(raw.values(), hosts), strict=True))
    files = {
        path: one if isinstance(one, ContentFile) else read[path] for path, one in given.items()
    }
    errors = [*_errors_within(files), *_errors_across(files)]
    if errors:
        raise ContentErrors(errors)
    return Content(tuple(entry for file in files.values() for entry in file.entries), files)


def _files(folder: FilePath) -> list[FilePath]:
    """Return the content files, and the strays an editor may believe to be some."""
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        return [
            path
            for path in paths
            if path.name != GOLDEN and (path.is_dir() or _CONTENT_LIKE.search(path.name.lower()))
        ]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"cannot read this folder of content files: {reason}"
        raise _folder_error(str(folder), message) from None


def _folder_error(folder: str, message: str) -> ContentErrors:
    return ContentErrors([ContentError(folder, 1, 1, message)])


def _not_read() -> ContentFile:
    return unreadable("is not read: only files here whose names end in .yml are")


def _bytes(path: FilePath, room: int) -> bytes | ContentFile:
    if not is_content(path.name) or path.is_dir():
        return _not_read()
    try:
        if path.exists() and not path.is_file():  # a pipe, say: reading it could wait for ever
            return _not_read()
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return unreadable(f"cannot read this file: {error.strerror}")
    if len(raw) > room:
        return unreadable(f"the files together have more than {MAX_TOTAL_BYTES:,} bytes")
    return raw


def _errors_within(files: Mapping[str, ContentFile]) -> Iterator[ContentError]:
    for path, file in files.items():
        for place, message in file.faults:
            yield _error(path, place, message)


def _error(path: str, place: Place, message: str) -> ContentError:
    return ContentError(path, place.line, place.column, message)


def _errors_across(files: Mapping[str, ContentFile]) -> Iterator[ContentError]:
    yield from _repeated_ids(files)
    yield from _shared_phrasings(files)
    # With a file unread we do not know all ids, and would blame sound follow-ups.
    if all(file.readable for file in files.values()):
        yield from _lost_follow_ups(files)


def _repeated_ids(files: Mapping[str, ContentFile]) -> Iterator[ContentError]:
    first: dict[str, str] = {}
    for path, file in files.items():
        for name, place in file.ids:
            if name in first:
                message = f"the id {shown(name)} is taken, by the entry at {first[name]}"
                yield _error(path, place, message)
            else:
                first[name] = f"{path}:{place.line}"


def _lost_follow_ups(files: Mapping[str, ContentFile]) -> Iterator[ContentError]:
    known = {name for file in files.values() for name, _ in file.ids}
    for path, file in files.items():
        for name, place in file.follow_ups:
            if name not in known:
                hint = did_you_mean(name, known)
                message = f"follow_ups: no entry has the id {shown(name)}{hint}"
                yield _error(path, place, message)


def _shared_phrasings(files: Mapping[str, ContentFile]) -> Iterator[ContentError]:
    """A phrasing may lead to one entry only, else chance would decide the answer."""
    first: dict[str, tuple[tuple[str, int], Place]] = {}
    for path, file in files.items():
        for said in file.said:
            owner = (path, said.entry)
            (seen_path, seen_entry), seen = first.setdefault(said.heard, (owner, said.place))
            if (seen_path, seen_entry) != owner:
                message = (
                    f"the phrasing {shown(said.text)} also leads to the entry at"
                    f" {seen_path}:{seen.line}: keep it in one of them"
                )
                yield _error(path, said.place, message)

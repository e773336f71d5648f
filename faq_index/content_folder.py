"""The editors' folder as bytes: read as a whole, named by what is in it, written all or nothing."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

Sources = dict[str, bytes]
"""File names to what is in them."""

Changes = Mapping[str, bytes | None]
"""File names to what shall be in them; None removes the file."""

MAX_FILE_BYTES = 4_000_000
_LIKE = re.compile(r"\.ya?ml(?:\.txt)?$")
PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\.yml")


class NotWritable(Exception):
    """The folder refuses to be written; the message says which file, why, and how to mend it."""


def read(folder: Path) -> Sources:
    """Return every file that is content or that an editor may believe to be.

    Raises OSError when the folder, or something in it, cannot be read as a file.
    """
    sources = {}
    for name in names(folder):
        if not (folder / name).is_file():
            raise IsADirectoryError(str(folder / name))
        with (folder / name).open("rb") as file:
            sources[name] = file.read(MAX_FILE_BYTES + 1)
    return sources


def names(folder: Path) -> list[str]:
    """Return the names of what stands in the folder as content or might be meant to.

    Raises OSError when the folder cannot be read.
    """
    return sorted(
        path.name
        for path in folder.iterdir()
        if not path.name.startswith(".") and (path.is_dir() or _LIKE.search(path.name.lower()))
    )


def tree_of(sources: Mapping[str, bytes]) -> str:
    """Return the name of these sources as a whole: equal files, equal name."""
    whole = sha256()
    for name in sorted(sources):
        whole.update(f"{name}\0{revision_of(sources[name])}\n".encode())
    return whole.hexdigest()


def revision_of(content: bytes) -> str:
    """Return the name of one file's content."""
    return sha256(content).hexdigest()[:16]


def changed(sources: Mapping[str, bytes], changes: Changes) -> Sources:
    """Return the sources after changes."""
    after = {name: content for name, content in sources.items() if name not in changes}
    return after | {name: content for name, content in changes.items() if content is not None}


def write(folder: Path, changes: Changes) -> None:
    """Put changes into the folder: every file whole, and all files or none.

    Raises `NotWritable`, and then the folder is as it was. A process that is killed half-way
    leaves some files new: whoever needs more than that keeps a journal.
    """
    replaced: dict[str, bytes | None] = {}
    try:
        drafts = {name: _stage(folder, name, content) for name, content in changes.items()}
        for name, draft in drafts.items():
            before = _content(folder / name)
            _put(folder / name, draft)
            replaced[name] = before
        _sync(folder)
    except OSError as error:
        for name, content in replaced.items():
            with contextlib.suppress(OSError):  # then nobody can help; the others still are
                _put(folder / name, _stage(folder, name, content))
        _discard(folder, changes)
        raise _not_writable(folder, error) from error


def set_aside(folder: Path, wanted: Iterable[str], into: Path) -> None:
    """Keep copies of what is about to be overwritten or removed. Raises OSError."""
    for name in wanted:
        path = folder / name
        if path.exists():
            into.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.move(path, into / name)
            else:
                shutil.copy2(path, into / name)


def _draft(folder: Path, name: str) -> Path:
    return folder / f".{name}.new"  # hidden files are not read


def _stage(folder: Path, name: str, content: bytes | None) -> Path | None:
    if content is None:
        return None
    draft, target = _draft(folder, name), folder / name
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, draft)
    return draft


def _put(target: Path, draft: Path | None) -> None:
    if draft is None:
        target.unlink(missing_ok=True)
    else:
        draft.replace(target)


def _discard(folder: Path, wanted: Iterable[str]) -> None:
    for name in wanted:
        with contextlib.suppress(OSError):
            _draft(folder, name).unlink(missing_ok=True)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_writable(folder: Path, error: OSError) -> NotWritable:
    where = error.filename or folder
    return NotWritable(
        f"{where}: cannot be written ({error.strerror}), so nothing was changed:"
        " give the FAQ service's account the right to write in this folder"
    )

"""Content hashes: what a step was made from, so that it is made again only when that changed."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

SKIPPED = {"__pycache__", "node_modules", "dist"}


def files_below(path: Path) -> Iterator[Path]:
    """Yields the regular files at or below `path` in a stable order, without build products."""
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if child.name not in SKIPPED and not child.name.startswith("."):
                yield from files_below(child)


def fingerprint(root: Path, paths: Iterable[Path], *words: str) -> str:
    """Returns 64 hex digits over the words and over the names and bytes of all files at `paths`.

    A path that is missing counts as empty, so a file that appears later changes the result.
    """
    digest = hashlib.sha256()
    for word in words:
        digest.update(f"word {len(word)} {word}\n".encode())
    for path in paths:
        for file in files_below(path):
            content = file.read_bytes()
            name = file.relative_to(root) if file.is_relative_to(root) else file
            digest.update(f"file {name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()

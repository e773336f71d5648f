"""What can go wrong, told to whoever can mend it: the content to editors, models to operators."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal


@dataclass(frozen=True, order=True)
class ContentError:
    """One thing to mend. Lines and columns count from 1, as editors' programs do."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"

    def problem(self) -> dict[str, str | int]:
        """Return it as the JSON that the editor page reads."""
        return asdict(self) | {"severity": "error"}


Kind = Literal["collision", "link", "expired", "stray", "language", "few"]
"""What a warning is about, the gravest first."""


@dataclass(frozen=True)
class ContentWarning:
    """Something that can be published, yet better is not; `other` is a second entry it is about.

    `weight` orders warnings of one kind, the heaviest first; it means nothing between kinds.
    """

    file: str
    line: int
    column: int
    message: str
    kind: Kind
    entry: str
    other: str | None = None
    weight: float = 0.0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"

    def problem(self) -> dict[str, str | int]:
        """Return it as the JSON that the editor page reads."""
        told = {name: value for name, value in asdict(self).items() if value is not None}
        del told["weight"]
        return told | {"severity": "warning"}


class ContentErrors(Exception):
    """The content cannot be published; `errors` holds everything found, in reading order."""

    def __init__(self, errors: Iterable[ContentError]) -> None:
        self.errors = sorted(set(errors))
        super().__init__("\n".join(str(error) for error in self.errors))


class ExportFailed(Exception):
    """A language model could not be prepared; the message says why and what to do."""


def nearest(found: str, known: Iterable[str]) -> str | None:
    """Return the known word that is spelt most like the found one, if any is close."""
    cutoff = 0.5 if len(found) <= 3 else 0.6  # half of a short word is much of it: kr, ko
    return next(iter(get_close_matches(found.strip().lower(), list(known), 1, cutoff)), None)


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """Return `, did you mean 'answer'?` for the nearest known spelling, or the empty string."""
    near = nearest(found, known)
    return f", did you mean '{near}'?" if near else ""


def listed(words: Iterable[str]) -> str:
    """Return `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def shown(value: object, limit: int = 40) -> str:
    """Return how a value read from YAML is named in a message: its kind, or its text, cut short."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return f"'{text[:limit]}…'" if len(text) > limit else f"'{text}'"

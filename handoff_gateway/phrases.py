"""One way of saying something: what `wording_en` and `wording_ko` are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A regular expression over normalised text (`wording.normalised`), with a note on what it is.

    What matches one of `but_not` is put out of the text before it is searched.
    """

    note: str
    pattern: str
    but_not: tuple[str, ...] = ()

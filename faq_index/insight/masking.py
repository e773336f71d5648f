"""Customers' words without what says who they are. Pure; used before anything is stored.

Personal data becomes a placeholder: `My e-mail is [e-mail]`, `제 이름은 [이름]`. All else
stays word for word. `finders` says what is looked for; docs/subsystems/gaps.md says what no pattern
can find.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from faq_index.insight.finder import NAMES, OPAQUE, Kind
from faq_index.insight.finders import FINDERS

_PLACEHOLDERS = {
    f"[{name}]": kind for kind, names in NAMES.items() for name in (names.en, names.ko)
}
_PLACEHOLDER = re.compile("|".join(map(re.escape, _PLACEHOLDERS)))
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_PLAIN = {"\u2019": "'", "\u2212": "-"}  # a typed apostrophe, and the minus sign


def mask(text: str) -> str:
    """Return the text with placeholders for personal data, in the language of the text.

    Masking a masked text changes nothing. Letters are composed (NFC), as the models see them.
    """
    masked = unicodedata.normalize("NFC", text)
    # A found thing may have stood between two halves of another. Every round leaves fewer
    # characters outside placeholders, so this ends.
    while (again := _once(masked)) != masked:
        masked = again
    return masked


def without_placeholders(text: str) -> str:
    """Return a masked text without its placeholders."""
    return " ".join(_PLACEHOLDER.sub(" ", text).split())


def has_placeholder(text: str) -> bool:
    """Return whether something was masked in a text."""
    return _PLACEHOLDER.search(text) is not None


@dataclass
class _Shadow:
    """What the finders see of a text: plain letters and digits, and where each came from.

    Full-width and other digits are plain ones, dashes are hyphens, invisible characters are left
    out, and what is masked already is `OPAQUE`, which nothing matches.
    """

    letters: list[str]
    starts: list[int]
    ends: list[int]

    def hide(self, first: int, last: int) -> tuple[int, int]:
        """Make the letters from `first` up to `last` opaque; return their place in the text."""
        self.letters[first:last] = OPAQUE * (last - first)
        return self.starts[first], self.ends[last - 1]


def _shadow(text: str) -> _Shadow:
    shadow = _Shadow([], [], [])
    for start, end, plain in _pieces(text):
        for letter in plain:
            shadow.letters.append(letter)
            shadow.starts.append(start)
            shadow.ends.append(end)
    return shadow


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    position = 0
    for placeholder in _PLACEHOLDER.finditer(text):
        yield from _plain(text, position, placeholder.start())
        yield placeholder.start(), placeholder.end(), OPAQUE
        position = placeholder.end()
    yield from _plain(text, position, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for place in range(start, end):
        letter = text[place]
        if letter.isascii():
            yield place, place + 1, letter
        elif letter.isdecimal():
            yield place, place + 1, str(unicodedata.decimal(letter))
        elif letter == OPAQUE:
            yield place, place + 1, " "
        elif unicodedata.category(letter) != "Cf":
            yield place, place + 1, _plain_letter(letter)


def _plain_letter(letter: str) -> str:
    if unicodedata.category(letter) == "Pd":
        return "-"
    return _PLAIN.get(letter) or unicodedata.normalize("NFKC", letter)


def _once(text: str) -> str:
    shadow = _shadow(text)
    found: list[tuple[int, int, Kind]] = []
    for finder in FINDERS:
        seen = "".join(shadow.letters)
        for first, last in finder.spans(seen):
            found.append((*shadow.hide(first, last), finder.kind))
    korean = _HANGUL.search(text) is not None
    parts, position = [], 0
    for start, end, kind in sorted(found):
        if start < position:
            continue  # one letter of the text gave two of the shadow: its first finder has it
        names = NAMES[kind]
        parts += [text[position:start], f"[{names.ko if korean else names.en}]"]
        position = end
    return "".join([*parts, text[position:]])

"""Clean questions made as dirty as customers write them. Deterministic for a given `Random`.

A kind of dirt takes a text and returns it dirty, or None where it has nothing to get hold of: a
Korean question without a space cannot lose one.
"""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from bench.retrieval import hangul
from bench.retrieval.cases import Language

Dirt = Callable[[str, random.Random], str | None]

COMPLAINT_WORDS = {"en": 500, "ko": 350}
"""Korean says as much in fewer words."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Return the keys beside each key; each row stands half a key further to the right."""
    near: dict[str, str] = {}
    for height, row in enumerate(_ROWS):
        for place, key in enumerate(row):
            found = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            if height > 0:
                found += _ROWS[height - 1][place : place + 2]
            if height < 2:
                found += _ROWS[height + 1][max(0, place - 1) : place + 1]
            near[key] = found
    return near


NEIGHBOURS = _neighbours()


@functools.cache
def _written() -> dict[str, Any]:
    text = Path(__file__).with_name("dirt.yml").read_text(encoding="utf-8")
    written: dict[str, Any] = yaml.safe_load(text)
    return written


def slip(pressed: str, chance: random.Random) -> str | None:
    """Return keys with one slip: a neighbour, one missing, one twice, or two swapped."""
    places = [place for place, key in enumerate(pressed) if key.lower() in NEIGHBOURS]
    if not places:
        return None
    place = chance.choice(places)
    key, before, after = pressed[place], pressed[:place], pressed[place + 1 :]
    kind = chance.choice(("neighbour", "missing", "twice", "swapped"))
    if kind == "missing" and len(places) > 1:
        return before + after
    if kind == "twice":
        return before + key + key + after
    if kind == "swapped" and after[:1].lower() in NEIGHBOURS and after[0] != key:
        return before + after[0] + key + after[1:]
    other = chance.choice(NEIGHBOURS[key.lower()])
    return before + (other.upper() if key.isupper() else other) + after


def typos(number: int, language: Language) -> Dirt:
    """Return the dirt of so many slips on the keyboard of a language."""

    def dirty(text: str, chance: random.Random) -> str | None:
        korean = language == "ko"
        pressed: str | None = hangul.keys(text) if korean else text
        for _ in range(number):
            pressed = slip(pressed, chance) if pressed else None
        if pressed is None:
            return None
        return hangul.typed(pressed) if korean else pressed

    return dirty


def no_spaces(text: str, _chance: random.Random) -> str | None:
    """Return a text without any space."""
    return "".join(text.split()) if " " in text.strip() else None


def wrong_spacing(text: str, chance: random.Random) -> str | None:
    """Return a text with one space missing and one inside a word."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if not spaces:
        return None
    gone = chance.choice(spaces)
    inside = [
        place
        for place in range(1, len(text))
        if text[place - 1].isalnum() and text[place].isalnum()
    ]
    if not inside:
        return None
    torn = chance.choice(inside)
    return "".join(
        (" " if place == torn else "") + ("" if place == gone else letter)
        for place, letter in enumerate(text)
    )


def no_punctuation(text: str, _chance: random.Random) -> str | None:
    """Return a text without commas, dots, question marks, apostrophes and the like."""
    bare = "".join(letter for letter in text if not unicodedata.category(letter).startswith("P"))
    return bare if bare.strip() and bare != text else None


def emoji(text: str, chance: random.Random) -> str | None:
    """Return a text with three emoji between its words or at its ends."""
    words = text.split()
    for _ in range(3):
        words.insert(chance.randint(0, len(words)), chance.choice(_written()["emoji"]))
    return " ".join(words)


def shouting(text: str, _chance: random.Random) -> str | None:
    """Return a text in capitals with too many marks."""
    return text.upper().rstrip("?!.") + "!!!!!!"


def elongations(language: Language) -> Dirt:
    """Return the dirt of drawn-out words."""

    def dirty(text: str, chance: random.Random) -> str | None:
        first, second = chance.sample(_written()["elongations"][language], 2)
        vowels = [place for place, letter in enumerate(text) if letter in "aeiou"]
        if vowels:
            place = chance.choice(vowels)
            text = text[:place] + text[place] * 4 + text[place:]
        return f"{first} {text} {second}"

    return dirty


def mixed(language: Language) -> Dirt:
    """Return the dirt of words from the other language."""
    words: Mapping[str, str] = _written()["words"]
    meant = words if language == "ko" else {english: korean for korean, english in words.items()}
    return _replaced(meant, whole_words=language == "en")


def abbreviated(language: Language) -> Dirt:
    """Return the dirt of chat abbreviations."""
    return _replaced(_written()["abbreviations"][language], whole_words=language == "en")


def _replaced(words: Mapping[str, str], *, whole_words: bool) -> Dirt:
    longest_first = sorted((str(word) for word in words), key=len, reverse=True)
    known = "|".join(re.escape(word) for word in longest_first)
    pattern = re.compile(rf"\b(?:{known})\b" if whole_words else known, re.IGNORECASE)

    def dirty(text: str, _chance: random.Random) -> str | None:
        changed = pattern.sub(lambda found: str(words[found.group().casefold()]), text)
        return changed if changed != text else None

    return dirty


def latin_keyboard(text: str, _chance: random.Random) -> str | None:
    """Return a Korean text as it comes out when the keyboard was left on English."""
    return hangul.keys(text)


def half_typed(text: str, _chance: random.Random) -> str | None:
    """Return a Korean text whose first half was typed with the keyboard left on English."""
    words = text.split()
    half = (len(words) + 1) // 2
    if half == len(words):
        return None
    return " ".join([*map(hangul.keys, words[:half]), *words[half:]])


def hangul_keyboard(text: str, _chance: random.Random) -> str | None:
    """Return an English text as it comes out when the keyboard was left on Korean."""
    return hangul.typed(text)


def romanised(text: str, _chance: random.Random) -> str | None:
    """Return a Korean text in Latin letters."""
    return hangul.romanised(text)


def complaint(language: Language) -> Dirt:
    """Return the dirt of a very long complaint, with the question in the last line."""

    def dirty(text: str, chance: random.Random) -> str | None:
        sentences: list[str] = _written()["complaint"][language]
        start = chance.randrange(len(sentences))
        told: list[str] = []
        for sentence in sentences[start:] + sentences[:start]:
            if len(" ".join(told).split()) < COMPLAINT_WORDS[language]:
                told.append(sentence)
        return " ".join(told) + "\n\n" + text

    return dirty


def quoted_mail(language: Language) -> Dirt:
    """Return the dirt of an e-mail: greeting, signature, and the mail it replies to."""

    def dirty(text: str, chance: random.Random) -> str | None:
        mail: str = chance.choice(_written()["mails"][language])
        return mail.replace("{question}", text)

    return dirty


def two_questions(first: str, second: str, language: Language, chance: random.Random) -> str:
    """Return one message that asks two questions."""
    mark = "" if first.rstrip().endswith(("?", ".", "!")) else chance.choice(("?", ".", ","))
    return f"{first.rstrip()}{mark} {chance.choice(_written()['also'][language])}{second}"


def kinds(language: Language) -> dict[str, Dirt]:
    """Return the kinds of dirt of a language by name, in the order of the table."""
    common: dict[str, Dirt] = {
        "one typing slip": typos(1, language),
        "two typing slips": typos(2, language),
        "no spaces": no_spaces,
        "wrong spacing": wrong_spacing,
        "no punctuation": no_punctuation,
        "emoji": emoji,
        "shouting": shouting,
        "elongations": elongations(language),
        "mixed languages": mixed(language),
        "chat abbreviations": abbreviated(language),
    }
    layouts: dict[Language, dict[str, Dirt]] = {
        "en": {"typed on the Korean keyboard": hangul_keyboard},
        "ko": {
            "typed on the English keyboard": latin_keyboard,
            "half on the English keyboard": half_typed,
            "in Latin letters": romanised,
        },
    }
    letters: dict[str, Dirt] = {
        "question after 500 words": complaint(language),
        "quoted e-mail": quoted_mail(language),
    }
    return {**common, **layouts[language], **letters}

"""Which words mean what, in English and Korean. Pure; the words are in wording_en and wording_ko.

Phrases are regular expressions over *normalised* text: composed letters (NFC), small letters, one
kind of apostrophe, single spaces. A phrase may name others that take its meaning away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from handoff_gateway import wording_en, wording_ko
from handoff_gateway.causes import Cause
from handoff_gateway.phrases import Phrase

LANGUAGES: Final = (wording_en, wording_ko)
# Of several meanings in one message the first counts: what is gravest, then what is wished.
ORDER: Final = (
    Cause.HARM,
    Cause.FRAUD,
    Cause.LEGAL,
    Cause.PEOPLE_FIRST,
    Cause.ASKED,
    Cause.THREATENED_CANCELLATION,
    Cause.UPSET,
)
_APOSTROPHES: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u00b4": "'", "`": "'"})


def normalised(text: str) -> str:
    """The text as phrases read it."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(composed.translate(_APOSTROPHES).split())


def gist(text: str) -> str:
    """What stays of a question when case, spaces and marks are left out; empty for marks alone."""
    return "".join(letter for letter in normalised(text) if letter.isalnum())


def causes_in(text: str) -> tuple[Cause, ...]:
    """Why these words alone would call a person, the gravest first. Both languages are looked for:
    a customer may write in the one and read the other.
    """
    words = normalised(text)
    return tuple(cause for cause in ORDER if any(_says(phrase, words) for phrase in _of(cause)))


def agrees(text: str) -> bool:
    """Whether these words are a plain yes, and nothing else."""
    words = normalised(text).strip(" .!~,?^ㅎㅋㅠㅜ")
    return any(re.fullmatch(language.YES, words) for language in LANGUAGES)


def _of(cause: Cause) -> Sequence[Phrase]:
    return [phrase for language in LANGUAGES for phrase in language.PHRASES.get(cause, ())]


def _says(phrase: Phrase, words: str) -> bool:
    """Whether a phrase is there, outside of all that takes its meaning away."""
    pattern, but_not = _compiled(phrase)
    if but_not is not None:
        words = but_not.sub(" \u2026 ", words)
    return pattern.search(words) is not None


@cache
def _compiled(phrase: Phrase) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    but_not = re.compile("|".join(phrase.but_not)) if phrase.but_not else None
    return re.compile(phrase.pattern), but_not

"""The beginning of the entry that a gap asks for: everything but the answer, in YAML."""

import re
import unicodedata
from collections.abc import Collection, Sequence

import yaml

from faq_index.entries import LOCALES, Entries
from faq_index.insight.gaps import Gap, Said

MOST_PHRASINGS = 20
MOST_CHARACTERS = 300

_WORD = re.compile(r"[a-z][a-z0-9]+")
_ID_WORDS = 4
_SAY_LITTLE = frozenset(
    re.findall(
        "[a-z]+",
        """
        a about after all am an and any are as at be because been but by can could did do does don
        for from get give go got had has have hello help hi how i if im in is it its just know let
        like ll look make may me more my need no not of on one or our out please question re really
        say should show so some tell than thank thanks that the their them then there they thing
        this to too up us use ve very want was way we well were what when where which who why will
        with would yes you your number name address phone mail details date password
        true false null none
        """,
    )
)


def draft(gap: Gap, entries: Entries) -> str:
    """Return one entry in YAML whose answers are still empty, so that no check lets it pass.

    With an answer under each `|`, and no phrasing that another entry has, it can be published.
    """
    taken = {
        _folded(text) for entry in entries for texts in entry.phrasings.values() for text in texts
    }
    by_language = {
        locale: texts
        for locale in LOCALES
        if (texts := _texts([one for one in gap.said if one.locale == locale]))
    }
    questions = {locale: texts[0] for locale, texts in by_language.items()}
    phrasings = {
        locale: [text for text in texts[1:] if _folded(text) not in taken][:MOST_PHRASINGS]
        or texts[:1]
        for locale, texts in by_language.items()
    }
    name = _free(_name(questions.get("en", ""), gap.id), {entry.id for entry in entries})
    return "\n".join(
        [
            f"- id: {name}",
            *_indented({"question": questions, "phrasings": phrasings}),
            "  answer:",
            *(line for locale in questions for line in _blank(locale)),
            "",
        ]
    )


def _blank(locale: str) -> list[str]:
    return [f"    {locale}: |  # write the answer on the next line, six spaces in", ""]


def _texts(said: Sequence[Said]) -> list[str]:
    """Return wordings as an entry may hold them, the most central first."""
    plain = (" ".join("".join(map(_visible, one.text)).split()) for one in said)
    fitting = [text[:MOST_CHARACTERS].strip() for text in plain if text]
    # A story of 500 words is a poor question when there is a shorter one.
    fitting.sort(key=lambda text: len(text) >= MOST_CHARACTERS)
    return list({_folded(text): text for text in reversed(fitting)}.values())[::-1]


def _visible(letter: str) -> str:
    return " " if unicodedata.category(letter)[0] in "CZ" else letter


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _indented(texts: dict[str, object]) -> list[str]:
    written = yaml.safe_dump(
        texts, allow_unicode=True, sort_keys=False, width=10 * MOST_CHARACTERS, indent=2
    )
    lines = written.rstrip("\n").split("\n")
    # PyYAML does not indent lists within mappings, the content's own files do.
    return ["  " + ("  " if line.lstrip().startswith("- ") else "") + line for line in lines]


def _name(question: str, gap: str) -> str:
    words = [word for word in _WORD.findall(question.lower()) if word not in _SAY_LITTLE]
    return "_".join(dict.fromkeys(words[:_ID_WORDS]))[:48].rstrip("_") or f"question_{gap[:6]}"


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free

"""Question sets to measure on: contents made of public CSVs, and the shop's own held-out phrasings.

A case is measured in one or more rounds, each with a content and questions it never saw. Results
of the rounds are pooled.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import yaml

from faq_index.embed import has_hangul
from faq_index.entries import Entries, Entry

Question = tuple[str, str | None]
"""A text, and the id of the entry that answers it, None when none does."""

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

HELD_OUT_ROUNDS = 4
STRANGE = {"en": 200, "ko": 1_200}
"""How many questions about anything else the shop is asked: in English, as many as there are."""

PARAKQC = "parakqc.csv"
PARAKQC_TOPICS, PARAKQC_PHRASINGS = 150, 4
LONGEST_LINE = 300


@dataclass(frozen=True)
class Round:
    """A content and what is asked of it."""

    entries: Entries
    questions: tuple[Question, ...]

    @property
    def phrasings(self) -> list[tuple[str, str]]:
        """All that the content says about how its entries are asked: (text, id)."""
        return [
            (text, entry.id)
            for entry in self.entries
            for text in dict.fromkeys(
                [*entry.question.values(), *(t for ts in entry.phrasings.values() for t in ts)]
            )
        ]


@dataclass(frozen=True)
class Case:
    """A question set; `language` is that of the questions."""

    name: str
    language: Language
    rounds: tuple[Round, ...]


@dataclass(frozen=True)
class PublicSet:
    """Where a public question set is, and what its columns are called."""

    train: str
    test: str
    out_of_scope: tuple[str, ...] = ()
    text: str = "text"
    label: str = "intent"
    oos: str = "oos"
    whole: bool = False
    """Whether all training phrasings are taken, as nobody else cuts this set down."""


CLINC_OOS = ("clinc150_oos_train.csv", "clinc150_oos_val.csv")
"""Questions about anything; those sets that have none of their own borrow them."""

PUBLIC = {
    "banking77": PublicSet("banking77_train.csv", "banking77_test.csv", CLINC_OOS),
    "bitext27": PublicSet("bitext27_train.csv", "bitext27_dev.csv", CLINC_OOS),
    "CLINC150": PublicSet("clinc150_train.csv", "clinc150_val.csv", CLINC_OOS),
    "curekart": PublicSet(
        "hint3_curekart_train.csv",
        "hint3_curekart_test.csv",
        text="sentence",
        label="label",
        oos="NO_NODES_DETECTED",
        whole=True,
    ),
}


def public(name: str, folder: Path, phrasings: int, seeds: Sequence[int]) -> Case:
    """Return a public set with so many phrasings an intent, drawn anew for each seed.

    Raises OSError when the set's files are not in `folder`.
    """
    where = PUBLIC[name]
    train = _labelled(folder / where.train, where)
    asked = tuple(
        (text, None if label == where.oos else entry_id(label))
        for file in (where.test, *where.out_of_scope)
        for text, label in _labelled(folder / file, where)
    )
    if where.whole:
        return Case(name, "en", (Round(_content(train), asked),))
    rounds = (Round(_content(_drawn(train, phrasings, seed)), asked) for seed in seeds)
    return Case(f"{name}, {phrasings} phrasings", "en", tuple(rounds))


def entry_id(label: str) -> str:
    """Return a label as an entry's id."""
    return re.sub("[^a-z0-9]+", "_", label.casefold()).strip("_")


def _labelled(path: Path, where: PublicSet) -> list[tuple[str, str]]:
    return [(row[where.text].strip(), row[where.label]) for row in _rows(path)]


def _by_label(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    texts: dict[str, dict[str, None]] = {}
    taken: set[str] = set()  # a phrasing leads to one entry only
    for text, label in rows:
        if text and text.casefold() not in taken:
            taken.add(text.casefold())
            texts.setdefault(label, {})[text[:LONGEST_LINE]] = None
    return {label: list(found) for label, found in texts.items()}


def _drawn(rows: Iterable[tuple[str, str]], number: int, seed: int) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    return [
        (text, label)
        for label, texts in sorted(_by_label(rows).items())
        for text in chance.sample(texts, min(number, len(texts)))
    ]


def _content(rows: Iterable[tuple[str, str]], language: Language = "en") -> Entries:
    """Return entries with the phrasings given; these sets have no answers, so none is told."""
    return tuple(
        Entry(
            id=entry_id(label),
            question={language: texts[0]},
            phrasings={language: tuple(texts[1:] or texts)},
            answer={language: texts[0]},
        )
        for label, texts in _by_label(rows).items()
    )


def parakqc(folder: Path) -> Case:
    """Return Korean paraphrases: of some topics a few phrasings, the rest asked; others unknown."""
    topics: dict[str, list[str]] = {}
    for row in _rows(folder / PARAKQC):
        topics.setdefault(row["set"], []).append(row["text"].strip())
    drawn = random.Random(0).sample(sorted(topics), 2 * PARAKQC_TOPICS)
    known, unknown = drawn[:PARAKQC_TOPICS], drawn[PARAKQC_TOPICS:]
    content = [(text, f"topic {one}") for one in known for text in topics[one][:PARAKQC_PHRASINGS]]
    questions: list[Question] = [
        (text, entry_id(f"topic {one}"))
        for one in known
        for text in topics[one][PARAKQC_PHRASINGS:]
    ]
    questions += [(text, None) for one in unknown for text in topics[one][PARAKQC_PHRASINGS:]]
    rounds = (Round(_content(content, "ko"), tuple(questions)),)
    return Case(f"ParaKQC, {PARAKQC_PHRASINGS} phrasings (ko)", "ko", rounds)


def shop(entries: Entries, folder: Path | None) -> Iterator[Case]:
    """Yield the cases of the shop's own content.

    A language each: every phrasing, asked when the content lacks it, with questions about anything
    else where `folder` holds some. And a public set about topics that the content has.
    """
    chance = random.Random(0)
    left_out = _left_out(entries, chance)
    contents = [
        tuple(_without(entry, gone.get(entry.id, ())) for entry in entries) for gone in left_out
    ]
    for language in LANGUAGES:
        strange = chance.sample(_strange(language, folder), STRANGE[language]) if folder else []
        rounds = (
            Round(
                content,
                tuple(
                    (text, name)
                    for name, texts in gone.items()
                    for text in texts
                    if has_hangul(text) == (language == "ko")
                )
                + tuple((text, None) for text in strange[number::HELD_OUT_ROUNDS]),
            )
            for number, (content, gone) in enumerate(zip(contents, left_out, strict=True))
        )
        yield Case(f"shop, held out ({language})", language, tuple(rounds))
    if folder:
        ids = {entry.id for entry in entries}
        where = PUBLIC["bitext27"]
        asked = tuple(row for row in _labelled(folder / where.test, where) if row[1] in ids)
        yield Case("shop, bitext27 topics", "en", (Round(entries, asked),))


def golden(entries: Entries, folder: Path) -> Iterator[Case]:
    """Yield a case a language: the golden questions beside a content, where there are any."""
    try:
        text = (folder / "golden.yml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    asked: list[Question] = [
        (question, None if name == "none" else name)
        for name, questions in (yaml.safe_load(text) or {}).items()
        for question in questions
    ]
    for language in LANGUAGES:
        mine = tuple(one for one in asked if has_hangul(one[0]) == (language == "ko"))
        if mine:
            yield Case(f"shop, golden questions ({language})", language, (Round(entries, mine),))


def _strange(language: Language, folder: Path) -> list[str]:
    files = CLINC_OOS if language == "en" else (PARAKQC,)
    return [row["text"].strip() for file in files for row in _rows(folder / file)]


def _left_out(entries: Entries, chance: random.Random) -> list[dict[str, list[str]]]:
    """Return for each round the phrasings to leave out of each entry: all of them, once."""
    rounds: list[dict[str, list[str]]] = [{} for _ in range(HELD_OUT_ROUNDS)]
    for entry in entries:
        for texts in entry.phrasings.values():
            for place, text in enumerate(chance.sample(texts, len(texts))):
                rounds[place % HELD_OUT_ROUNDS].setdefault(entry.id, []).append(text)
    return rounds


def _without(entry: Entry, left_out: Iterable[str]) -> Entry:
    gone = set(left_out)
    kept = {
        locale: tuple(text for text in texts if text not in gone)
        for locale, texts in entry.phrasings.items()
    }
    return entry.model_copy(update={"phrasings": kept})


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))

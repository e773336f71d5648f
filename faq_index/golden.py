"""Golden questions: what customers ask, and the entry that must be found, kept beside the content.

    golden.yml
    delivery_time: [my mug is for saturday, will it be here]
    none: [can you recommend a dentist]

They are no phrasings: the search never learns from them, so they tell whether a change breaks what
worked before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from faq_index import yaml_source
from faq_index.content_file import heard
from faq_index.entries import NONE
from faq_index.errors import ContentError, ContentErrors, did_you_mean, shown
from faq_index.reading import GOLDEN, Content
from faq_index.yaml_source import Place, Source

if TYPE_CHECKING:  # FAISS and numpy with them, and `check --quick` must be instant
    from faq_index.index import Index
    from faq_index.search import Decision, Outcome

MAX_LENGTH = 4_000
MAX_QUESTIONS = 5_000
MAX_BYTES = 4 * yaml_source.MAX_CHARACTERS


@dataclass(frozen=True)
class GoldenQuestion:
    """A question, the id of the entry it must find (or `NONE`), and where it is written."""

    text: str
    expected: str
    file: str
    line: int
    column: int


Golden = tuple[GoldenQuestion, ...]


@dataclass(frozen=True)
class Told:
    """What the search did with a question: the entries answered or offered, and how sure it was.

    `nearest` is the best entry it knows, with its confidence (0 to 1), whatever it did.
    """

    outcome: "Outcome"
    entries: tuple[str, ...]
    nearest: tuple[str, float] | None


@dataclass(frozen=True)
class GoldenResult:
    """A golden question and what became of it."""

    question: GoldenQuestion
    told: Told

    @property
    def passed(self) -> bool:
        """Whether the right entry was answered or offered, or for `NONE` nothing answered."""
        if self.question.expected == NONE:
            return self.told.outcome != "answer"
        return self.question.expected in self.told.entries

    def as_json(self) -> dict[str, Any]:
        """Return it as the editor page reads it."""
        return {
            "question": self.question.text,
            "expected": self.question.expected,
            "outcome": self.told.outcome,
            "got": list(self.told.entries),
            "file": self.question.file,
            "line": self.question.line,
        }

    def __str__(self) -> str:
        question = self.question
        expected = "no answer" if question.expected == NONE else f"'{question.expected}'"
        return (
            f"{question.file}:{question.line}:{question.column}: {shown(question.text, 80)}:"
            f" expected {expected}, {_became(self.told)}"
        )


def read_folder(folder: FilePath, content: Content) -> Golden:
    """Return the golden questions of a content folder, none when it has no such file.

    Raises `ContentErrors`.
    """
    path = folder / GOLDEN
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES)
    except FileNotFoundError:
        return ()
    except OSError as error:
        message = f"cannot read this file: {error.strerror}"
        raise ContentErrors([ContentError(str(path), 1, 1, message)]) from None
    return read(raw, str(path), content)


def read(raw: bytes, file: str, content: Content) -> Golden:
    """Return the golden questions that the bytes of a file hold. Raises `ContentErrors`."""
    try:
        source = yaml_source.read(raw[:MAX_BYTES].decode("utf-8"))
    except UnicodeDecodeError:
        message = "the text is not UTF-8: save the file as UTF-8"
        raise ContentErrors([ContentError(file, 1, 1, message)]) from None
    questions = tuple(_questions(source, file, content))
    if source.faults:
        raise ContentErrors(
            ContentError(file, place.line, place.column, message)
            for place, message in source.faults
        )
    return questions


def due(golden: Golden, content: Content, day: date) -> Golden:
    """Return the questions whose entry is served on a day, and those that none may answer."""
    served = {entry.id for entry in content.entries if entry.served_on(day)} | {NONE}
    return tuple(question for question in golden if question.expected in served)


def told(index: "Index", decision: "Decision") -> Told:
    """Return what a decision means to the customer who asked."""
    shown_to_customer = {
        "answer": decision.candidates[:1],
        "ask": decision.choices,
        "abstain": (),
    }[decision.outcome]
    best = decision.candidates[0] if decision.candidates else None
    return Told(
        decision.outcome,
        tuple(index.entries[one.entry].id for one in shown_to_customer),
        (index.entries[best.entry].id, best.confidence) if best else None,
    )


def _became(told: Told) -> str:
    match told.outcome:
        case "answer":
            became = f"answered '{told.entries[0]}'"
        case "ask":
            became = f"asked back about {' or '.join(map(repr, told.entries))}"
        case "abstain":
            became = "declined"
    if told.nearest is None:
        return became
    name, confidence = told.nearest
    nearest = f"nearest '{name}', " if told.outcome == "abstain" else ""
    return f"{became} ({nearest}confidence {confidence:.0%})"


def _questions(source: Source, file: str, content: Content) -> Iterator[GoldenQuestion]:
    if not source.readable or source.data is None:
        return
    if not isinstance(source.data, dict):
        source.blame(
            source.value_place(()),
            "expected ids with their questions, such as 'returns: [can I send it back]',"
            f" found {shown(source.data)}",
        )
        return
    ids = {entry.id for entry in content.entries} | {NONE}
    taken = _Taken(content)
    count = 0
    for name, questions in source.data.items():
        if name not in ids:
            message = f"no entry has the id {shown(name)}{did_you_mean(name, ids)}"
            source.blame(source.key_place((name,)), message)
        if not isinstance(questions, list) or not questions:
            found = "an empty list" if questions == [] else shown(questions)
            message = f"expected a list of questions (lines that start with '- '), found {found}"
            source.blame(source.value_place((name,)), message)
            continue
        for row, text in enumerate(questions):
            count += 1
            place = source.value_place((name, row))
            if problem := _problem(text, taken, place, count):
                source.blame(place, problem)
            else:
                yield GoldenQuestion(text.strip(), name, file, place.line, place.column)


class _Taken:
    """Which texts are golden questions or phrasings already, and where."""

    def __init__(self, content: Content) -> None:
        self._phrasings = {
            said.heard: f"{path}:{said.place.line}"
            for path, file in content.files.items()
            for said in file.said
        }
        self._asked: dict[str, Place] = {}

    def problem(self, text: str, place: Place) -> str | None:
        """Return why a text is no new golden question, or None when it is."""
        key = heard(text)
        if key in self._phrasings:
            return (
                f"{shown(text)} is a phrasing ({self._phrasings[key]}), so it is found in any"
                " case: ask in other words"
            )
        if (first := self._asked.setdefault(key, place)) != place:
            return f"{shown(text)} is here twice, first in line {first.line}"
        return None


def _problem(text: object, taken: _Taken, place: Place, count: int) -> str | None:
    if not isinstance(text, str):
        return f"expected a question, found {shown(text)}"
    if not text.strip():
        return "this question is empty: remove it"
    if len(text) > MAX_LENGTH:
        return f"has {len(text):,} characters, at most {MAX_LENGTH:,} are allowed"
    if count > MAX_QUESTIONS:
        return f"more than {MAX_QUESTIONS:,} questions: remove some"
    return taken.problem(text, place)

"""What an entry is: typed, frozen, and limited in size. `reading` makes them from YAML."""

import re
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from faq_index import markdown
from faq_index.errors import shown

Locale = Literal["en", "ko"]
LOCALES: tuple[Locale, ...] = get_args(Locale)


def _checked_link(url: str) -> str:
    if message := markdown.link_problem(url):
        raise PydanticCustomError("link", "{message}", {"message": message})
    return url


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _checked_day(written: object) -> date:
    """Return the day, written as in 2026-12-24 and no other way (or a date already)."""
    if isinstance(written, date):
        return written
    if isinstance(written, str) and _DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            problem = "there is no day {found} in the calendar"
    else:
        problem = "expected a day such as 2026-12-24, found {found}"
    raise PydanticCustomError("day", problem, {"found": shown(written)})


NONE = "none"
"""No entry's id: in golden questions it stands for questions that no entry may answer."""


def _checked_id(name: str) -> str:
    if name == NONE:
        raise PydanticCustomError("id", "may not be 'none', which stands for no entry")
    return name


Id = Annotated[
    str,
    Field(
        max_length=64,
        pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$",
        examples=["delivery_time"],
        json_schema_extra={"not": {"const": NONE}},
    ),
    AfterValidator(_checked_id),
]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Answer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6_000)]
Url = Annotated[
    str,
    Field(max_length=500, examples=["https://shop.example/delivery"]),
    AfterValidator(_checked_link),
]
Day = Annotated[date, BeforeValidator(_checked_day), Field(examples=["2026-12-24"])]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(_Strict):
    """A button under an answer that opens a page, a mail or the phone."""

    label: Annotated[
        dict[Locale, Line],
        Field(min_length=1, description="What is written on the button, in each language."),
    ]
    url: Annotated[Url, Field(description="Where it leads: starts with https:, mailto: or tel:.")]


class Entry(_Strict):
    """One frequent question: how customers ask it and the approved answer, by language."""

    id: Annotated[
        Id,
        Field(
            description="The entry's own name: small letters, digits and _. Used once over all"
            " files. Golden questions, follow-ups and figures name the entry by it, so keep it."
        ),
    ]
    tags: Annotated[
        tuple[Tag, ...], Field(max_length=20, description="Words to find the entry by in lists.")
    ] = ()
    question: Annotated[
        dict[Locale, Line],
        Field(
            min_length=1,
            description="The question as customers see it on a button, in each language.",
        ),
    ]
    phrasings: Annotated[
        dict[Locale, Annotated[tuple[Line, ...], Field(min_length=1, max_length=200)]],
        Field(
            min_length=1,
            description="How customers really ask: short, long, misspelt. Six or more in each"
            " language, that differ in words. The search learns from them.",
        ),
    ]
    answer: Annotated[
        dict[Locale, Answer],
        Field(
            min_length=1,
            description="What customers get, word for word, in the languages of the question."
            " Markdown without HTML; start a long one with | on the line of the language.",
        ),
    ]
    links: Annotated[
        tuple[Link, ...], Field(max_length=10, description="Buttons under the answer.")
    ] = ()
    follow_ups: Annotated[
        tuple[Id, ...],
        Field(max_length=5, description="Ids of entries to offer after the answer."),
    ] = ()
    suggest_person: Annotated[
        StrictBool, Field(description="true: offer a person under the answer.")
    ] = False
    valid_from: Annotated[
        Day | None, Field(description="The first day customers get the entry, as in 2026-12-01.")
    ] = None
    valid_until: Annotated[
        Day | None, Field(description="The last day customers get the entry, as in 2026-12-24.")
    ] = None

    @field_validator("valid_until")
    @classmethod
    def _ends_after_it_starts(cls, until: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("valid_from")
        if start and until and until < start:
            problem = "is {until}, before valid_from ({start}): customers would never get it"
            raise PydanticCustomError("day", problem, {"until": str(until), "start": str(start)})
        return until

    def served_on(self, day: date) -> bool:
        """Return whether customers may get the entry on a day; both ends belong to its time."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


Entries = tuple[Entry, ...]
ENTRIES: TypeAdapter[Entries] = TypeAdapter(Entries)
"""Writes entries to JSON and reads them back."""

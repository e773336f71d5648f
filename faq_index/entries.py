"""What an entry is: typed, frozen, and limited in size. `reading` makes them from YAML."""

from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    TypeAdapter,
)
from pydantic_core import PydanticCustomError

from faq_index import markdown

Locale = Literal["en", "ko"]
LOCALES: tuple[Locale, ...] = get_args(Locale)


def _checked_link(url: str) -> str:
    if message := markdown.link_problem(url):
        raise PydanticCustomError("link", "{message}", {"message": message})
    return url


Id = Annotated[str, Field(max_length=64, pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$")]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Answer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6_000)]
Url = Annotated[str, Field(max_length=500), AfterValidator(_checked_link)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(_Strict):
    """A button under an answer that opens a page, a mail or the phone."""

    label: Annotated[dict[Locale, Line], Field(min_length=1)]
    url: Url


class Entry(_Strict):
    """One frequent question: how customers ask it and the approved answer, by language."""

    id: Id
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    question: Annotated[dict[Locale, Line], Field(min_length=1)]
    phrasings: Annotated[
        dict[Locale, Annotated[tuple[Line, ...], Field(min_length=1, max_length=200)]],
        Field(min_length=1),
    ]
    answer: Annotated[dict[Locale, Answer], Field(min_length=1)]
    links: Annotated[tuple[Link, ...], Field(max_length=10)] = ()
    follow_ups: Annotated[tuple[Id, ...], Field(max_length=5)] = ()
    suggest_person: StrictBool = False


Entries = tuple[Entry, ...]
ENTRIES: TypeAdapter[Entries] = TypeAdapter(Entries)
"""Writes entries to JSON and reads them back."""

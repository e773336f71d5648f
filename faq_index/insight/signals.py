"""What the gateway tells about turns of the bot: the requests of `POST /signals`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from faq_index.entries import Id, Locale
from faq_index.http_json import Body

Ref = Annotated[str, Field(min_length=1, max_length=200)]
"""An id that another room gave; kept as a keyed hash only."""

Milliseconds = Annotated[int, Field(ge=0, le=2**53)]


class _Signal(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Ref
    conversation: Ref
    at: Milliseconds


class Turn(_Signal):
    """A customer's question and what the search made of it.

    `entries` are those answered, or offered where the customer was asked back.
    """

    kind: Literal["turn"]
    locale: Locale
    text: Annotated[str, Field(min_length=1, max_length=4_000)]
    outcome: Literal["answer", "ask", "decline"]
    entries: Annotated[list[Id], Field(max_length=20)]
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class Verdict(_Signal):
    """What a customer said about an answer; `turn` is the id of its signal."""

    kind: Literal["helpful", "unhelpful"]
    turn: Ref
    entry: Id


class Person(_Signal):
    """A customer went to a person; `turn` is the last one before, if there was any."""

    kind: Literal["person"]
    turn: Ref | None
    cause: Annotated[str, Field(max_length=200)]


Signal = Annotated[Turn | Verdict | Person, Field(discriminator="kind")]


class Signals(Body):
    """One batch."""

    signals: Annotated[list[Signal], Field(min_length=1, max_length=500)]


class Dismissal(Body):
    """Why an editor wants no more of a gap."""

    reason: Literal["done", "not ours"]

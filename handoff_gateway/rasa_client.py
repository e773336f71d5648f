"""The bot over HTTP: a turn to Rasa's custom channel, typed, with every failure one error.

While Rasa fails it is left alone, so that customers hear at once that the bot is away.
"""

from __future__ import annotations

import logging
import secrets
from typing import Annotated, Final

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handoff_gateway.events import BotText, Button, Form, Source, SourceKind
from handoff_gateway.guard import Guard, NotAsked
from handoff_gateway.http_answer import fetch
from handoff_gateway.ports import Answer, BotUnavailable, Turn

logger = logging.getLogger(__name__)

DEADLINE_S: Final = 6.0  # the customer hears something within 8 s
AT_ONCE: Final = 64  # turns in flight; Rasa answers one after the other
MAX_ANSWER: Final = 256 * 1024  # bytes
MAX_CHOICES: Final = 4  # three choices, and the person or "none of these"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Button(_Model):
    label: Annotated[str, Field(min_length=1, max_length=200)]
    payload: Annotated[str, Field(min_length=1, max_length=1_000)]


class _Source(_Model):
    kind: SourceKind
    id: Annotated[str, Field(max_length=100)]


class _Reply(_Model):
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    buttons: list[_Button] = []
    source: _Source
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    failed: bool = False


class _Form(_Model):
    name: str
    slots: dict[str, str]


class _Handoff(_Model):
    cause: Annotated[str, Field(min_length=1, max_length=60)]
    form: _Form | None = None


class _Response(_Model):
    turn: str
    epoch: int
    replies: Annotated[list[_Reply], Field(min_length=1)]
    handoff: _Handoff | None = None
    form: _Form | None = None


class RasaClient:
    """Asks Rasa's channel at `url`; a callable of the shape `ports.Bot`."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self._turn_url = f"{url.rstrip('/')}/webhooks/handrail/turn"
        self._http = http
        self._guard = Guard("the bot", AT_ONCE)

    async def __call__(self, turn: Turn) -> Answer:
        """The bot's answer to one turn.

        Raises:
            BotUnavailable: away, late, an error, no reply, or not of the contract; or not asked,
            because it was so for the turns before.
        """
        try:
            body = await self._guard.run(lambda: self._ask(turn), DEADLINE_S)
        except BotUnavailable:
            raise
        except NotAsked as error:
            raise BotUnavailable(str(error)) from error
        except TimeoutError as error:
            raise BotUnavailable(f"not within {DEADLINE_S:g} s") from error
        except httpx.HTTPError as error:
            raise BotUnavailable(type(error).__name__) from error
        except ValidationError as error:
            fault = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in fault["loc"])
            raise BotUnavailable(f"not of the contract: {where}: {fault['msg']}") from error
        except Exception as error:  # a customer is waiting: whatever it is, they hear something
            logger.exception("asking the bot failed in an unknown way")
            raise BotUnavailable(type(error).__name__) from error
        return Answer(
            replies=tuple(_bot_text(reply) for reply in body.replies),
            handoff_cause=body.handoff.cause if body.handoff else None,
            form=_form(body.handoff.form) if body.handoff else None,
            open_form=_form(body.form),
        )

    async def _ask(self, turn: Turn) -> _Response:
        answer = await fetch(
            self._http,
            "POST",
            self._turn_url,
            most=MAX_ANSWER,
            json=_request(turn),
            timeout=DEADLINE_S,
        )
        if answer.status != 200:
            raise BotUnavailable(f"status {answer.status}")
        if answer.kind != "application/json":
            raise BotUnavailable(f"not of the contract: the media type is {answer.kind[:60]!r}")
        body = _Response.model_validate_json(answer.content)
        if (body.turn, body.epoch) != (str(turn.seq), turn.epoch):
            raise BotUnavailable("not of the contract: it answers another turn")
        return body


def _request(turn: Turn) -> dict[str, object]:
    return {
        "conversation": turn.conversation,
        "turn": str(turn.seq),
        "epoch": turn.epoch,
        "text": turn.text,
        "payload": turn.payload,
        "locale": turn.locale,
        "page": {"url": turn.page.url, "title": turn.page.title} if turn.page else None,
        "customer": {
            "id": turn.customer,
            "name": turn.identity.name if turn.identity else None,
            "email": turn.identity.email if turn.identity else None,
            "verified": turn.identity is not None,
        },
        "after_person": turn.after_person,
    }


def _form(form: _Form | None) -> Form | None:
    return Form(form.name, form.slots) if form else None


def _bot_text(reply: _Reply) -> BotText:
    return BotText(
        text=reply.text,
        source=Source(reply.source.kind, reply.source.id),
        buttons=tuple(
            Button("b_" + secrets.token_urlsafe(9), button.label, button.payload)
            for button in reply.buttons[:MAX_CHOICES]
        ),
        confidence=reply.confidence,
        failed=reply.failed,
    )

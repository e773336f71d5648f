"""The FAQ service's requests and responses over HTTP."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from faq_index.entries import LOCALES, Locale
from faq_index.errors import ContentErrors, listed
from faq_index.presentation import decision_json, entry_json
from faq_index.serving import Serving

log = logging.getLogger("faq")

MAX_BODY_BYTES = 4 * 1024 * 1024

Text = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"\S")]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SearchRequest(_Request):
    """A customer's question; `k` is how many candidates to name."""

    text: Text
    locale: Locale
    k: Annotated[int, Field(ge=1, le=20)] = 5
    embedding: bool = False


class EmbedRequest(_Request):
    """Texts to embed."""

    texts: Annotated[list[Text], Field(min_length=1, max_length=256)]


_Body = TypeVar("_Body", bound=_Request)


class Rejected(Exception):
    """A request that cannot be served, with its response."""

    def __init__(self, status: int, content: dict[str, Any]) -> None:
        super().__init__(content["error"])
        self.response = _json(content, status)


def app(serving: Serving) -> Starlette:
    """Return the ASGI app that answers from `serving`, and closes it when it ends."""

    async def search(request: Request) -> Response:
        asked = await _body(request, SearchRequest)
        found = await serving.search(asked.text)
        answer = (
            decision_json(found.index, found.decision, asked.locale, asked.k)
            if found.index
            else _NOTHING_TO_SERVE
        )
        return _json(answer | {"embedding": found.vector if asked.embedding else None})

    async def embed(request: Request) -> Response:
        texts = (await _body(request, EmbedRequest)).texts
        vectors = await serving.embed(texts)
        encoder = serving.encoder
        return _json({"model": encoder.name, "dimension": encoder.dimension, "embeddings": vectors})

    async def entry(request: Request) -> Response:
        locale = request.query_params.get("locale", "en")
        if locale not in LOCALES:
            raise Rejected(422, {"error": f"locale: expected {listed(LOCALES)}, found '{locale}'"})
        found = serving.entry(request.path_params["id"])
        if found is None:
            raise Rejected(404, {"error": "no entry has this id"})
        return _json(entry_json(*found, locale))

    async def reload(_request: Request) -> Response:
        try:
            index = await serving.reload()
        except ContentErrors as broken:
            errors = [asdict(error) for error in broken.errors]
            return _json({"errors": errors, "serving": serving.version}, 422)
        return _json({"version": index.version, "entries": len(index.entries)})

    async def healthz(_request: Request) -> Response:
        return _json(_health(serving))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        serving.close()

    return Starlette(
        routes=[
            Route("/search", search, methods=["POST"]),
            Route("/embed", embed, methods=["POST"]),
            Route("/reload", reload, methods=["POST"]),
            Route("/entries/{id}", entry),
            Route("/healthz", healthz),
        ],
        exception_handlers={
            Rejected: _rejected,
            HTTPException: _refused,
            Exception: _failed,
        },
        lifespan=lifespan,
    )


_NOTHING_TO_SERVE: dict[str, Any] = {
    "outcome": "abstain",
    "confidence": 0.0,
    "candidates": [],
    "entry": None,
    "choices": [],
    "version": "",
}


def _health(serving: Serving) -> dict[str, Any]:
    index = serving.index
    health: dict[str, Any] = {
        "status": "ok",
        "version": serving.version,
        "entries": len(index.entries) if index else 0,
        "models": serving.encoder.models,
    }
    if serving.errors:
        health["status"] = "stale" if index else "empty"
        health["detail"] = (
            f"the content has {len(serving.errors)} errors, "
            + ("so the last good version is served" if index else "and there is nothing to serve")
            + ": run `./handrail faq check`"
        )
    return health


def _json(content: dict[str, Any], status: int = 200) -> Response:
    body = orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, status, media_type="application/json")


async def _body(request: Request, kind: type[_Body]) -> _Body:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise Rejected(413, {"error": f"the request is longer than {MAX_BODY_BYTES:,} bytes"})
    try:
        return kind.model_validate_json(bytes(raw))
    except ValidationError as error:
        raise Rejected(422, _explained(error)) from None


def _explained(error: ValidationError) -> dict[str, Any]:
    # Without the input: what customers wrote does not belong in logs and errors.
    errors = [
        {"field": ".".join(map(str, detail["loc"])) or "body", "message": detail["msg"]}
        for detail in error.errors(include_url=False, include_input=False)
    ]
    return {
        "error": "; ".join(f"{one['field']}: {one['message']}" for one in errors),
        "errors": errors,
    }


async def _rejected(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Rejected)
    return error.response


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _json({"error": error.detail}, error.status_code)


async def _failed(request: Request, error: Exception) -> Response:
    log.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
    return _json({"error": "the FAQ service failed on this request; its log says more"}, 500)

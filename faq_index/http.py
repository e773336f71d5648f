"""The FAQ service's requests and responses over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from faq_index.asking import Found
from faq_index.entries import LOCALES, Locale
from faq_index.errors import ContentErrors, listed
from faq_index.http_json import EXCEPTION_HANDLERS, Body, Rejected, json_response, read_body
from faq_index.presentation import decision_json, entry_json
from faq_index.serving import Serving

Text = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"\S")]


class SearchRequest(Body):
    """A customer's question; `k` is how many candidates to name."""

    text: Text
    locale: Locale
    k: Annotated[int, Field(ge=1, le=20)] = 5
    embedding: bool = False


class EmbedRequest(Body):
    """Texts to embed."""

    texts: Annotated[list[Text], Field(min_length=1, max_length=256)]


async def _nothing() -> None:
    pass


def app(
    serving: Serving,
    more: Iterable[Route] = (),
    at_the_end: Callable[[], Awaitable[None]] = _nothing,
) -> Starlette:
    """Return the ASGI app that answers from `serving`, and closes it when it ends.

    `more` are routes of other parts of the room: the editor's, and what customers ask (insight).
    What those have begun is finished by `at_the_end`, while questions can still be embedded.
    """

    async def search(request: Request) -> Response:
        asked = await read_body(request, SearchRequest)
        found = await serving.asking.ask(asked.text)
        told = search_json(found, asked.locale, asked.k)
        return json_response(told | {"embedding": found.vector if asked.embedding else None})

    async def embed(request: Request) -> Response:
        texts = (await read_body(request, EmbedRequest)).texts
        vectors = await serving.asking.embed(texts)
        encoder = serving.asking.encoder
        return json_response(
            {"model": encoder.name, "dimension": encoder.dimension, "embeddings": vectors}
        )

    async def entry(request: Request) -> Response:
        locale = request.query_params.get("locale", "en")
        if locale not in LOCALES:
            raise Rejected(422, {"error": f"locale: expected {listed(LOCALES)}, found '{locale}'"})
        found = serving.entry(request.path_params["id"])
        if found is None:
            raise Rejected(404, {"error": "no entry has this id"})
        return json_response(_without(entry_json(*found, locale), serving.asking.hidden))

    async def reload(_request: Request) -> Response:
        try:
            state = await serving.reload()
        except ContentErrors as broken:
            errors = [asdict(error) for error in broken.errors]
            return json_response({"errors": errors, "serving": serving.version}, 422)
        return json_response({"version": state.version, "entries": state.entries})

    async def healthz(_request: Request) -> Response:
        return json_response(_health(serving))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with serving.running():
            try:
                yield
            finally:
                await at_the_end()

    return Starlette(
        routes=[
            Route("/search", search, methods=["POST"]),
            Route("/embed", embed, methods=["POST"]),
            Route("/reload", reload, methods=["POST"]),
            Route("/entries/{id}", entry),
            Route("/healthz", healthz),
            *more,
        ],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
    )


_NOTHING_TO_SERVE: dict[str, Any] = {
    "outcome": "abstain",
    "confidence": 0.0,
    "candidates": [],
    "entry": None,
    "more": [],
    "choices": [],
    "version": "",
}


def search_json(found: Found, locale: Locale, limit: int) -> dict[str, Any]:
    """Return what `/search` tells, with at most `limit` candidates; no embedding in it."""
    if found.index is None:
        return _NOTHING_TO_SERVE
    told = decision_json(found.index, found.decision, locale, limit)
    if told["entry"]:
        told["entry"] = _without(told["entry"], found.hidden)
        for more in told["more"]:
            more["entry"] = _without(more["entry"], found.hidden)
    return told


def _without(entry: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """Return an entry that leads to no entry that is not served today."""
    follow_ups = [one for one in entry["follow_ups"] if one["id"] not in hidden]
    return entry | {"follow_ups": follow_ups}


def _health(serving: Serving) -> dict[str, Any]:
    index, state = serving.asking.index, serving.state
    health: dict[str, Any] = {
        "status": "ok",
        "version": serving.version,
        "entries": len(index.entries) if index else 0,
        "models": serving.asking.encoder.models,
        "fitted": bool(index and index.fitted),
        "number": state.number,
        "published_at": state.at,
    }
    if state.errors:
        health["status"] = "stale" if index else "empty"
        health["detail"] = (
            f"the content has {len(state.errors)} errors, "
            + ("so the last good version is served" if index else "and there is nothing to serve")
            + ": run `./handrail faq check`"
        )
    return health

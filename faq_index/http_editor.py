"""The editor page's requests: see, check, try and publish content, and go back to older content.

The gateway lets only signed-in editors through and says who it is in `X-Handrail-Editor`.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from faq_index import content_folder, schema
from faq_index.content_folder import Changes, NotWritable, Sources, revision_of
from faq_index.drafts import Drafts
from faq_index.entries import LOCALES, Entry, Locale
from faq_index.errors import ContentErrors
from faq_index.gate import Refused
from faq_index.history import HistoryUnavailable, Publication, UnknownPublication
from faq_index.http import Text, search_json
from faq_index.http_json import Body, Rejected, json_response, read_body
from faq_index.publications import Conflict
from faq_index.reading import MAX_FILES, Spot
from faq_index.serving import Serving
from faq_index.state import State

MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_PUBLICATIONS = 200

_Name = Annotated[str, Field(pattern=f"^{content_folder.PLAIN_NAME.pattern}$")]
_FileText = Annotated[str, Field(max_length=content_folder.MAX_FILE_BYTES)]
_Files = Annotated[dict[_Name, _FileText | None], Field(max_length=MAX_FILES)]
_Result = TypeVar("_Result")


class CheckRequest(Body):
    """Files as the editor has them; None deletes one. `deep` builds what they would become."""

    files: _Files
    deep: bool = False


class TryRequest(Body):
    """A question to the draft."""

    files: _Files
    text: Text
    locale: Locale
    k: Annotated[int, Field(ge=1, le=20)] = 5


class PublishRequest(Body):
    """Files to write; `base` has the revisions that the editor began with."""

    files: Annotated[_Files, Field(min_length=1)]
    base: dict[_Name, str | None]
    message: Annotated[str, Field(max_length=500)] = ""


class RollBackRequest(Body):
    """The publication to go back to."""

    number: Annotated[int, Field(ge=1)]


def routes(serving: Serving, drafts: Drafts) -> list[Route]:
    """Return the editor's routes."""
    publications = serving.publications
    history = publications.history

    async def content(request: Request) -> Response:
        await serving.catch_up()
        with_texts = request.query_params.get("texts") == "1"
        return json_response(await asyncio.to_thread(_content, serving, with_texts))

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        sources = await _answered(publications.sources)
        if name not in sources:
            raise Rejected(404, {"error": f"there is no file '{name}'"})
        return json_response(_file(name, sources[name]))

    async def check(request: Request) -> Response:
        asked = await read_body(request, CheckRequest, MAX_BODY_BYTES)
        told = await asyncio.to_thread(_checked, drafts, _changes(asked.files), asked.deep)
        return json_response(told)

    async def try_draft(request: Request) -> Response:
        asked = await read_body(request, TryRequest, MAX_BODY_BYTES)
        draft = await _answered(lambda: drafts.built(_changes(asked.files)))
        found = await asyncio.to_thread(drafts.ask, draft, asked.text)
        thresholds = asdict(serving.asking.thresholds)
        return json_response(search_json(found, asked.locale, asked.k) | {"thresholds": thresholds})

    async def publish(request: Request) -> Response:
        by = _editor(request)
        asked = await read_body(request, PublishRequest, MAX_BODY_BYTES)
        changes = _changes(asked.files)
        state = await _published(
            serving, lambda: publications.publish(changes, asked.base, by, asked.message)
        )
        warnings = await asyncio.to_thread(drafts.quick_warnings)
        told = [_problem(one.problem()) for one in warnings]
        return json_response({"version": state.version, "number": state.number, "warnings": told})

    async def listed(_request: Request) -> Response:
        await serving.catch_up()
        found = await _answered(lambda: history.publications(MAX_PUBLICATIONS))
        told = [_publication(one, serving.state.number) for one in found]
        return json_response({"publications": told})

    async def one(request: Request) -> Response:
        number = request.path_params["number"]
        found = await _answered(lambda: history.publication(number))
        diff = await _answered(lambda: history.diff(number))
        return json_response(_publication(found, serving.state.number) | {"diff": diff})

    async def roll_back(request: Request) -> Response:
        by = _editor(request)
        number = (await read_body(request, RollBackRequest)).number
        state = await _published(serving, lambda: publications.roll_back(number, by))
        return json_response({"version": state.version, "number": state.number})

    async def describe(_request: Request) -> Response:
        return json_response(schema.content_schema())

    return [
        Route("/editor/content", content),
        Route("/editor/files/{name}", file),
        Route("/editor/check", check, methods=["POST"]),
        Route("/editor/try", try_draft, methods=["POST"]),
        Route("/editor/publish", publish, methods=["POST"]),
        Route("/editor/history", listed),
        Route("/editor/history/{number:int}", one),
        Route("/editor/rollback", roll_back, methods=["POST"]),
        Route("/editor/schema", describe),
    ]


async def _answered(work: Callable[[], _Result]) -> _Result:
    """Do work in a thread. Raises `Rejected` for what an editor can be told."""
    try:
        return await asyncio.to_thread(work)
    except (ContentErrors, HistoryUnavailable, UnknownPublication) as error:
        raise _rejected(error) from error


async def _published(serving: Serving, work: Callable[[], State]) -> State:
    try:
        return await serving.publishing(work)
    except (
        ContentErrors,
        Conflict,
        NotWritable,
        HistoryUnavailable,
        UnknownPublication,
    ) as error:
        raise _rejected(error) from error


def _rejected(error: Exception) -> Rejected:
    match error:
        case ContentErrors():
            golden = error.results if isinstance(error, Refused) else ()
            told = {
                "error": "the content has errors, so nothing was changed",
                "errors": [_problem(one.problem()) for one in error.errors],
                "golden": [_problem(one.as_json()) for one in golden],
            }
            return Rejected(422, told)
        case Conflict():
            conflicts = [
                {"name": name, "revision": None, "text": None} if raw is None else _file(name, raw)
                for name, raw in error.current.items()
            ]
            return Rejected(409, {"error": str(error), "conflicts": conflicts})
        case UnknownPublication():
            return Rejected(404, {"error": str(error)})
        case NotWritable():
            return Rejected(507, {"error": str(error)})
        case _:
            return Rejected(503, {"error": str(error)})


def _content(serving: Serving, with_texts: bool) -> dict[str, Any]:
    state, index = serving.state, serving.asking.index
    publications, today = serving.publications, serving.asking.today()
    errors = [_problem(one.problem()) for one in state.errors]
    try:
        sources: Sources = publications.sources()
    except ContentErrors as broken:
        sources, errors = {}, [_problem(one.problem()) for one in broken.errors]
    files = [_file(name, raw) for name, raw in sorted(sources.items())]
    if not with_texts:
        for told in files:
            del told["text"]
    places = publications.places(sources)
    entries = index.entries if index else ()
    return {
        "version": state.version,
        "serving": index.version if index else "",
        "number": state.number,
        "fitted": bool(index and index.fitted),
        "published_at": state.at,
        "errors": errors,
        "golden_failed": state.golden_failed,
        "files": files,
        "entries": [_entry(entry, places, today) for entry in entries],
    }


def _entry(entry: Entry, places: Mapping[str, Spot], today: date) -> dict[str, Any]:
    spot = places.get(entry.id)
    if entry.served_on(today):
        state = "live"
    else:
        state = "future" if entry.valid_from and today < entry.valid_from else "expired"
    return {
        "id": entry.id,
        "file": spot.file if spot else None,
        "line": spot.line if spot else None,
        "question": entry.question,
        "tags": entry.tags,
        "phrasings": {name: len(entry.phrasings.get(name, ())) for name in LOCALES},
        "languages": [name for name in LOCALES if name in entry.answer],
        "valid_from": entry.valid_from,
        "valid_until": entry.valid_until,
        "state": state,
    }


def _checked(drafts: Drafts, changes: Changes, deep: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"errors": [], "warnings": [], "golden": None}
    try:
        if not deep:
            drafts.read(changes)
            return told
        draft = drafts.built(changes)
    except ContentErrors as broken:
        return told | {"errors": [_problem(one.problem()) for one in broken.errors]}
    failed = [_problem(one.as_json()) for one in drafts.failing(draft)]
    return told | {
        "warnings": [_problem(one.problem()) for one in drafts.warnings(draft)],
        "golden": {"asked": len(draft.found.golden), "failed": failed},
    }


def _publication(one: Publication, current: int | None) -> dict[str, Any]:
    return {
        "number": one.number,
        "version": one.version,
        "at": one.at,
        "by": one.by,
        "message": one.message,
        "entries": one.entries,
        "changed": list(one.changed),
        "current": one.number == current,
    }


def _file(name: str, raw: bytes) -> dict[str, Any]:
    return {
        "name": name,
        "revision": revision_of(raw),
        "text": raw.decode("utf-8", errors="replace"),
    }


def _problem(told: dict[str, Any]) -> dict[str, Any]:
    """Return a problem whose file is named as the page names it: within the folder."""
    return told | {"file": Path(told["file"]).name}


def _changes(files: Mapping[str, str | None]) -> Changes:
    return {name: None if text is None else text.encode() for name, text in files.items()}


def _editor(request: Request) -> str:
    """Return who the gateway says it is. Raises `Rejected` when it does not say."""
    name = unquote(request.headers.get("X-Handrail-Editor", "")).strip()
    if not name:
        raise Rejected(400, {"error": "the header X-Handrail-Editor is missing: who is it?"})
    return name[:200]

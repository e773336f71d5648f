"""Signals from the gateway; usage and gaps for the editor page."""

from collections.abc import Awaitable
from dataclasses import asdict
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from faq_index.http_json import Rejected, json_response, read_body
from faq_index.insight.gaps import Gap
from faq_index.insight.insight import Gaps, Insight, UnknownGap
from faq_index.insight.signals import Dismissal, Signals
from faq_index.insight.store import StoreUnavailable

MOST_CLUSTERS = 500
_USUAL_CLUSTERS = 100

_Result = TypeVar("_Result")


def routes(insight: Insight) -> list[Route]:
    """Return the routes of what customers ask."""

    async def signals(request: Request) -> Response:
        batch = await read_body(request, Signals)
        return json_response({"kept": await _answered(insight.take(batch.signals))})

    async def usage(_request: Request) -> Response:
        since, used = await _answered(insight.usage())
        entries = {name: asdict(one) for name, one in sorted(used.items())}
        return json_response({"since": since, "entries": entries})

    async def gaps(request: Request) -> Response:
        limit = _limit(request)
        return json_response(gaps_json(await _answered(insight.gaps()), limit))

    async def dismiss(request: Request) -> Response:
        asked = await read_body(request, Dismissal)
        try:
            await _answered(insight.dismiss(request.path_params["id"], asked.reason))
        except UnknownGap:
            raise Rejected(
                404, {"error": "these questions are not there now: load the list again"}
            ) from None
        return json_response({})

    return [
        Route("/signals", signals, methods=["POST"]),
        Route("/editor/usage", usage),
        Route("/editor/gaps", gaps),
        Route("/editor/gaps/{id}/dismiss", dismiss, methods=["POST"]),
    ]


def gaps_json(gaps: Gaps, limit: int) -> dict[str, Any]:
    """Return the biggest gaps as the editor page reads them."""
    shown = gaps.clusters[:limit]
    return {
        "clusters": [_gap_json(gap, gaps.draft(gap)) for gap in shown],
        "questions": gaps.questions,
    }


def _gap_json(gap: Gap, draft: str) -> dict[str, Any]:
    return {
        "id": gap.id,
        "size": gap.size,
        "conversations": gap.conversations,
        "since": gap.since,
        "latest": gap.latest,
        "languages": gap.languages,
        "kinds": gap.kinds,
        "questions": [asdict(said) for said in gap.most_asked],
        "nearest": [asdict(one) | {"confidence": round(one.confidence, 4)} for one in gap.nearest],
        "draft": draft,
    }


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(_USUAL_CLUSTERS))
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= MOST_CLUSTERS:
        expected = f"expected a number from 1 to {MOST_CLUSTERS}"
        raise Rejected(422, {"error": f"limit: {expected}, found '{given[:20]}'"})
    return int(given)


async def _answered(work: Awaitable[_Result]) -> _Result:
    try:
        return await work
    except StoreUnavailable as error:
        raise Rejected(503, {"error": str(error)}) from None

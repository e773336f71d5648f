"""What agents read over HTTP: a conversation, and the same customer's earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from handoff_gateway.archive_history import History
from handoff_gateway.cards import conversation_card
from handoff_gateway.conversation import replay
from handoff_gateway.http_guard import AccountOf, signed_in
from handoff_gateway.ports import StoreUnavailable
from handoff_gateway.rules import Rules
from handoff_gateway.views import for_agent


class AgentPages:
    """The handlers under `/api/conversations`."""

    def __init__(self, account_of: AccountOf, history: History, rules: Callable[[], Rules]) -> None:
        self._account_of = account_of
        self._history = history
        self._rules = rules

    async def conversation(self, request: Request) -> Response:
        """`{card, entries}`: the whole conversation as agents see it, live or archived."""
        if refusal := await self._refusal(request):
            return refusal
        name = request.path_params["conversation"]
        try:
            entries = await self._history.entries(name)
        except StoreUnavailable:
            return _AWAY
        if not entries:
            return _UNKNOWN
        state = replay(entry.event for entry in entries)
        shown = [
            {"seq": entry.seq, "at": entry.event.at, "event": for_agent(entry.event)}
            for entry in entries
        ]
        card = conversation_card(name, state, self._rules()).model_dump()
        return JSONResponse({"card": card, "entries": shown}, headers=_PRIVATE)

    async def earlier(self, request: Request) -> Response:
        """`{conversations}`: the customer's earlier ones in short, newest first, at most 20."""
        if refusal := await self._refusal(request):
            return refusal
        try:
            found = await self._history.earlier(request.path_params["conversation"])
        except StoreUnavailable:
            return _AWAY
        if found is None:
            return _UNKNOWN
        return JSONResponse({"conversations": [asdict(one) for one in found]}, headers=_PRIVATE)

    async def _refusal(self, request: Request) -> Response | None:
        account = await signed_in(request, self._account_of)
        if account is None:
            return JSONResponse({"error": "Sign in first."}, 401)
        if "agent" not in account.roles:
            return JSONResponse({"error": "Your account does not talk with customers."}, 403)
        return None


_PRIVATE = {"Cache-Control": "no-store"}
_UNKNOWN = JSONResponse({"error": "There is no such conversation."}, 404)
_AWAY = JSONResponse({"error": "The archive does not answer; try again."}, 503)

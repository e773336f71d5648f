"""The editor page, and its way to the FAQ service: checked here, answered there."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from typing import Final
from urllib.parse import quote

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from handoff_gateway.accounts import Account
from handoff_gateway.guard import Guard, NotAsked
from handoff_gateway.http_answer import Answered, fetch
from handoff_gateway.http_guard import AccountOf, body_of, foreign, signed_in
from handoff_gateway.limits import Buckets
from handoff_gateway.settings import Settings

logger = logging.getLogger(__name__)

MAX_BODY: Final = 4 * 1024 * 1024
MAX_ANSWER: Final = 32 * 1024 * 1024
# Checking and publishing build the draft and ask the golden questions; reading takes no time.
WORK_S: Final = 120.0
READ_S: Final = 15.0
CONNECT_S: Final = 2.0
AT_ONCE: Final = 32  # requests in flight
BURST: Final = 60  # checks while typing, and what a page loads
PER_SECOND: Final = 5.0
NAME_HEADER: Final = "X-Handrail-Editor"
NONCE_MARK: Final = "__CSP_NONCE__"
CSP: Final = (
    "default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
AWAY: Final = (
    "The FAQ service does not answer right now. Nothing was changed; try again in a moment."
)
LATE: Final = (
    "The FAQ service has not finished in time. It may still do so: load the page again and look."
)
JSON: Final = "application/json"


class EditorPages:
    """The handlers of `/editor` and `/api/editor/...`.

    Args:
        account_of: whose session a token is, or None.
        http: a client of its own, so that long checks take nobody's connections.
    """

    def __init__(
        self,
        settings: Settings,
        account_of: AccountOf,
        http: httpx.AsyncClient,
    ) -> None:
        self._settings = settings
        self._account_of = account_of
        self._http = http
        self._base = f"{settings.faq_url.rstrip('/')}/editor/"
        self._guard = Guard("the FAQ service", AT_ONCE)
        self._buckets = Buckets(BURST, PER_SECOND, time.monotonic)

    async def page(self, _: Request) -> Response:
        """The page holds no content and signs in by itself, so anybody may load it.

        Its text editor makes style elements; they carry the nonce of this one response.
        """
        path = self._settings.web / "editor" / "index.html"
        if not path.is_file():
            return PlainTextResponse("The web bundle is missing; run ./handrail up.", 503)
        nonce = secrets.token_urlsafe(18)
        text = await asyncio.to_thread(path.read_text, encoding="utf-8")
        return HTMLResponse(
            text.replace(NONCE_MARK, nonce),
            headers={
                "Content-Security-Policy": CSP.format(nonce=nonce),
                "Cache-Control": "no-store",
            },
        )

    async def api(self, request: Request) -> Response:
        """Pass an editor's request on, and the answer back as it is."""
        account = await signed_in(request, self._account_of)
        if refusal := self._refusal(request, account):
            return refusal
        assert account is not None
        url = self._target(request)
        if url is None:
            return _error(404, "There is no such address.")
        body = await body_of(request, MAX_BODY)
        if body is None:
            return _error(413, f"That is more than {MAX_BODY // 1024 // 1024} MiB.")
        # Only what is named here goes on: no cookie, and no such header from outside.
        headers = {NAME_HEADER: quote(account.name, safe="")}
        if body:
            headers["Content-Type"] = JSON
        deadline_s = READ_S if request.method == "GET" else WORK_S

        async def ask() -> Answered:
            return await fetch(
                self._http,
                request.method,
                url,
                most=MAX_ANSWER,
                content=body,
                headers=headers,
                timeout=httpx.Timeout(deadline_s, connect=CONNECT_S),
            )

        try:
            answer = await self._guard.run(ask, deadline_s)
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout):
            logger.warning("the FAQ service was too slow for an editor")
            return _error(504, LATE)
        except (NotAsked, httpx.HTTPError) as error:
            logger.warning("the FAQ service gave an editor no answer: %s", type(error).__name__)
            return _error(503, AWAY)
        return Response(
            answer.content,
            answer.status,
            {"Cache-Control": "no-store"},
            media_type=answer.content_type,
        )

    def _refusal(self, request: Request, account: Account | None) -> Response | None:
        if account is None:
            return _error(401, "Sign in first.")
        if "editor" not in account.roles:
            return _error(
                403,
                "Your account may not edit. An operator can allow it: "
                f"./handrail agents role {account.email} {' '.join(account.roles)} editor",
            )
        if request.method != "GET":
            if "origin" not in request.headers:
                return _error(403, "A change needs the page's own Origin header.")
            if refusal := foreign(request, self._settings.origins):
                return refusal
            # Another website's form can send other types without asking first, but not this one.
            if request.headers.get("content-type", "").partition(";")[0].strip() != JSON:
                return _error(415, f"Expected {JSON}.")
        if wait := self._buckets.wait_s(account.id):
            return JSONResponse(
                {
                    "error": "Too many requests in a short time.",
                    "retry_after": max(0.1, round(wait, 1)),
                },
                429,
                {"Retry-After": str(int(wait) + 1)},
            )
        return None

    def _target(self, request: Request) -> str | None:
        """The address at the FAQ service; None for one that would lead out of its /editor/."""
        parts = request.path_params["path"].split("/")
        if any(part in ("", ".", "..") for part in parts):
            return None
        path = "/".join(quote(part, safe="") for part in parts)
        query = request.url.query
        return f"{self._base}{path}?{query}" if query else f"{self._base}{path}"


def _error(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status)

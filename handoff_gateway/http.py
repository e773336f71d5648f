"""The HTTP side of the one public port: pages, sign-in, the demo, health. Starlette."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handoff_gateway.accounts import Account, Accounts
from handoff_gateway.agent_http import AgentPages
from handoff_gateway.editor_http import EditorPages
from handoff_gateway.http_guard import COOKIE, body_of, foreign, signed_in
from handoff_gateway.limits import Buckets
from handoff_gateway.settings import Settings
from handoff_gateway.sockets import Endpoints
from handoff_gateway.tokens import Tokens

LOGIN_BURST: Final = 5  # wrong passwords for one address before it has to wait
LOGIN_PER_SECOND: Final = 1 / 30
MAX_BODY: Final = 4_096
DEMO_CUSTOMER: Final = ("mina", "Mina Kim", "mina.kim@example.com")
CSP: Final = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class SafeHeaders:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", CSP)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class Pages:
    """The handlers of the HTTP routes.

    Args:
        ready: raises when the store does not answer.
        gone: tells the desk that an agent (id) left.

    `draining` is set when the gateway is about to stop.
    """

    def __init__(
        self,
        settings: Settings,
        accounts: Accounts,
        tokens: Tokens,
        ready: Callable[[], Awaitable[None]],
        gone: Callable[[str], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._accounts = accounts
        self._tokens = tokens
        self._ready = ready
        self._gone = gone
        self.draining = False
        self._attempts = Buckets(LOGIN_BURST, LOGIN_PER_SECOND, time.monotonic)

    async def health(self, _: Request) -> Response:
        """200 while the store answers, else 503."""
        try:
            await self._ready()
        except Exception as error:
            return JSONResponse({"status": "store unavailable", "error": str(error)}, 503)
        return JSONResponse({"status": "ok"})

    async def readiness(self, request: Request) -> Response:
        """Whether new customers should be sent here: as `health`, and 503 while it is stopping."""
        if self.draining:
            return JSONResponse({"status": "stopping"}, 503)
        return await self.health(request)

    async def shop(self, _: Request) -> Response:
        if not self._settings.demo:
            return PlainTextResponse("Handrail. Agents sign in at /console.")
        return self._page("shop/index.html")

    async def console(self, _: Request) -> Response:
        return self._page("console/index.html")

    async def widget(self, _: Request) -> Response:
        response = self._page("widget.js")
        response.headers["Access-Control-Allow-Origin"] = "*"  # any website may embed the script
        return response

    async def log_in(self, request: Request) -> Response:
        """Sign an agent or editor in; five wrong passwords for an address make it wait."""
        if refusal := foreign(request, self._settings.origins):
            return refusal
        body = await _json(request)
        email, password = body.get("email"), body.get("password")
        if not isinstance(email, str) or not isinstance(password, str):
            return JSONResponse({"error": "expected {email, password}"}, 422)
        address = email.strip().lower()[:200]
        if wait := self._attempts.wait_s(address):
            return JSONResponse({"error": "too many tries", "retry_after": round(wait)}, 429)
        account = await self._accounts.check(email, password)
        if account is None:
            return JSONResponse({"error": "wrong e-mail or password"}, 401)
        self._attempts.forget(address)
        return await self._signed_in(request, account)

    async def log_out(self, request: Request) -> Response:
        if refusal := foreign(request, self._settings.origins):
            return refusal
        if token := request.cookies.get(COOKIE):
            if account := await self._accounts.of_session(token):
                await self._gone(account.id)
            await self._accounts.sign_out(token)
        response = JSONResponse({})
        response.delete_cookie(COOKIE)
        return response

    async def me(self, request: Request) -> Response:
        """Who is signed in; null for nobody, which is no error: the console asks to find out."""
        account = await signed_in(request, self._accounts.of_session)
        if account is None:
            return JSONResponse(None)
        return JSONResponse({"id": account.id, **_shown(account)})

    async def demo(self, _: Request) -> Response:
        return JSONResponse({"demo": self._settings.demo})

    async def demo_agent(self, request: Request) -> Response:
        """One click into the console, in demo mode alone."""
        if not self._settings.demo:
            return JSONResponse({"error": "not found"}, 404)
        if refusal := foreign(request, self._settings.origins):
            return refusal
        return await self._signed_in(request, await self._accounts.demo())

    async def demo_customer(self, request: Request) -> Response:
        """What a host website would sign for its signed-in customer, in demo mode alone."""
        if not self._settings.demo:
            return JSONResponse({"error": "not found"}, 404)
        if refusal := foreign(request, self._settings.origins):
            return refusal
        return JSONResponse({"identity": self._tokens.identity_token(*DEMO_CUSTOMER)})

    async def _signed_in(self, request: Request, account: Account) -> Response:
        token = await self._accounts.sign_in(account.id)
        response = JSONResponse(_shown(account))
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/"
        )
        return response

    def _page(self, name: str) -> Response:
        path = self._settings.web / name
        if not path.is_file():
            return PlainTextResponse("The web bundle is missing; run ./handrail up.", 503)
        return FileResponse(path)


def _shown(account: Account) -> dict[str, object]:
    return {"name": account.name, "email": account.email, "roles": account.roles}


def make_app(
    pages: Pages, agents: AgentPages, editor: EditorPages, endpoints: Endpoints, web: Path
) -> ASGIApp:
    """All that the public port serves.

    Sockets go past Starlette: its dozen nested calls would stay in memory while a socket is open,
    and be passed at each frame.
    """
    sockets = {"/ws/customer": endpoints.customer, "/ws/agent": endpoints.agent}
    web_app = Starlette(
        routes=[
            Route("/", pages.shop),
            Route("/console", pages.console),
            Route("/editor", editor.page),
            Route("/api/editor/{path:path}", editor.api, methods=["GET", "POST"]),
            Route("/api/conversations/{conversation}", agents.conversation),
            Route("/api/conversations/{conversation}/earlier", agents.earlier),
            Route("/widget.js", pages.widget),
            Route("/healthz", pages.health),
            Route("/readyz", pages.readiness),
            Route("/api/agent/login", pages.log_in, methods=["POST"]),
            Route("/api/agent/logout", pages.log_out, methods=["POST"]),
            Route("/api/agent/me", pages.me),
            Route("/api/demo", pages.demo),
            Route("/api/demo/agent", pages.demo_agent, methods=["POST"]),
            Route("/api/demo/customer", pages.demo_customer, methods=["POST"]),
            Mount("/assets", StaticFiles(directory=web / "assets", check_dir=False)),
        ],
        middleware=[Middleware(SafeHeaders)],
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        socket = sockets.get(scope["path"]) if scope["type"] == "websocket" else None
        await (socket or web_app)(scope, receive, send)

    return app


async def _json(request: Request) -> dict[str, Any]:
    """The body as a JSON object; empty when it is none, or too large."""
    try:
        value = json.loads(await body_of(request, MAX_BODY) or b"")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}

"""The FAQ service's end of the gateway's requests, over real HTTP. Not the product: that is tested
end to end.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.processes import free_port, running_app


@dataclass
class Heard:
    """A request that came to /editor/."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FakeFaq:
    """Keeps what it is told unless it is busy, and answers /editor/ with `status` and `answer`."""

    url: str
    status: int = 200
    answer: Any = None
    busy: bool = False
    heard: list[Heard] = field(default_factory=list)
    signals: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def editor(self, request: Request) -> Response:
        path = request.scope["raw_path"].decode()
        body = await request.body()
        self.heard.append(
            Heard(request.method, path, request.url.query, dict(request.headers), body)
        )
        return JSONResponse(self.answer, self.status)

    async def take(self, request: Request) -> Response:
        if self.busy:
            return JSONResponse({"error": "busy"}, 503)
        told = (await request.json())["signals"]
        self.signals |= {signal["id"]: signal for signal in told}
        return JSONResponse({"kept": len(told)})


@contextlib.contextmanager
def running_faq() -> Iterator[FakeFaq]:
    port = free_port()
    faq = FakeFaq(f"http://127.0.0.1:{port}")
    app = Starlette(
        routes=[
            Route("/editor/{path:path}", faq.editor, methods=["GET", "POST"]),
            Route("/signals", faq.take, methods=["POST"]),
        ]
    )
    with running_app(app, port, "the fake FAQ service"):
        yield faq

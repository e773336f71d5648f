"""The editor page while the FAQ service fails: told at once, and the service is left alone."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from handoff_gateway.accounts import Account
from handoff_gateway.editor_http import EditorPages
from handoff_gateway.guard import FAILURES
from handoff_gateway.settings import from_environment
from tests.unit.test_gateway_settings import GOOD

NARI = Account("e_1", "nari@example.com", "Nari Oh", ("editor",))


@pytest.mark.parametrize("trouble", [httpx.ConnectTimeout, httpx.ReadError])
async def test_after_a_few_failures_the_faq_service_is_not_asked(
    trouble: type[httpx.HTTPError],
) -> None:
    asked = 0

    def fails(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        raise trouble("away")

    async def account_of(_: str) -> Account:
        return NARI

    async with httpx.AsyncClient(transport=httpx.MockTransport(fails)) as faq:
        pages = EditorPages(from_environment(GOOD), account_of, faq)
        app = Starlette(routes=[Route("/api/editor/{path:path}", pages.api)])
        browser = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://desk.example",
            cookies={"handrail_agent": "t"},
        )
        async with browser:
            for _ in range(FAILURES + 10):
                answer = await browser.get("/api/editor/files")
                assert answer.status_code == 503
                assert "does not answer" in answer.json()["error"]
    assert asked == FAILURES


async def test_an_answer_that_is_too_large_is_told_as_none() -> None:
    def says(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"x" * (33 * 1024 * 1024))

    async def account_of(_: str) -> Account:
        return NARI

    async with httpx.AsyncClient(transport=httpx.MockTransport(says)) as faq:
        pages = EditorPages(from_environment(GOOD), account_of, faq)
        app = Starlette(routes=[Route("/api/editor/{path:path}", pages.api)])
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://desk.example",
            cookies={"handrail_agent": "t"},
        ) as browser:
            assert (await browser.get("/api/editor/files")).status_code == 503

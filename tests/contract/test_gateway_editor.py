"""The editor's way to the FAQ service, roles, and signals: the real gateway, a FAQ service that
does as told.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from websockets.asyncio.client import connect

from handoff_gateway.accounts import Accounts, Role
from handoff_gateway.editor_http import MAX_BODY
from tests.support.clients import Client, customer
from tests.support.fake_faq import FakeFaq, running_faq
from tests.support.processes import FakeBot, GatewayProcess, running_gateway, running_store

PAGE = '<meta name="csp-nonce" content="__CSP_NONCE__"><p>editor</p>'


@pytest.fixture(scope="module")
def faq() -> Iterator[FakeFaq]:
    with running_faq() as service:
        yield service


@pytest.fixture(autouse=True)
def quiet(faq: FakeFaq) -> None:
    faq.status, faq.answer, faq.busy = 200, {}, False
    faq.heard.clear()
    faq.signals.clear()


@pytest.fixture(scope="module")
def gateway(
    fake_bot: FakeBot, faq: FakeFaq, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GatewayProcess]:
    web = tmp_path_factory.mktemp("web")
    (web / "editor").mkdir()
    (web / "editor" / "index.html").write_text(PAGE)
    settings = {"HANDRAIL_FAQ_URL": faq.url, "HANDRAIL_WEB": str(web)}
    with running_store() as store, running_gateway(store.url, fake_bot.url, **settings) as process:
        yield process


async def signed_in(gateway: GatewayProcess, *roles: Role, name: str = "Nari Oh") -> str:
    """The cookie of a new account with these roles."""
    accounts = Accounts.at(gateway.database_url)
    email = f"{secrets.token_hex(4)}@example.com"
    account = await accounts.add(email, name, "long enough 1", roles)
    token = await accounts.sign_in(account.id)
    await accounts.close()
    return f"handrail_agent={token}"


@pytest.fixture
async def editor(gateway: GatewayProcess) -> AsyncIterator[httpx.AsyncClient]:
    """The editor page's requests."""
    headers = {"Cookie": await signed_in(gateway, "editor", name="나리 Oh"), "Origin": gateway.http}
    async with httpx.AsyncClient(base_url=gateway.http, headers=headers) as http:
        yield http


# --- the page -------------------------------------------------------------------------------------


async def test_the_page_carries_a_fresh_nonce_that_its_headers_allow(
    gateway: GatewayProcess,
) -> None:
    async with httpx.AsyncClient(base_url=gateway.http) as http:
        pages = [await http.get("/editor") for _ in range(2)]
    nonces = []
    for page in pages:
        match = re.search(r'content="([\w-]{20,})"', page.text)
        assert match, page.text
        csp = page.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{match[1]}'" in csp
        assert "unsafe" not in csp and "default-src 'self'" in csp
        assert page.headers["cache-control"] == "no-store"
        nonces.append(match[1])
    assert nonces[0] != nonces[1]


# --- what is passed on ----------------------------------------------------------------------------


async def test_a_request_and_its_answer_pass_as_they_are(
    editor: httpx.AsyncClient, faq: FakeFaq
) -> None:
    faq.status, faq.answer = 409, {"error": "changed meanwhile", "conflicts": []}
    body = {"files": {"delivery.yml": "- id: 배송"}, "base": {}, "message": "typo"}
    answer = await editor.post("/api/editor/publish?dry=1", json=body)
    assert (answer.status_code, answer.json()) == (409, faq.answer)
    (heard,) = faq.heard
    assert (heard.method, heard.path, heard.query) == ("POST", "/editor/publish", "dry=1")
    assert heard.body == answer.request.content


async def test_the_name_comes_from_the_account_and_from_nowhere_else(
    editor: httpx.AsyncClient, faq: FakeFaq
) -> None:
    await editor.get(
        "/api/editor/content", headers={"X-Handrail-Editor": "Mallory", "X-Other": "x"}
    )
    (heard,) = faq.heard
    assert heard.headers["x-handrail-editor"] == "%EB%82%98%EB%A6%AC%20Oh"
    assert "cookie" not in heard.headers and "x-other" not in heard.headers


@pytest.mark.parametrize(
    ("asked", "passed"),
    [
        ("files/delivery.yml", "/editor/files/delivery.yml"),
        ("files/%EB%B0%B0%EC%86%A1.yml", "/editor/files/%EB%B0%B0%EC%86%A1.yml"),
        ("files/a%3Fb.yml", "/editor/files/a%3Fb.yml"),
    ],
)
async def test_names_of_files_pass_as_they_are(
    editor: httpx.AsyncClient, faq: FakeFaq, asked: str, passed: str
) -> None:
    assert (await editor.get(f"/api/editor/{asked}")).status_code == 200
    assert faq.heard[0].path == passed


@pytest.mark.parametrize("path", ["%2e%2e/signals", "files/..%2f..%2fsignals", "", "/signals"])
async def test_no_address_leads_out_of_the_editors_part(
    editor: httpx.AsyncClient, faq: FakeFaq, path: str
) -> None:
    assert (await editor.get(f"/api/editor/{path}")).status_code == 404
    assert faq.heard == []


# --- who may --------------------------------------------------------------------------------------


async def test_nobody_in_particular_may_not_edit(gateway: GatewayProcess, faq: FakeFaq) -> None:
    async with httpx.AsyncClient(base_url=gateway.http) as http:
        answer = await http.get("/api/editor/content")
    assert (answer.status_code, answer.json()["error"]) == (401, "Sign in first.")
    assert faq.heard == []


async def test_an_agent_who_is_no_editor_is_told_how_to_become_one(
    gateway: GatewayProcess, faq: FakeFaq
) -> None:
    cookie = await signed_in(gateway, "agent")
    async with httpx.AsyncClient(base_url=gateway.http, headers={"Cookie": cookie}) as http:
        answer = await http.get("/api/editor/content")
    assert answer.status_code == 403
    assert "./handrail agents role" in answer.json()["error"]
    assert faq.heard == []


async def test_an_editor_who_is_no_agent_opens_no_console(gateway: GatewayProcess) -> None:
    cookie = {"Cookie": await signed_in(gateway, "editor")}
    async with connect(f"{gateway.ws}/ws/agent", additional_headers=cookie) as socket:
        client = Client(socket)
        await client.error("unauthorised")
        assert await client.closed() == 4401


async def test_who_am_i_tells_the_roles(gateway: GatewayProcess) -> None:
    async with httpx.AsyncClient(base_url=gateway.http) as http:
        assert (await http.post("/api/demo/agent")).json()["roles"] == ["agent", "editor"]
        me = (await http.get("/api/agent/me")).json()
    assert (me["name"], me["roles"]) == ("Hana Lee", ["agent", "editor"])


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
async def test_a_change_must_come_from_our_own_page(
    editor: httpx.AsyncClient, faq: FakeFaq, origin: str | None
) -> None:
    del editor.headers["Origin"]
    headers = {"Origin": origin} if origin else {}
    answer = await editor.post("/api/editor/rollback", json={"number": 1}, headers=headers)
    assert answer.status_code == 403 and answer.json()["error"]
    assert faq.heard == []


async def test_what_a_foreign_form_could_send_is_refused(
    editor: httpx.AsyncClient, faq: FakeFaq
) -> None:
    answer = await editor.post("/api/editor/rollback", data={"number": "1"})
    assert answer.status_code == 415
    assert faq.heard == []


async def test_other_methods_are_not_passed_on(editor: httpx.AsyncClient, faq: FakeFaq) -> None:
    assert (await editor.delete("/api/editor/files/delivery.yml")).status_code == 405
    assert faq.heard == []


# --- limits and trouble ---------------------------------------------------------------------------


async def test_a_body_up_to_the_limit_passes_and_a_larger_one_does_not(
    editor: httpx.AsyncClient, faq: FakeFaq
) -> None:
    headers = {"Content-Type": "application/json"}
    fits = await editor.post("/api/editor/check", content=b" " * MAX_BODY, headers=headers)
    larger = await editor.post("/api/editor/check", content=b" " * (MAX_BODY + 1), headers=headers)
    assert (fits.status_code, larger.status_code) == (200, 413)
    assert "4 MiB" in larger.json()["error"]
    assert [len(heard.body) for heard in faq.heard] == [MAX_BODY]


async def test_too_many_requests_are_told_when_to_come_back(editor: httpx.AsyncClient) -> None:
    # All at once: one after the other a slow machine would stay below the limit.
    answers = await asyncio.gather(*(editor.get("/api/editor/schema") for _ in range(200)))
    answer = next(answer for answer in answers if answer.status_code == 429)
    assert answer.json()["retry_after"] > 0 and int(answer.headers["retry-after"]) >= 1


async def test_without_the_faq_service_the_editor_gets_a_sentence_and_customers_their_answers(
    fake_bot: FakeBot,
) -> None:
    with running_store() as store, running_gateway(store.url, fake_bot.url) as lonely:
        headers = {"Cookie": await signed_in(lonely, "editor"), "Origin": lonely.http}
        async with httpx.AsyncClient(base_url=lonely.http, headers=headers) as http:
            answer = await http.post("/api/editor/check", json={"files": {"secret.yml": "x"}})
        assert answer.status_code == 503
        assert "does not answer right now" in answer.json()["error"]
        async with customer(lonely.ws) as mina:
            await mina.send("say", text="How long does delivery take?")
            await mina.event("bot_replied")
        assert "secret" not in lonely.log() and "delivery" not in lonely.log()


# --- signals --------------------------------------------------------------------------------------


async def eventually(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not is_so():
            await asyncio.sleep(0.05)


async def test_a_question_its_rating_and_the_wish_for_a_person_reach_the_faq_service(
    gateway: GatewayProcess, faq: FakeFaq
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="How long does delivery take?")
        answer = await mina.event("bot_replied")
        where = {"conversation": answer["conversation"], "seq": answer["seq"]}
        rating = {**where, "entry": "delivery_period", "helpful": False}
        rate = await mina.send("rate", **rating)
        acked = await mina.ack(rate)
        rated = await mina.event("answer_rated")
        assert rated["seq"] == acked["seq"]
        assert rated["event"] == {"kind": "answer_rated", "seq": where["seq"]} | {
            key: rating[key] for key in ("entry", "helpful")
        }
        await mina.send("rate", id=rate, **rating)
        assert await mina.ack(rate) == acked, "sent again it is the same"
        await mina.ack(await mina.send("ask_human"))
        await mina.ack(await mina.send("end"))
        again = await mina.send("rate", **rating | {"helpful": True})
        assert (await mina.ack(again))["type"] == "ack", "also after the end"
    await eventually(lambda: len(faq.signals) == 4)
    by_kind = {signal["kind"]: signal for signal in faq.signals.values()}
    turn = by_kind["turn"]
    assert (turn["outcome"], turn["entries"]) == ("answer", ["delivery_period"])
    assert (turn["text"], turn["locale"]) == ("How long does delivery take?", "en")
    for kind in ("helpful", "unhelpful", "person"):
        assert by_kind[kind]["turn"] == turn["id"]


async def test_what_a_killed_gateway_could_not_pass_on_comes_from_the_next_one(
    fake_bot: FakeBot, faq: FakeFaq
) -> None:
    faq.busy = True
    settings = {"HANDRAIL_FAQ_URL": faq.url}
    with running_store() as store, running_gateway(store.url, fake_bot.url, **settings) as process:
        async with customer(process.ws) as mina:
            await mina.send("say", text="How long does delivery take?")
            await mina.event("bot_replied")
        process.kill()
        faq.busy = False
        process.start()
        await eventually(lambda: len(faq.signals) == 1)


async def test_nobody_rates_an_answer_in_anothers_conversation(gateway: GatewayProcess) -> None:
    async with customer(gateway.ws) as mina, customer(gateway.ws) as thief:
        await mina.send("say", text="mine")
        answer = await mina.event("bot_replied")
        where = {"conversation": answer["conversation"], "seq": answer["seq"]}
        stolen = await thief.send("rate", **where, entry="delivery_period", helpful=True)
        assert (await thief.ack(stolen))["code"] == "not_found"
        wrong = await mina.send("rate", **where, entry="returns", helpful=True)
        assert (await mina.ack(wrong))["code"] == "refused"

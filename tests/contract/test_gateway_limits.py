"""How much a connection, a customer, an agent and an address may do; each test has an address of
its own.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
from websockets.asyncio.client import connect

from handoff_gateway.wire import TOO_MANY
from tests.contract.test_gateway_sockets import sign_in_new, welcome
from tests.support.clients import Client, Frame
from tests.support.processes import FakeBot, GatewayProcess, running_gateway, running_store

FEW = {
    "HANDRAIL_TRUSTED_PROXIES": "127.0.0.1",
    "HANDRAIL_LIMIT_FRAMES": "12/4",
    "HANDRAIL_LIMIT_AGENT_FRAMES": "12/4",
    "HANDRAIL_LIMIT_ADDRESS_FRAMES": "40/1",
    "HANDRAIL_LIMIT_SOCKETS": "3",
    "HANDRAIL_LIMIT_ADDRESS_SOCKETS": "5",
}
NEW_ADDRESS = (f"203.0.113.{number}" for number in count(1))


@pytest.fixture(scope="module")
def gateway(fake_bot: FakeBot) -> Iterator[GatewayProcess]:
    with running_store() as store, running_gateway(store.url, fake_bot.url, **FEW) as process:
        yield process


@pytest.fixture
def address() -> str:
    return next(NEW_ADDRESS)


@contextlib.asynccontextmanager
async def opened(
    gateway: GatewayProcess, address: str, path: str = "customer", cookie: str = "", **hello: object
) -> AsyncIterator[Client]:
    """A socket from this address that has said hello."""
    headers = {"X-Forwarded-For": address, "Cookie": cookie}
    async with connect(f"{gateway.ws}/ws/{path}", additional_headers=headers) as socket:
        client = Client(socket)
        with contextlib.suppress(Exception):  # it may be closed already
            await client.send("hello", protocol=1, **hello)
        yield client
        await client.leave()


async def welcomed(client: Client) -> Frame:
    return await client.until(lambda f: f["type"] == "welcome")


async def too_many(client: Client) -> None:
    error = await client.error("too_many")
    assert error["retry_after"] > 0
    assert await client.closed() == TOO_MANY


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "typing"},
        {"type": "hello", "protocol": 1},
        {"type": "set_context", "locale": "ko"},
        {"type": "dance"},
    ],
)
async def test_a_flood_of_any_frame_is_told_when_to_come_back(
    gateway: GatewayProcess, address: str, frame: Frame
) -> None:
    async with opened(gateway, address) as mina:
        await welcomed(mina)
        for _ in range(30):
            await mina.send_raw(json.dumps(frame))
        error = await mina.error("too_fast")
        assert error["retry_after"] > 0


async def test_a_flood_of_opens_by_an_agent_is_told_when_to_come_back(
    gateway: GatewayProcess, address: str
) -> None:
    cookie = await sign_in_new(gateway, "Hana Lee")
    async with opened(gateway, address, "agent", cookie) as hana:
        await welcomed(hana)
        for _ in range(30):
            await hana.send("open", conversation="c_unknown", after=0)
        assert (await hana.error("too_fast"))["retry_after"] > 0


async def test_a_customer_may_have_so_many_sockets_and_another_place_once_one_is_closed(
    gateway: GatewayProcess, address: str
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        first = await stack.enter_async_context(opened(gateway, address))
        token = (await welcomed(first))["token"]
        for _ in range(2):
            one = await stack.enter_async_context(opened(gateway, address, token=token))
            await welcomed(one)
        async with opened(gateway, address, token=token) as fourth:
            await too_many(fourth)
        async with opened(gateway, address) as somebody_else:
            await welcomed(somebody_else)
        await first.leave()
        async with opened(gateway, address, token=token) as again:
            await welcomed(again)
            assert welcome(again)["token"]


async def test_an_agent_may_have_so_many_sockets(gateway: GatewayProcess, address: str) -> None:
    cookie = await sign_in_new(gateway, "Hana Lee")
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(3):
            one = opened(gateway, address, "agent", cookie)
            await welcomed(await stack.enter_async_context(one))
        async with opened(gateway, address, "agent", cookie) as fourth:
            await too_many(fourth)


async def test_an_address_may_have_so_many_sockets_and_another_address_does_not_feel_it(
    gateway: GatewayProcess, address: str
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(5):
            await welcomed(await stack.enter_async_context(opened(gateway, address)))
        for path in ("customer", "agent"):
            async with opened(gateway, address, path) as one_more:
                await too_many(one_more)
        async with opened(gateway, next(NEW_ADDRESS)) as elsewhere:
            await welcomed(elsewhere)
        # What a customer writes before the trusted proxy's own word does not count.
        async with opened(gateway, f"198.51.100.1, {address}") as liar:
            await too_many(liar)


async def test_an_address_may_say_so_much_over_all_of_its_customers(
    gateway: GatewayProcess, address: str
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        ones = [await stack.enter_async_context(opened(gateway, address)) for _ in range(5)]
        for one in ones:
            await welcomed(one)
        for _ in range(9):  # each of them stays within what one customer may say
            for one in ones:
                await one.send("end")
        codes = []
        for one in ones:
            for _ in range(9):
                codes.append((await one.until(lambda f: f["type"] == "error"))["code"])
        assert set(codes) == {"not_found", "too_fast"}
        async with opened(gateway, address) as one_more:
            await too_many(one_more)

"""One shared connection: everybody gets their own reply, or is told that none came."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import uvloop
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import AuthenticationError, NoScriptError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError

from handoff_gateway.durability import LOCAL
from handoff_gateway.line import Line, open_ear
from handoff_gateway.store_client import Script, Server
from tests.support.processes import running_store


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_store() as store:
        yield store.url


def at(url: str) -> Callable[[], AbstractConnection]:
    return Redis.from_url(url).connection_pool.make_connection


@pytest.fixture
async def line(url: str) -> AsyncIterator[Line]:
    line = Line(at(url))
    await line.send("FLUSHALL")
    yield line
    await line.close()


class Answering:
    """A server whose replies the test writes, and which remembers what it was sent."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.tasks: list[asyncio.Task[None] | None] = []
        self._came = asyncio.Condition()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        self.tasks.append(asyncio.current_task())
        while data := await reader.read(65_536):
            async with self._came:
                self.writes.append(data)
                self._came.notify_all()

    async def heard(self, count: int) -> None:
        async with asyncio.timeout(5), self._came:
            await self._came.wait_for(lambda: len(self.writes) >= count)

    async def heard_of(self, word: bytes) -> None:
        async with asyncio.timeout(5), self._came:
            await self._came.wait_for(lambda: word in b"".join(self.writes))

    def reply(self, data: bytes) -> None:
        self.writers[-1].write(data)


@contextlib.asynccontextmanager
async def answering(timeout_s: float = 5) -> AsyncIterator[tuple[Answering, Line]]:
    server = Answering()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    line = Line(at(f"redis://127.0.0.1:{port}"), timeout_s)
    try:
        yield server, line
    finally:
        await line.close()
        for writer in server.writers:
            writer.close()
        await asyncio.gather(*(task for task in server.tasks if task), return_exceptions=True)
        listening.close()


async def test_the_commands_of_one_tick_are_one_write() -> None:
    async with answering() as (server, line):
        replies = [line.send("ECHO", number) for number in range(3)]
        await server.heard(1)
        assert server.writes[0].count(b"ECHO") == 3
        server.reply(b":1\r\n:2\r\n:3\r\n")
        assert await asyncio.gather(*replies) == [1, 2, 3]
        assert len(server.writes) == 1


async def test_many_at_once_each_get_their_own_reply(line: Line) -> None:
    async def ask(number: int) -> None:
        for step in range(20):
            assert await line.send("ECHO", f"{number}-{step}") == f"{number}-{step}".encode()

    await asyncio.gather(*(ask(number) for number in range(200)))


async def test_commands_keep_their_order(line: Line) -> None:
    await asyncio.gather(*(line.send("RPUSH", "order", number) for number in range(500)))
    assert await line.send("LRANGE", "order", 0, -1) == [str(n).encode() for n in range(500)]


async def test_a_cancelled_wait_hands_its_reply_to_nobody() -> None:
    async with answering() as (server, line):

        async def ask() -> object:
            return await line.send("ECHO", "secret")

        asking = asyncio.create_task(ask())
        await server.heard(1)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        other = line.send("ECHO", "mine")
        await server.heard(2)
        server.reply(b"+secret\r\n+mine\r\n")
        assert asking.cancelled()
        assert await other == b"mine"


async def test_what_was_cancelled_before_it_left_is_never_sent() -> None:
    async with answering() as (server, line):
        line.send("ECHO", "unwanted").cancel()
        wanted = line.send("ECHO", "wanted")
        await server.heard(1)
        server.reply(b"+wanted\r\n")
        assert await wanted == b"wanted"
        assert b"unwanted" not in b"".join(server.writes)


async def test_a_lost_connection_fails_everything_in_flight_and_nothing_is_sent_again() -> None:
    async with answering() as (server, line):
        replies = [line.send("INCR", "n") for _ in range(5)]
        await server.heard(1)
        server.reply(b":1\r\n")
        assert await replies[0] == 1
        server.writers[-1].close()
        lost = await asyncio.gather(*replies[1:], return_exceptions=True)
        assert all(isinstance(error, RedisConnectionError) for error in lost)
        after = line.send("GET", "n")
        await server.heard(2)
        server.reply(b":1\r\n")
        assert await after == 1
        assert b"".join(server.writes).count(b"INCR") == 5


async def test_a_killed_connection_comes_back_by_itself(line: Line, url: str) -> None:
    async with Redis.from_url(url) as other:
        for _ in range(5):
            number = await line.send("CLIENT", "ID")
            blocked = line.send("BLPOP", "nothing", 0)
            behind = line.send("INCR", "n")
            async with asyncio.timeout(5):
                while not (await other.info("clients"))["blocked_clients"]:
                    await asyncio.sleep(0)
            await other.execute_command("CLIENT", "KILL", "ID", number)
            for reply in (blocked, behind):
                with pytest.raises(RedisConnectionError):
                    await reply
            assert await line.send("PING") == b"PONG"
        assert await line.send("GET", "n") is None


async def test_a_server_that_says_nothing_fails_every_command_after_the_deadline() -> None:
    async with answering(timeout_s=0.2) as (server, line):
        for _ in range(2):
            with pytest.raises(RedisConnectionError, match="no reply in time"):
                await line.send("PING")
        assert len(server.writers) == 2


async def test_an_error_reaches_only_whose_it_is(line: Line) -> None:
    good, bad, later = line.send("SET", "s", "x"), line.send("INCR", "s"), line.send("GET", "s")
    assert await good == b"OK"
    with pytest.raises(ResponseError, match="not an integer"):
        await bad
    assert await later == b"x"


async def test_a_server_that_was_demoted_is_left_for_a_new_connection() -> None:
    async with answering() as (server, line):
        refused = line.send("SET", "s", "x")
        await server.heard(1)
        server.reply(b"-READONLY You can't write against a read only replica.\r\n")
        with pytest.raises(RedisError):
            await refused
        line.send("PING")
        await server.heard(2)
        assert len(server.writers) == 2


async def test_replies_that_nobody_asked_for_close_the_connection() -> None:
    async with answering() as (server, line):
        asked = line.send("PING")
        await server.heard(1)
        server.reply(b"+PONG\r\n+PONG\r\n")
        assert await asked == b"PONG"
        line.send("PING")
        await server.heard(2)
        assert len(server.writers) == 2


async def test_what_follows_a_tick_is_sent_once_and_after_its_last_reply() -> None:
    async with answering() as (server, line):
        then = [("WAIT", 1, 10), ("WAIT", 1, 100)]
        pairs = [line.send_then(("INCR", "n"), then) for _ in range(3)]
        between = line.send("GET", "n")
        await server.heard(1)
        server.reply(b":1\r\n:2\r\n:3\r\n")
        assert [await reply for reply, _ in pairs] == [1, 2, 3]
        assert b"WAIT" not in b"".join(server.writes)
        server.reply(b":3\r\n")
        assert await between == 3
        await server.heard(2)
        assert server.writes[1].count(b"WAIT") == 2
        server.reply(b":0\r\n:1\r\n")
        assert [await asyncio.shield(waited) for _, waited in pairs] == [1, 1, 1]


async def test_what_follows_a_tick_never_goes_to_another_connection() -> None:
    async with answering() as (server, line):
        reply, waited = line.send_then(("INCR", "n"), [("WAIT", 1, 100)])
        await server.heard(1)
        server.reply(b":1\r\n")
        assert await reply == 1
        server.writers[-1].close()
        with pytest.raises(RedisConnectionError):
            await asyncio.shield(waited)
        pinged = line.send("PING")
        await server.heard_of(b"PING")
        server.reply(b"+PONG\r\n")
        assert await pinged == b"PONG"
        assert len(server.writers) == 2
        assert b"".join(server.writes).partition(b"PING")[2].count(b"WAIT") == 0


async def test_a_wrong_password_is_told(url: str) -> None:
    line = Line(at(url.replace("unix://", "unix://handrail:wrong@")))
    with pytest.raises(AuthenticationError):
        await line.send("PING")
    await line.close()


async def test_a_closed_line_says_so(url: str) -> None:
    line = Line(at(url))
    await line.send("PING")
    await line.close()
    with pytest.raises(RedisConnectionError, match="closed"):
        await line.send("PING")


def test_what_is_said_over_a_lost_connection_harms_nobody(url: str) -> None:
    async def said() -> None:
        ear = await open_ear(at(url)(), lambda _: None)
        ear.send("SUBSCRIBE", "one")
        ear.close()
        ear.send("UNSUBSCRIBE", "one")
        await ear.ended
        ear.send("UNSUBSCRIBE", "one")  # before whoever opened it has heard

    uvloop.run(said())


async def test_scripts_that_the_server_forgot_are_loaded_once_and_run_once(url: str) -> None:
    client = Server(url, LOCAL)
    script = Script("point")
    await client.command("SCRIPT", "FLUSH")
    with pytest.raises(NoScriptError):
        await client.command("EVALSHA", script.sha, 0)
    await client.command("CONFIG", "RESETSTAT")
    points = (
        client.run(script, [f"customer-{n}", "tracked"], ["", f"c-{n}", 0]) for n in range(50)
    )
    assert await asyncio.gather(*points) == [f"c-{n}".encode() for n in range(50)]
    stats = (await client.command("INFO", "commandstats")).decode()
    assert "cmdstat_script|load:calls=1," in stats
    assert await client.command("SCARD", "tracked") == 50
    await client.aclose()

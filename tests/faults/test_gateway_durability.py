"""With `replicated:1`, an ack means that the replica has the words: end to end."""

from __future__ import annotations

from tests.support.clients import customer
from tests.support.processes import running_bot, running_gateway
from tests.support.stores import running_replicated


async def test_words_that_the_replica_does_not_have_are_acked_only_once_it_does() -> None:
    with (
        running_replicated() as servers,
        running_bot() as bot,
        running_gateway(
            servers.primary.url, bot.url, HANDRAIL_DURABILITY="replicated:1"
        ) as gateway,
    ):
        async with customer(gateway.ws) as mina:
            first = await mina.send("say", text="word 0")
            assert (await mina.ack(first))["type"] == "ack"
            await mina.event("bot_replied")
            servers.replica.sleep()
            said = await mina.send("say", text="word 1")
            assert (await mina.ack(said))["code"] == "unavailable"
            await mina.send("say", text="word 1", id=said)
            assert (await mina.ack(said))["code"] == "unavailable"
            servers.replica.wake()
            await mina.send("say", text="word 1", id=said)
            assert (await mina.ack(said))["type"] == "ack"
            token = next(f["token"] for f in mina.frames if f["type"] == "welcome")
        gateway.kill()
        servers.primary.kill()
        servers.replica.ask("REPLICAOF", "NO", "ONE")
        with running_gateway(servers.replica.url, bot.url) as promoted:
            async with customer(promoted.ws, token=token) as again:
                said = await again.send("say", text="word 2")
                await again.until(lambda f: f["type"] == "entry" and f["event"].get("id") == said)
                texts = [e["event"].get("text") for e in again.entries]
                words = [text for text in texts if text and text.startswith("word")]
                assert words == ["word 0", "word 1", "word 2"]

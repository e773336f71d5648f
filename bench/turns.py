"""How fast a running system answers: `./handrail bench turns`.

Measures, one customer at a time: `say` to its ack, `say` to the bot's answer. In the same run, the
limits: the append script straight into the store (ack), and the same turn straight to Rasa's
channel (answer). Prints a table and, with --json, one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import secrets
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from handoff_gateway.events import CustomerSaid
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_redis import RedisLog
from handoff_gateway.store_redis import connect as connect_store

QUESTIONS = {
    "en": [
        "how long does delivery take?",
        "can I put a mug in the microwave",
        "which cards do you accept",
        "do you wrap gifts?",
        "what is your return policy",
        "how do I get an invoice",
    ],
    "ko": [
        "배송은 얼마나 걸려요?",
        "머그컵 전자레인지에 돌려도 되나요",
        "결제 수단 뭐 있어요",
        "선물 포장 되나요?",
        "반품 규정 알려 주세요",
        "영수증은 어디서 받나요",
    ],
}
Samples = list[float]


async def _timed(act: Callable[[], Awaitable[Any]]) -> float:
    begun = time.perf_counter()
    await act()
    return (time.perf_counter() - begun) * 1000


async def _frame(socket: ClientConnection, matches: Callable[[dict[str, Any]], bool]) -> None:
    while not matches(json.loads(await socket.recv())):
        pass


async def through_the_gateway(url: str, locale: str, turns: int) -> tuple[Samples, Samples]:
    """Milliseconds from `say` to ack, and from `say` to the bot's answer."""
    acks: Samples = []
    answers: Samples = []
    questions = itertools.cycle(QUESTIONS[locale])
    for _ in range(turns):
        async with connect(url) as socket:
            await socket.send(json.dumps({"type": "hello", "protocol": 1, "locale": locale}))
            await _frame(socket, lambda f: f["type"] == "welcome")
            frame_id = secrets.token_hex(8)
            begun = time.perf_counter()
            say = {"type": "say", "id": frame_id, "text": next(questions)}
            await socket.send(json.dumps(say))
            acked = answered = False
            while not (acked and answered):
                frame = json.loads(await socket.recv())
                passed = (time.perf_counter() - begun) * 1000
                if frame["type"] == "error":
                    raise SystemExit(f"the gateway answered {frame['code']}: {frame['message']}")
                if frame["type"] == "ack":
                    acks.append(passed)
                    acked = True
                elif frame["type"] == "entry" and frame["event"]["kind"] == "bot_replied":
                    if frame["event"]["replies"][0]["source"]["id"] == "bot_unavailable":
                        raise SystemExit("the bot is away; see ./handrail logs rasa")
                    answers.append(passed)
                    answered = True
            await socket.send(json.dumps({"type": "end", "id": secrets.token_hex(8)}))
            await _frame(socket, lambda f: f["type"] == "ack")
    return acks, answers


async def straight_to_rasa(url: str, locale: str, turns: int) -> Samples:
    """The limit of an answer: the same questions posted to Rasa's channel."""
    samples: Samples = []
    questions = itertools.cycle(QUESTIONS[locale])
    address = f"{url}/webhooks/handrail/turn"
    async with httpx.AsyncClient() as http:
        for _ in range(turns):
            body = {
                "conversation": f"bench-{secrets.token_hex(8)}",
                "turn": "1",
                "epoch": 0,
                "text": next(questions),
                "payload": None,
                "locale": locale,
                "page": None,
                "customer": {"id": "bench", "name": None, "email": None, "verified": False},
            }
            samples.append(await _timed(lambda b=body: http.post(address, json=b, timeout=20)))  # type: ignore[misc]
    return samples


async def straight_to_the_store(url: str, appends: int) -> Samples:
    """The limit of an ack: the append script alone, at the store's own durability."""
    client = connect_store(url)
    log = RedisLog(client, Feed(client))
    conversation = f"bench-{secrets.token_hex(8)}"
    samples: Samples = []
    for number in range(appends):
        said = CustomerSaid(at=number, id=f"m-{number:08d}", text="how long does delivery take?")
        samples.append(
            await _timed(lambda n=number, s=said: log.append(conversation, n, [s], s.id))
        )  # type: ignore[misc]
    await client.command(
        "DEL", *(f"handrail:{{c:{conversation}}}:{part}" for part in ("log", "ids"))
    )
    await client.aclose()
    return samples


def figures(samples: Samples) -> dict[str, float]:
    """p50 and p95 in milliseconds, the first tenth left out as warm-up."""
    warm = sorted(samples[len(samples) // 10 :])
    cut = statistics.quantiles(warm, n=100, method="inclusive")
    return {"n": len(warm), "p50_ms": round(cut[49], 2), "p95_ms": round(cut[94], 2)}


async def measure(turns: int, gateway: str, rasa: str, store: str) -> dict[str, dict[str, float]]:
    rows: dict[str, dict[str, float]] = {}
    acks: Samples = []
    for locale in ("en", "ko"):
        some, answers = await through_the_gateway(gateway, locale, turns)
        acks += some
        rows[f"answer, {locale}"] = figures(answers)
        rows[f"limit: Rasa's channel, {locale}"] = figures(
            await straight_to_rasa(rasa, locale, turns)
        )
    rows["ack"] = figures(acks)
    rows["limit: the append script"] = figures(await straight_to_the_store(store, turns))
    return rows


def _show(rows: dict[str, dict[str, float]]) -> None:
    print(f"{'':<32}{'n':>6}{'p50 ms':>10}{'p95 ms':>10}{'of limit':>10}")
    for name, row in rows.items():
        limits = [key for key in rows if key.startswith("limit") and key[-2:] == name[-2:]]
        limit = "limit: the append script" if name == "ack" else (limits or [""])[0]
        ratio = "" if name.startswith("limit") else f"{row['p50_ms'] / rows[limit]['p50_ms']:.1f}x"
        print(f"{name:<32}{row['n']:>6}{row['p50_ms']:>10}{row['p95_ms']:>10}{ratio:>10}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./handrail bench turns", description=__doc__)
    parser.add_argument("--turns", type=int, default=200, help="turns per language")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    env = os.environ
    rows = asyncio.run(
        measure(
            args.turns,
            f"ws://127.0.0.1:{env.get('HANDRAIL_PORT', '8700')}/ws/customer",
            env["HANDRAIL_RASA_URL"],
            env["REDIS_URL"],
        )
    )
    print(json.dumps(rows)) if args.json else _show(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""How fast the FAQ service starts and answers, over HTTP, on the shop's own content.

    python -m bench.faq_speed

Build the index first (`./handrail faq build`). Prints a Markdown table; times are wall time.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np

QUESTIONS = {
    "en": ["how long does delivery take", "can I return a tea set", "do you ship to canada"],
    "ko": ["배송 얼마나 걸려요", "환불은 언제 되나요", "포장해 주시나요"],
}
ASKED_EACH = 300
CUSTOMERS = 32


@contextmanager
def service() -> Iterator[tuple[str, int, float]]:
    """Start the service on a free port; yield its address, process id, and seconds to ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    began = time.perf_counter()
    environment = os.environ | {"HANDRAIL_FAQ_URL": url}
    command = [sys.executable, "-m", "faq_index.service"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not _healthy(url):
            if process.poll() is not None:
                raise SystemExit("the FAQ service ended; run it by hand to see why")
            time.sleep(0.02)
        yield url, process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").is_success
    except httpx.HTTPError:
        return False


def alone(url: str, locale: str) -> list[float]:
    """Return the milliseconds of questions asked one after another."""
    times = []
    with httpx.Client(base_url=url) as client:
        for number in range(ASKED_EACH):
            text = QUESTIONS[locale][number % 3]
            began = time.perf_counter()
            client.post("/search", json={"text": text, "locale": locale}).raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
    return times


async def together(url: str) -> tuple[list[float], float]:
    """Return the milliseconds of questions asked by many customers, and questions a second."""
    times: list[float] = []

    async def customer(client: httpx.AsyncClient) -> None:
        for number in range(ASKED_EACH // CUSTOMERS * 2):
            body = {"text": QUESTIONS["en"][number % 3], "locale": "en"}
            began = time.perf_counter()
            (await client.post("/search", json=body)).raise_for_status()
            times.append((time.perf_counter() - began) * 1000)

    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        began = time.perf_counter()
        await asyncio.gather(*(customer(client) for _ in range(CUSTOMERS)))
        return times, len(times) / (time.perf_counter() - began)


def megabytes(process: int) -> str:
    """Return the memory of a process, where the system tells it."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    kilobytes = next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), None)
    return f"{kilobytes / 1024:.0f} MB" if kilobytes else "unknown"


def _line(name: str, times: list[float], more: str = "") -> str:
    half, most = np.quantile(times, [0.5, 0.95])
    return f"| {name} | p50 {half:.1f} ms, p95 {most:.1f} ms{more} |"


def main() -> None:
    """Print the table."""
    print("| what | measured |\n|---|---|")
    with service() as (url, process, seconds):
        print(f"| start to ready | {seconds:.1f} s |")
        for locale in QUESTIONS:
            alone(url, locale)
            print(_line(f"one question at a time ({locale})", alone(url, locale)))
        times, rate = asyncio.run(together(url))
        print(_line(f"{CUSTOMERS} customers at once (en)", times, f", {rate:.0f} a second"))
        print(f"| memory | {megabytes(process)} |")


if __name__ == "__main__":
    main()

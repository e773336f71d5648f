"""How fast the FAQ service starts and answers at 1,000 entries, over HTTP.

    python -m bench.faq_speed [--data FOLDER] [--entries 1000] [--json]

The content has ten phrasings a language for each entry: from the public question sets in FOLDER
where they are there, else the shop's own, varied. There are not a thousand topics in the sets: the
entries after the first 177 in English are slices of banking77's, a dozen entries alike for each
topic, as no editor would leave them. Questions about the 177 are measured, and beside them
questions that a dozen entries answer alike: those are read in every way there is, the longest work
that a question can make. Every question is asked once only, so no answer can come from memory. The
service has one core to itself and whoever asks has another, where the
system can arrange that. Beside the figures stand their limits, measured in the same run: the
encoders called directly on the service's core, and a request that the server answers without work.

The first run builds the index (some minutes), under var/bench/faq_speed; later runs find it there.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import itertools
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import uvloop
import yaml

from faq_index.embed import clean, default_encoder
from faq_index.reading import load_folder

PHRASINGS = 10
LONGEST_PHRASING = 300
ASKED = 300
WARM = 20
CUSTOMERS = 32
ASKED_TOGETHER = 40
"""Questions of each customer when many ask at once."""
READY_WITHIN_S = 1800
A_FILE = 250
"""Entries in one content file."""

Topics = list[list[str]]


@dataclass(frozen=True)
class Material:
    """Texts of one language: phrasings by topic, and kinds of questions not among them."""

    topics: Topics
    questions: dict[str, list[str]]


def public(data: Path) -> dict[str, Material]:
    """Return texts of the public sets; of ten Korean paraphrases the last one is a question."""
    english: Topics = []
    for name, label in (("clinc150_train", "intent"), ("bitext27_train", "intent")):
        english += [lines[:PHRASINGS] for lines in _grouped(data / f"{name}.csv", label)]
    alike: Topics = []
    for lines in _grouped(data / "banking77_train.csv", "intent"):
        full = len(lines) // PHRASINGS * PHRASINGS
        alike += [lines[start : start + PHRASINGS] for start in range(0, full, PHRASINGS)]
    korean = list(_grouped(data / "parakqc.csv", "set"))

    def asked(name: str) -> list[str]:
        return list(itertools.chain(*_grouped(data / f"{name}.csv", "intent")))

    return {
        "en": Material(
            english + random.Random(0).sample(alike, len(alike)),
            {
                "en": asked("clinc150_val") + asked("bitext27_dev"),
                "en, a dozen entries alike": asked("banking77_test"),
            },
        ),
        "ko": Material([lines[:-1] for lines in korean], {"ko": [lines[-1] for lines in korean]}),
    }


def _grouped(path: Path, label: str) -> Iterable[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            groups[row[label]].append(row["text"][:LONGEST_PHRASING])
    return groups.values()


def shop() -> dict[str, Material]:
    """Return the shop's own phrasings over and over, each time about another number."""
    entries = load_folder(Path("faq_index/content"))
    number = {"en": "{} for item {}", "ko": "{} 상품 {}번"}
    asked = {"en": "hello, {} about item {}", "ko": "안녕하세요 {} 상품 {}번이요"}

    def material(locale: Any) -> Material:  # noqa: ANN401 - the locale of an entry
        said = [entry.phrasings.get(locale, ())[:PHRASINGS] for entry in entries]
        said = [lines for lines in said if lines]
        topics = [[number[locale].format(t, n) for t in lines] for n in range(9) for lines in said]
        questions = [asked[locale].format(t, n) for n in range(9) for lines in said for t in lines]
        return Material(topics, {locale: questions})

    return {"en": material("en"), "ko": material("ko")}


def write_content(folder: Path, material: dict[str, Material], entries: int) -> set[str]:
    """Write a content of so many entries; return its phrasings as the models see them."""
    seen: set[str] = set()
    topics: dict[str, Topics] = {}
    for locale, texts in material.items():
        kept = []
        for lines in texts.topics:
            fresh = list({clean(line): line for line in lines if clean(line) not in seen}.values())
            if len(fresh) >= 2:
                seen |= {clean(line) for line in fresh}
                kept.append(fresh)
        topics[locale] = kept
    content = []
    for number in range(entries):
        said = {locale: topics[locale][number] for locale in topics if number < len(topics[locale])}
        content.append(
            {
                "id": f"entry_{number}",
                "question": {locale: lines[0] for locale, lines in said.items()},
                "phrasings": {locale: lines[1:] for locale, lines in said.items()},
                "answer": {locale: f"{number}." for locale in said},
            }
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for start in range(0, entries, A_FILE):
        some = content[start : start + A_FILE]
        text = yaml.safe_dump(some, allow_unicode=True, sort_keys=False, width=10_000)
        (folder / f"content_{start}.yml").write_text(text, encoding="utf-8")
    return seen


def _cores() -> tuple[int, int] | None:
    known = sorted(os.sched_getaffinity(0)) if shutil.which("taskset") else []
    return (known[0], known[-1]) if len(known) > 1 else None


CORES = _cores()
"""A core for the service and another for whoever asks, where that can be arranged."""


@contextmanager
def service(folder: Path, *, alone: bool = True) -> Iterator[tuple[str, int, float]]:
    """Start the service on its core; yield its address, process id, and seconds to ready.

    With `alone` false it may use every core.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = os.environ | {
        "HANDRAIL_FAQ_URL": url,
        "HANDRAIL_FAQ_CONTENT": str(folder / "content"),
        "HANDRAIL_VAR": str(folder),
        "HANDRAIL_FAQ_WATCH": "off",
        "DATABASE_URL": "",
        "MALLOC_ARENA_MAX": "1",  # as `up` starts it
    }
    pin = ["taskset", "-c", str(CORES[0])] if CORES and alone else []
    command = [*pin, sys.executable, "-m", "faq_index.service"]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not _health(url):
            if process.poll() is not None:
                raise SystemExit("the FAQ service ended; run it by hand to see why")
            time.sleep(0.02)
        yield url, process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _health(url: str) -> dict[str, Any] | None:
    try:
        answer = httpx.get(f"{url}/healthz")
        return dict(answer.json()) if answer.is_success else None
    except httpx.HTTPError:
        return None


def until_built(folder: Path) -> None:
    """Start the service once, so that the index and its head are on disk."""
    with service(folder, alone=False) as (url, _, _):
        for _ in range(READY_WITHIN_S):
            health = _health(url) or {}
            if health.get("status") != "ok":
                raise SystemExit(f"the service does not serve this content: {health}")
            if health["fitted"]:
                return
            time.sleep(1)
    raise SystemExit(f"the index was not fitted within {READY_WITHIN_S} s")


class Caller:
    """One kept connection: as little work as asking can be."""

    def __init__(self, url: str) -> None:
        """Speak to the server at `url`."""
        self._host, self._port = urlsplit(url).hostname, urlsplit(url).port

    async def __aenter__(self) -> Caller:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def milliseconds(self, method: str, path: str, body: bytes = b"") -> float:
        """Return how long one request took. Raises RuntimeError for any status but 200."""
        began = time.perf_counter()
        head = f"{method} {path} HTTP/1.1\r\nHost: faq\r\nContent-Length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
        await self._reader.readexactly(length)
        if not answer.startswith(b"http/1.1 200"):
            raise RuntimeError(answer.splitlines()[0].decode())
        return (time.perf_counter() - began) * 1000


def bodies(questions: Iterable[str], locale: str) -> list[bytes]:
    """Return the requests of questions."""
    return [json.dumps({"text": text, "locale": locale}).encode() for text in questions]


async def alone(url: str, requests: list[bytes], path: str = "/search") -> list[float]:
    """Return the milliseconds of requests one after another; GET when the body is empty."""
    async with Caller(url) as caller:
        return [
            await caller.milliseconds("POST" if body else "GET", path, body) for body in requests
        ]


async def together(url: str, requests: list[bytes]) -> tuple[list[float], float]:
    """Return the milliseconds of requests by many customers at once, and requests a second."""
    waiting = iter(requests)

    async def customer() -> list[float]:
        async with Caller(url) as caller:
            return [await caller.milliseconds("POST", "/search", body) for body in waiting]

    began = time.perf_counter()
    times = await asyncio.gather(*(customer() for _ in range(CUSTOMERS)))
    return list(itertools.chain(*times)), len(requests) / (time.perf_counter() - began)


def directly(questions: list[str], var: Path) -> list[float]:
    """Return the milliseconds of the encoders alone, in this process."""
    encoder = default_encoder(var)
    encoder.encode(["warm", "준비"], "query")
    times = []
    for text in questions:
        began = time.perf_counter()
        encoder.encode([text], "query")
        times.append((time.perf_counter() - began) * 1000)
    return times


def cpu_seconds(process: int) -> float:
    """Return the processor time a process has used so far; 0 where the system does not tell."""
    try:
        used = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    except OSError:
        return 0.0
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def megabytes(process: int) -> float | None:
    """Return the memory of a process and its children, shared pages divided, if it is told."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return None
    own = sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024
    return own + sum(megabytes(int(child)) or 0 for child in children)


@dataclass(frozen=True)
class Line:
    """A line of the table; times in milliseconds. `cpu` is the service's, for one request."""

    what: str
    p50: float
    p95: float
    to_reach: str = ""
    cpu: float | None = None
    limit: float | None = None
    per_second: float | None = None

    def __str__(self) -> str:
        ratio = f"{self.p50 / self.limit:.1f}x of {self.limit:.2f}" if self.limit else ""
        rate = f"{self.per_second:.0f}" if self.per_second else ""
        cpu = f"{self.cpu:.2f}" if self.cpu else ""
        times = f"{self.p50:.2f} | {self.p95:.2f} | {cpu}"
        return f"| {self.what} | {times} | {rate} | {self.to_reach} | {ratio} |"


def _p50_p95(times: list[float]) -> tuple[float, float]:
    half, most = np.quantile(times, [0.5, 0.95])
    return float(half), float(most)


def _pin(which: int) -> None:
    """Keep this process to the service's core (0) or the other one (1)."""
    if CORES:
        os.sched_setaffinity(0, {CORES[which]})


def measure(folder: Path, questions: dict[str, list[str]]) -> tuple[list[Line], dict[str, Any]]:
    """Return the lines of the table, and what is no time of a request."""
    lines: list[Line] = []
    with service(folder) as (url, process, seconds):
        limits = {}
        _pin(0)
        for kind, texts in questions.items():
            half, most = _p50_p95(directly(texts[:ASKED], folder))
            limits[kind] = half
            lines.append(Line(f"the encoders alone ({kind})", half, most))
        _pin(1)
        echo, most = _p50_p95(uvloop.run(alone(url, [b""] * ASKED, "/healthz")))
        lines.append(Line("a request without work", echo, most))
        for kind, texts in questions.items():
            warm, cold = texts[ASKED : ASKED + WARM], texts[ASKED + WARM :][:ASKED]
            uvloop.run(alone(url, bodies(warm, kind[:2])))
            used = cpu_seconds(process)
            times = uvloop.run(alone(url, bodies(cold, kind[:2])))
            used = (cpu_seconds(process) - used) * 1000 / len(times)
            to_reach = "p50 4, p95 8" if kind == "en" else ""
            what = f"one question at a time ({kind})"
            limit = limits[kind] + echo
            lines.append(Line(what, *_p50_p95(times), to_reach, used, limit))
        many = questions["en"][2 * ASKED + WARM :][: CUSTOMERS * ASKED_TOGETHER]
        used = cpu_seconds(process)
        times, rate = uvloop.run(together(url, bodies(many, "en")))
        used = (cpu_seconds(process) - used) * 1000 / len(times)
        what = f"{CUSTOMERS} customers at once (en)"
        aim = "p95 200, 250 a second"
        lines.append(Line(what, *_p50_p95(times), aim, used, per_second=rate))
        return lines, {"start_s": seconds, "memory_mb": megabytes(process)}


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="bench.faq_speed", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    var = Path(os.environ.get("HANDRAIL_VAR", "var")) / "bench" / "faq_speed"
    material = public(asked.data) if (asked.data / "parakqc.csv").exists() else shop()
    seen = write_content(var / "content", material, asked.entries)
    questions = {
        kind: list({clean(text): text for text in texts if clean(text) not in seen}.values())
        for one in material.values()
        for kind, texts in one.questions.items()
    }
    for texts in questions.values():
        random.Random(1).shuffle(texts)
    until_built(var)
    lines, others = measure(var, questions)
    if asked.json:
        print(json.dumps({"lines": [vars(line) for line in lines], **others}))
        return
    print(
        f"| at {asked.entries:,} entries | p50 ms | p95 ms | CPU ms | a second | to reach | limit |"
    )
    print("|---|---|---|---|---|---|---|", *lines, sep="\n")
    memory = others["memory_mb"]
    told = f"{memory:.0f} MB (500 to reach)" if memory else "unknown"
    print(f"\nStart to ready {others['start_s']:.1f} s; memory {told}.")


if __name__ == "__main__":
    main()

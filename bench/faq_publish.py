"""How long it takes from an editor's save until customers are served it, over HTTP.

    python -m bench.faq_publish [--entries 122 1000] [--workers 1]

The content is the shop's own, and the shop's own multiplied: every entry asked about one thing
after another, with ten phrasings in each of two languages. Prints a Markdown table; times are wall
time, from the save on disk until the first answer with the new text. `refit` is the time until head
and calibrator are fitted and swapped in; beside it what questions cost meanwhile.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import yaml

from faq_index.entries import Entry
from faq_index.reading import load_folder

ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "faq_index" / "content"
THINGS = {
    "en": ["teapots", "bowls", "vases", "lamps", "candles", "trays", "cups", "plates", "spoons"],
    "ko": ["찻주전자", "그릇", "꽃병", "조명", "양초", "쟁반", "컵", "접시", "숟가락"],
}
ENTRIES_A_FILE = 50
SAVES = 5
QUESTIONS_S = 20.0


def shop_times(wanted: int) -> list[dict[str, Any]]:
    """Return the shop's entries, then the same about other things, with ten phrasings each."""
    shop = load_folder(SHOP)
    made: list[dict[str, Any]] = []
    for number in range(wanted):
        entry, turn = shop[number % len(shop)], number // len(shop)
        made.append(_entry(entry, turn))
    return made


def _entry(entry: Entry, turn: int) -> dict[str, Any]:
    def about(locale: str, text: str) -> str:
        if not turn:
            return text
        thing = THINGS[locale][turn - 1]
        return f"{text.rstrip('?')} for {thing}?" if locale == "en" else f"{thing} {text}"

    def ten(locale: str, texts: tuple[str, ...]) -> list[str]:
        more = (f"{text} ({number})" for number in count(2) for text in texts)
        return [about(locale, text) for text in islice([*texts, *islice(more, 10)], 10)]

    return {
        "id": f"{entry.id}_{turn}" if turn else entry.id,
        "question": {name: about(name, text) for name, text in entry.question.items()},
        "phrasings": {name: ten(name, texts) for name, texts in entry.phrasings.items()},
        "answer": dict(entry.answer),
    }


def write(folder: Path, name: str, entries: list[dict[str, Any]]) -> None:
    """Save a file as an editor's program does."""
    draft = folder / f".{name}.tmp"
    draft.write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), "utf-8")
    draft.replace(folder / name)


class Running:
    """A service on a content folder, with a client that keeps its connection."""

    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self.http = httpx.Client(base_url=url, timeout=600)
        self.process = process

    def health(self) -> dict[str, Any]:
        told: dict[str, Any] = self.http.get("/healthz").json()
        return told

    def answer(self, entry: str) -> str:
        response = self.http.get(f"/entries/{entry}")
        return str(response.json().get("answer"))

    def until(self, ready: Callable[[], bool]) -> float:
        """Return the seconds until `ready`."""
        began = time.perf_counter()
        while not ready():
            time.sleep(0.005)
        return time.perf_counter() - began

    def megabytes(self) -> float:
        """Return the memory of the service and its workers, shared pages divided (PSS)."""
        whole = [
            self.process.pid,
            *(one.pid for one in psutil.Process(self.process.pid).children()),
        ]
        return sum(psutil.Process(pid).memory_full_info().pss for pid in whole) / 2**20


@contextmanager
def service(content: Path, var: Path, workers: int) -> Iterator[Running]:
    """Start the service on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = os.environ | {
        "HANDRAIL_FAQ_URL": url,
        "HANDRAIL_FAQ_CONTENT": str(content),
        "HANDRAIL_VAR": str(var),
        "HANDRAIL_FAQ_WORKERS": str(workers),
        "MALLOC_ARENA_MAX": "1",  # as `up` starts it
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "faq_index.service"]
    with (var / "service.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)
    try:
        while not _healthy(url):
            if process.poll() is not None:
                raise SystemExit((var / "service.log").read_text())
            time.sleep(0.05)
        yield Running(url, process)
    finally:
        process.terminate()
        process.wait()


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").is_success
    except httpx.HTTPError:
        return False


class Customer:
    """Asks questions that were never asked before, at a steady rate, and notes the times."""

    def __init__(self, url: httpx.URL) -> None:
        self.times: list[float] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, args=(url,))
        self._thread.start()

    def _ask(self, url: httpx.URL) -> None:
        words = cycle(("delivery", "returns", "teapots", "vouchers", "my order", "the shop"))
        with httpx.Client(base_url=url, timeout=60) as client:
            for number in count():
                if self._stop.wait(1 / QUESTIONS_S):
                    return
                text = f"what about {next(words)} number {number}{time.monotonic_ns()}"
                began = time.perf_counter()
                client.post("/search", json={"text": text, "locale": "en"}).raise_for_status()
                self.times.append((time.perf_counter() - began) * 1000)

    def done(self) -> str:
        """Return the times so far, and stop."""
        self._stop.set()
        self._thread.join()
        half, most = np.quantile(self.times, [0.5, 0.95])
        return f"p50 {half:.1f}, p95 {most:.1f} ms"


def measure(wanted: int, workers: int, folder: Path) -> Iterator[str]:
    """Yield the lines of the table for a content of so many entries."""
    content, var = folder / "content", folder / "var"
    content.mkdir()
    var.mkdir()
    exports = Path(os.environ.get("HANDRAIL_VAR") or ROOT / "var") / "models"
    (var / "models").symlink_to(exports.resolve())
    entries = shop_times(wanted)
    files = {
        f"part{start // ENTRIES_A_FILE:03}.yml": entries[start : start + ENTRIES_A_FILE]
        for start in range(0, wanted, ENTRIES_A_FILE)
    }
    for name, part in files.items():
        write(content, name, part)
    began = time.perf_counter()
    with service(content, var, workers) as running:
        yield f"| first start, every text new | {time.perf_counter() - began:.1f} s |"
        yield f"| first fit | {running.until(lambda: running.health()['fitted']):.1f} s |"
        customer = Customer(running.http.base_url)
        time.sleep(3)
        yield f"| new questions meanwhile, idle | {customer.done()} |"
        name = next(iter(files))
        for what, change in (
            ("a word of an answer", _answer_only),
            ("a phrasing", _phrasing),
            ("a new entry, 20 phrasings", _new_entry),
        ):
            times = []
            for turn in range(SAVES):
                text = change(files[name], turn)
                write(content, name, files[name])
                times.append(running.until(lambda text=text: running.answer(text[0]) == text[1]))  # type: ignore[misc]
            yield (
                f"| {what}: save to served | median {np.median(times):.2f} s,"
                f" most {max(times):.2f} s |"
            )
        customer = Customer(running.http.base_url)
        took = running.until(lambda: bool(running.health()["fitted"]))
        yield f"| refit after the last save | {took:.1f} s |"
        yield f"| new questions meanwhile, refit | {customer.done()} |"
        yield f"| memory (PSS) | {running.megabytes():.0f} MB |"


def _answer_only(entries: list[dict[str, Any]], turn: int) -> tuple[str, str]:
    entries[0]["answer"]["en"] = f"The answer of save {turn}."
    return entries[0]["id"], f"The answer of save {turn}."


def _phrasing(entries: list[dict[str, Any]], turn: int) -> tuple[str, str]:
    entries[1]["phrasings"]["en"][0] = f"a phrasing nobody ever wrote, {time.time_ns()}"
    entries[1]["answer"]["en"] = f"Another answer of save {turn}."
    return entries[1]["id"], f"Another answer of save {turn}."


def _new_entry(entries: list[dict[str, Any]], turn: int) -> tuple[str, str]:
    stamp = time.time_ns()
    said = {
        "en": [f"can I rent the showroom for {number} {stamp} days" for number in range(10)],
        "ko": [f"쇼룸을 {number}일 {stamp} 빌릴 수 있나요" for number in range(10)],
    }
    entries.append(
        {
            "id": f"rent_{stamp}",
            "question": {"en": f"Can I rent the showroom, {stamp}?"},
            "phrasings": said,
            "answer": {"en": f"A new answer of save {turn}."},
        }
    )
    return f"rent_{stamp}", f"A new answer of save {turn}."


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[122, 1000])
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args()
    for wanted in chosen.entries:
        print(f"\n{wanted:,} entries, workers: {chosen.workers}\n\n| what | measured |\n|---|---|")
        folder = Path(tempfile.mkdtemp(prefix="faq-publish-"))
        try:
            for line in measure(wanted, chosen.workers, folder):
                print(line, flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

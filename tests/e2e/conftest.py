"""The whole product, started as a newcomer would: `./handrail up`, in a folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.support.clients import Client, Frame
from tests.support.processes import ROOT, free_port

expect.set_options(timeout=15_000)  # a busy machine is slow, and no fault of ours

START_S = 300
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Desk:
    """A running system. `content` is its own copy of the FAQ folder, `greeting` what `up` said."""

    var: Path
    port: int
    content: Path
    env: dict[str, str] = field(default_factory=dict)
    greeting: str = ""

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def command(self, *args: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """`./handrail ARGS` for this system."""
        return subprocess.run(
            [str(ROOT / "handrail"), *args],
            cwd=ROOT,
            env={**os.environ, **self.env},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=START_S,
            check=False,
        )

    def processes(self) -> dict[int, str]:
        """Every process that was started for this system, by its number, with its command line."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                environ = (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                if f"HANDRAIL_VAR={self.var}".encode() in environ and command:
                    found[int(folder.name)] = command
        return found

    def pid(self, module: str) -> int:
        """The process that was started as `python -m MODULE`."""
        found = [pid for pid, command in self.processes().items() if f" -m {module}" in command]
        assert found, f"no process runs {module}"
        return found[0]

    def environment(self) -> dict[str, str]:
        """What the running system's processes were told."""
        body: dict[str, str] = json.loads((self.var / "run" / "env.json").read_text())
        return body

    def chat(self, *lines: str, locale: str = "en", concurrency: int = 1) -> list[dict[str, Any]]:
        """`./handrail chat --json`: one result a line."""
        done = self.command(
            *("chat", "--json", "--locale", locale, "--concurrency", str(concurrency)),
            stdin="".join(f"{line}\n" for line in lines),
        )
        results = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(results) == len(lines), done.stderr
        return results


def _borrow(var: Path) -> None:
    """Take over what set-up has made already: it is made from sources alone, and takes a minute."""
    for name in ("models", "faq_index"):
        made = ROOT / "var" / name
        if made.is_dir():
            shutil.copytree(made, var / name, symlinks=True)


@contextlib.contextmanager
def running_desk(
    change_content: Callable[[Path], None] = lambda _: None, **settings: str
) -> Iterator[Desk]:
    """A system started by `./handrail up --detach` in a folder of its own, stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="handrail-e2e-") as folder:
        content = Path(folder) / "content"
        shutil.copytree(ROOT / "faq_index" / "content", content)
        change_content(content)
        port = free_port()
        var = Path(folder) / "var"
        _borrow(var)
        env = {
            "HANDRAIL_VAR": str(var),
            "HANDRAIL_PORT": str(port),
            "HANDRAIL_FAQ_CONTENT": str(content),
            **settings,
        }
        desk = Desk(var, port, content, env)
        started = desk.command("up", "--detach")
        try:
            desk.greeting = started.stdout
            assert started.returncode == 0, started.stdout + started.stderr
            yield desk
        finally:
            sys.stdout.write(desk.command("down").stdout)


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """One running system for all stories; each leaves no one waiting."""
    with running_desk() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's Chromium (or Chrome), which `./handrail test` installs when it is missing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on PATH; ./handrail test installs it")
        pytest.skip("no Chromium on PATH")
    return found


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        await browser.close()


@dataclass
class Visitor:
    """A browser of somebody's own, with every error its pages told."""

    context: BrowserContext
    page: Page
    errors: list[str]


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Callable[..., Any]]:
    """Open a page as somebody new: `await visit(url, locale="ko-KR", phone=True)`."""
    contexts: list[BrowserContext] = []

    async def open_page(url: str, *, locale: str = "en-US", phone: bool = False) -> Visitor:
        size = {"width": 360, "height": 740} if phone else {"width": 1280, "height": 900}
        context = await browser.new_context(locale=locale, viewport=size)  # type: ignore[arg-type]
        contexts.append(context)
        page = await context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if message.type == "error" else None,
        )
        await page.goto(url)
        return Visitor(context, page, errors)

    yield open_page
    for context in contexts:
        await context.close()


async def answer(client: Client, text: str, **more: Any) -> Frame:
    """Say something, wait for the bot's entry to it."""
    said = await client.send("say", text=text, **more)
    seq = (await client.ack(said))["seq"]
    entry = await client.until(
        lambda f: (
            f["type"] == "entry"
            and f["event"]["kind"] == "bot_replied"
            and f["event"]["turn"] == seq
        )
    )
    return entry["event"]


def text_of(event: Frame) -> str:
    return "\n".join(reply["text"] for reply in event["replies"])


def sources(event: Frame) -> list[tuple[str, str]]:
    return [(reply["source"]["kind"], reply["source"]["id"]) for reply in event["replies"]]


def eventually(check: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Return once `check` is true; fails naming `what`."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.2)


async def expect_accessible(page: Page, view: str) -> None:
    """No violation of WCAG 2.2 A and AA that axe-core can see."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(({violations}) => violations.flatMap("
        "({id, nodes}) => nodes.map(({target, failureSummary: why}) => [id, target, why])))",
        tags,
    )
    assert found == [], view

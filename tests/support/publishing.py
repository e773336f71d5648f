"""The FAQ room put together with encoders that need no model, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from faq_index.asking import Asking
from faq_index.database import open_engine
from faq_index.embed import Joint
from faq_index.gate import Gate
from faq_index.history import History
from faq_index.publications import Publications
from faq_index.publishing import Publisher
from faq_index.search import Thresholds
from tests.support.faq import fake_encoder, write_content

TODAY = date(2026, 11, 21)


@dataclass
class Clock:
    """Time that a test moves."""

    day: date = TODAY
    seconds: float = 1_800_000_000.0

    def today(self) -> date:
        return self.day

    def now(self) -> float:
        self.seconds += 1
        return self.seconds


@dataclass
class Room:
    """A content folder and what publishes it."""

    content: Path
    var: Path
    clock: Clock
    encoder: Joint
    publications: Publications

    def save(self, text: str, name: str = "shop.yml") -> None:
        write_content(self.content, text, name)

    def texts(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in sorted(self.content.glob("*.yml"))}

    def again(self, var: Path | None = None) -> Room:
        """Another process on the same content folder, and the same `var` unless one is given."""
        return room(self.content, var or self.var, self.clock, self.database)

    @property
    def database(self) -> str:
        return str(self.publications.history.url)

    def asking(self) -> Asking:
        asking = Asking(self.encoder, Thresholds(), self.clock.today)
        asking.swap(self.publications.index())
        return asking


def room(content: Path, var: Path, clock: Clock | None = None, database: str | None = None) -> Room:
    """Put a room together; nothing is published yet."""
    clock = clock or Clock()
    encoder = fake_encoder()
    publisher = Publisher(var, encoder)
    publications = Publications(
        content,
        var,
        encoder,
        publisher,
        History(open_engine(database or f"sqlite:///{var / 'handrail.db'}")),
        Gate(publisher, Thresholds(), clock.today),
        now=clock.now,
    )
    return Room(content, var, clock, encoder, publications)

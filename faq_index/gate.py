"""Golden questions at the gate: a change that breaks an old answer is not published."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from faq_index import golden, reading
from faq_index.asking import decided, embedded_before, hidden_on
from faq_index.errors import ContentError, ContentErrors
from faq_index.golden import Golden, GoldenResult
from faq_index.index import Index
from faq_index.link_hosts import LinkHosts
from faq_index.publishing import Publisher
from faq_index.reading import Content
from faq_index.search import Thresholds


@dataclass(frozen=True)
class Read:
    """Files that can be read: their entries, and the golden questions beside them."""

    content: Content
    golden: Golden


class Refused(ContentErrors):
    """The change breaks golden questions; `results` says what becomes of them."""

    def __init__(self, results: Sequence[GoldenResult]) -> None:
        self.results = tuple(results)
        super().__init__(_error(result) for result in results)


def read(sources: Mapping[str, bytes], folder: Path, hosts: LinkHosts) -> Read:
    """Read the files of a content folder. Raises `ContentErrors`."""
    content = reading.read_files(sources, str(folder), hosts)
    raw = sources.get(reading.GOLDEN)
    if raw is None:
        return Read(content, ())
    return Read(content, golden.read(raw, str(folder / reading.GOLDEN), content))


class Gate:
    """Asks golden questions as customers would ask them on the day."""

    def __init__(
        self, publisher: Publisher, thresholds: Thresholds, today: Callable[[], date]
    ) -> None:
        """Decide by `thresholds`, with vectors that `publisher` keeps."""
        self._publisher = publisher
        self._thresholds = thresholds
        self._today = today

    def check(self, found: Read, index: Index, previous: Index | None) -> list[GoldenResult]:
        """Return the golden questions that fail, but did not pass before either.

        Raises `Refused` when one failed that the previous index gets right.
        """
        failing = self.failing(found, index)
        if previous is None:
            return failing
        before = self._run([result.question for result in failing], previous)
        broken = [now for now, then in zip(failing, before, strict=True) if then.passed]
        if broken:
            raise Refused(broken)
        return failing

    def failing(self, found: Read, index: Index) -> list[GoldenResult]:
        """Return the golden questions that fail."""
        asked = golden.due(found.golden, found.content, self._today())
        return [result for result in self._run(asked, index) if not result.passed]

    def _run(self, asked: Sequence[golden.GoldenQuestion], index: Index) -> list[GoldenResult]:
        encode = embedded_before(
            [one.text for one in asked], lambda texts: self._publisher.embed(texts, role="query")
        )
        hidden = hidden_on(index, self._today())
        found = []
        for question in asked:
            decision = decided(index, question.text, encode, self._thresholds, hidden)
            found.append(GoldenResult(question, golden.told(index, decision)))
        return found


def _error(result: GoldenResult) -> ContentError:
    question = result.question
    said = str(result).removeprefix(f"{question.file}:{question.line}:{question.column}: ")
    message = f"this change breaks a golden question: {said}"
    return ContentError(question.file, question.line, question.column, message)

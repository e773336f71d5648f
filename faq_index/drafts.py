"""What an editor is writing, before anybody is served it: checked, asked, never kept on disk."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from faq_index import checks
from faq_index.asking import Asking, Found, decided, embedded_before, hidden_on
from faq_index.content_folder import Changes, Sources, changed, tree_of
from faq_index.errors import ContentWarning
from faq_index.gate import Read
from faq_index.golden import GoldenResult
from faq_index.index import Index
from faq_index.lru import LRU
from faq_index.message import plain
from faq_index.publications import Publications

_KEPT = 1
"""Drafts kept in memory (100 MB for 1,000 entries): an editor asks the same one several times."""


@dataclass(frozen=True)
class Draft:
    """Files that can be read, and the index they would be."""

    found: Read
    index: Index


class Drafts:
    """The folder as it would be with an editor's changes. Methods block; any thread may call."""

    def __init__(
        self, publications: Publications, asking: Asking, today: Callable[[], date]
    ) -> None:
        """Build on what `publications` has; ask as `asking` does."""
        self._publications = publications
        self._asking = asking
        self._today = today
        self._turn = threading.Lock()
        self._built: LRU[str, Draft] = LRU(_KEPT)

    def read(self, changes: Changes) -> Read:
        """Read the files as they would be. Raises `ContentErrors`."""
        return self._publications.read(self._with(changes))

    def built(self, changes: Changes) -> Draft:
        """Return the draft with its index, built if need be. Raises `ContentErrors`."""
        sources = self._with(changes)
        tree = tree_of(sources)
        with self._turn:
            draft = self._built.get(tree)
            if draft is None:
                found = self._publications.read(sources)
                draft = Draft(found, self._publications.index_of(found))
                self._built.put(tree, draft)
            return draft

    def warnings(self, draft: Draft) -> list[ContentWarning]:
        """Return what can be published but better is not, the gravest first."""
        embed = self._publications.publisher.embed
        return checks.warnings(draft.found.content, embed, self._today())

    def quick_warnings(self) -> list[ContentWarning]:
        """Return what a language model is not needed for, of the folder as it is."""
        return checks.quick_warnings(self.read({}).content, self._today())

    def failing(self, draft: Draft) -> list[GoldenResult]:
        """Return the golden questions that fail."""
        return self._publications.gate.failing(draft.found, draft.index)

    def ask(self, draft: Draft, text: str) -> Found:
        """Return what a customer would get today if the draft were published."""
        worker = self._asking.worker
        encode = embedded_before([text], lambda texts: worker.encode(texts, "query"))
        hidden = hidden_on(draft.index, self._today())
        decision = decided(draft.index, text, encode, self._asking.thresholds, hidden)
        return Found(decision, encode([plain(text)])[0], draft.index, hidden)

    def _with(self, changes: Changes) -> Sources:
        return changed(self._publications.sources(), changes)

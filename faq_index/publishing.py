"""From entries to an index, reusing all work done before: indexes on disk, embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faq_index.build import build, prepare, version_of
from faq_index.cache import EmbeddingCache, Progress, silent
from faq_index.embed import Encoder, Joint
from faq_index.encoders import Role
from faq_index.entries import Entries
from faq_index.index import Index
from faq_index.link_hosts import ANY_HOST, LinkHosts
from faq_index.reading import load_folder
from faq_index.search import Matrix
from faq_index.storage import IndexUnusable, Storage


@dataclass(frozen=True)
class Published:
    """An index ready to be asked; `built` is False when it was on disk already."""

    index: Index
    built: bool


class Publisher:
    """Makes indexes, and keeps them under `var`/faq_index."""

    def __init__(self, var: Path, encoder: Joint, embedder: Encoder | None = None) -> None:
        """Embed with `encoder`, or through `embedder` where that must happen somewhere else."""
        self._encoder = encoder
        self._embedder = embedder or encoder
        self._cache = EmbeddingCache(var / "faq_index" / "embeddings.sqlite")
        self.storage = Storage(var / "faq_index")

    def publish(
        self, content: Path, progress: Progress = silent, hosts: LinkHosts = ANY_HOST
    ) -> Published:
        """Return the fitted index of a content folder, built only when it is not on disk.

        Raises `ContentErrors` when the content is broken.
        """
        entries = load_folder(content, hosts)
        found = self.on_disk(version_of(entries, self._encoder))
        if found and found.fitted:
            return Published(found, built=False)
        index = build(entries, self._encoder, lambda texts: self.embed(texts, progress))
        return Published(self.kept(index), built=True)

    def draft(self, entries: Entries, previous: Index | None) -> Index:
        """Return an index of entries that is not kept."""
        return prepare(entries, self._encoder, self.embed, previous)

    def on_disk(self, version: str) -> Index | None:
        """Return the index of a version, or None when there is none that can be used."""
        try:
            return self.storage.load(version, self._encoder.models)
        except IndexUnusable:
            return None

    def embed(
        self, texts: Sequence[str], progress: Progress = silent, role: Role = "passage"
    ) -> Matrix:
        """Return the vectors of texts, one row each, asking the model only for new ones."""
        return self._cache.encode(self._embedder, texts, progress, role)

    def kept(self, index: Index) -> Index:
        """Return the index as it is on disk: its pages are shared with other processes."""
        self.storage.save(index)
        found = self.on_disk(index.version)
        if found is None:  # what another process had put there is damaged
            self.storage.replace(index)
            found = self.storage.load(index.version, self._encoder.models)
        return found

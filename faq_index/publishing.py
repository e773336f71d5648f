"""From a content folder to the index that serves it, reusing all work done before."""

from dataclasses import dataclass
from pathlib import Path

from faq_index.build import build, version_of
from faq_index.cache import EmbeddingCache, Progress, silent
from faq_index.embed import Encoder, Joint
from faq_index.index import Index
from faq_index.reading import load_folder
from faq_index.storage import IndexUnusable, Storage


@dataclass(frozen=True)
class Published:
    """An index ready to serve; `built` is False when it was on disk already."""

    index: Index
    built: bool


class Publisher:
    """Turns content into indexes under `var`/faq_index."""

    def __init__(self, var: Path, encoder: Joint, embedder: Encoder | None = None) -> None:
        """Embed with `encoder`, or through `embedder` where that must happen somewhere else."""
        self._encoder = encoder
        self._embedder = embedder or encoder
        self._storage = Storage(var / "faq_index")
        self._cache = EmbeddingCache(var / "faq_index" / "embeddings.sqlite")

    def publish(self, content: Path, progress: Progress = silent) -> Published:
        """Read a content folder and return its index, built only when it is not on disk.

        Raises `ContentErrors` when the content is broken; what was published before stays.
        """
        entries = load_folder(content)
        version = version_of(entries, self._encoder)
        try:
            published = Published(self._storage.load(version, self._encoder.models), built=False)
        except IndexUnusable:
            index = build(
                entries,
                self._encoder,
                lambda texts: self._cache.encode(self._embedder, texts, progress),
            )
            self._storage.save(index)
            published = Published(index, built=True)
        self._storage.make_current(version)
        return published

    def last_good(self) -> Index:
        """Return the index published last. Raises `IndexUnusable` when there is none."""
        version = self._storage.current()
        if version is None:
            raise IndexUnusable("no index was ever built here")
        return self._storage.load(version, self._encoder.models)

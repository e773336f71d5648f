"""Our retrieval as it is served: the real build, the real candidates, the real decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.retrieval.cases import Language, Question
from faq_index.asking import decided, embedded_before
from faq_index.build import build
from faq_index.cache import EmbeddingCache
from faq_index.embed import Encoder, clean, default_encoder
from faq_index.encoders import Role
from faq_index.entries import Entries
from faq_index.evaluate import Asked
from faq_index.index import Index
from faq_index.search import Matrix, Thresholds


class _Asked:
    """An encoder that takes every text for a customer's question; some models want to know."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dimension = f"{encoder.name}, asked", encoder.dimension

    def encode(self, texts: Sequence[str], role: Role = "query") -> Matrix:
        return self._encoder.encode(texts, "query")


class Ours:
    """The models, and embeddings kept between runs."""

    def __init__(self, var: Path, thresholds: Thresholds) -> None:
        """Keep embeddings in a folder `bench` under `var`."""
        self.thresholds = thresholds
        self._encoder = default_encoder(var)
        self._cache = EmbeddingCache(var / "bench" / "embeddings.sqlite")

    def learn(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of texts of a content."""
        return self._cache.encode(self._encoder, texts)

    def hear(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of questions."""
        return self._cache.encode(_Asked(self._encoder), texts)

    def one_model(self, language: Language, texts: Sequence[str], role: Role) -> Matrix:
        """Return the vectors of the one model that knows a language best: what peers get."""
        one = self._encoder.english if language == "en" else self._encoder.multilingual
        return self._cache.encode(
            _Asked(one) if role == "query" else one, [clean(text) for text in texts]
        )

    def index(self, entries: Entries) -> Index:
        """Return the index of a content, in memory only."""
        return build(entries, self._encoder, self.learn)

    def ask(self, index: Index, questions: Sequence[Question]) -> list[Asked]:
        """Return what is decided about questions."""
        ids = [entry.id for entry in index.entries]
        encode = embedded_before([text for text, _ in questions], self.hear)
        return [
            Asked.of(decided(index, text, encode, self.thresholds, frozenset()), ids, right)
            for text, right in questions
        ]

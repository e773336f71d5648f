"""Asking an index as the service asks it, one question after the other."""

from __future__ import annotations

import time
from collections.abc import Sequence

from faq_index.asking import decided, hidden_on, today_utc
from faq_index.embed import Joint
from faq_index.evaluate import Asked
from faq_index.evaluate_questions import Question
from faq_index.index import Index
from faq_index.search import Thresholds


def ask(
    index: Index, encoder: Joint, questions: Sequence[Question], thresholds: Thresholds
) -> tuple[list[Asked], list[float]]:
    """Return what came of each question, and the milliseconds it took with its embedding.

    Each is embedded alone and anew, and answered from the entries served today.
    """
    ids = [entry.id for entry in index.entries]
    hidden = hidden_on(index, today_utc())
    encoder.encode(["the first question loads the models", "첫 질문"], "query")
    asked, milliseconds = [], []
    for text, right in questions:
        began = time.perf_counter()
        decision = decided(
            index, text, lambda texts: encoder.encode(texts, "query"), thresholds, hidden
        )
        milliseconds.append((time.perf_counter() - began) * 1_000)
        asked.append(Asked.of(decision, ids, right))
    return asked, milliseconds

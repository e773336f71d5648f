"""The one thread that runs the encoder: waiting questions all at once, long work in between.

Questions that wait at the same time cost one call of the encoder, which is cheaper than one call
each. Long work (texts of a new publication, a long /embed) is cut into small batches, and between
two of them the waiting questions get their turn.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Generic, TypeVar

import numpy as np

from faq_index.embed import Encoder
from faq_index.encoders import Role
from faq_index.search import Matrix

_Answer = TypeVar("_Answer")

MOST_QUESTIONS = 32
_BATCH = 16


class Worker(Generic[_Answer]):
    """Answers questions with `answer_all`, and encodes texts as an `Encoder` of its own."""

    def __init__(
        self, encoder: Encoder, answer_all: Callable[[list[str]], Sequence[_Answer]]
    ) -> None:
        """Start the thread. `answer_all` returns one answer a question and runs in it."""
        self.name, self.dimension = encoder.name, encoder.dimension
        self._encoder = encoder
        self._answer_all = answer_all
        self._questions: deque[tuple[str, Future[_Answer]]] = deque()
        self._texts: deque[tuple[Sequence[str], Role, Future[Matrix]]] = deque()
        self._work = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="embed", daemon=True)
        self._thread.start()

    def ask(self, question: str) -> "Future[_Answer]":
        """Return the answer to come."""
        answer: Future[_Answer] = Future()
        with self._work:
            self._questions.append((question, answer))
            self._work.notify()
        return answer

    def begin(self, texts: Sequence[str], role: Role) -> "list[Future[Matrix]]":
        """Return the vectors to come, a small batch of texts each."""
        parts = []
        with self._work:
            for start in range(0, len(texts), _BATCH):
                part: Future[Matrix] = Future()
                self._texts.append((texts[start : start + _BATCH], role, part))
                parts.append(part)
            self._work.notify()
        return parts

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row a text, waiting for them; not to be called from an event loop."""
        parts = [part.result() for part in self.begin(texts, role)]
        return np.vstack(parts) if parts else np.empty((0, self.dimension), np.float32)

    def close(self) -> None:
        """Let the thread end; whoever still waits is told that it was cancelled."""
        with self._work:
            self._closed = True
            self._work.notify()

    def _run(self) -> None:
        while True:
            with self._work:
                self._work.wait_for(lambda: self._closed or self._questions or self._texts)
                if self._closed:
                    break
                taken = min(len(self._questions), MOST_QUESTIONS)
                waiting = [self._questions.popleft() for _ in range(taken)]
                long_work = self._texts.popleft() if self._texts else None
            if waiting:
                self._answer(waiting)
            if long_work:
                texts, role, part = long_work
                _settle(part, partial(self._encoder.encode, texts, role))
        for _, answer in self._questions:
            answer.cancel()
        for _, _, part in self._texts:
            part.cancel()

    def _answer(self, waiting: list[tuple[str, "Future[_Answer]"]]) -> None:
        try:
            answers = self._answer_all([question for question, _ in waiting])
        except Exception:
            # One question that cannot be answered must not take the others with it.
            for question, future in waiting:
                _settle(future, partial(self._answer_one, question))
        else:
            for (_, future), answer in zip(waiting, answers, strict=True):
                if future.set_running_or_notify_cancel():
                    future.set_result(answer)

    def _answer_one(self, question: str) -> _Answer:
        return self._answer_all([question])[0]


_Result = TypeVar("_Result")


def _settle(future: "Future[_Result]", work: Callable[[], _Result]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except Exception as error:
        future.set_exception(error)

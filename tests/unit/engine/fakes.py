"""Small servers that stand in for the FAQ service and the action server, on loopback."""

from __future__ import annotations

import json
import socket
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class FakeServer:
    """An HTTP server in a thread; `answer` says what to a POST."""

    def __init__(self, port: int = 0) -> None:
        self.status = 200
        self.delay_seconds = 0.0
        self._connections: set[socket.socket] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outer._connections.add(self.connection)
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                time.sleep(outer.delay_seconds)
                answer = json.dumps(outer.answer(self.path, body)).encode()
                self.send_response(outer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that went away is none of the test's business."""

        self._server = Server(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The JSON for a request."""
        raise NotImplementedError

    def __enter__(self) -> Any:  # noqa: ANN401
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        # Kept connections outlive the server otherwise, as they would not a killed process.
        for connection in self._connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class FakeFaq(FakeServer):
    """Embeds by letters and knows two entries: delivery (sure) and points (half sure)."""

    dimension = 896

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.searches = 0

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if path == "/embed":
            return {"embeddings": [self.embed(text) for text in body["texts"]]}
        self.searches += 1
        text = body["text"].lower()
        entry = {"id": "delivery_period", "question": "How long?", "answer": "**1 to 3** days."}
        choice = {"id": "points", "question": "Points?"}
        outcome = "answer" if "delivery" in text else "ask" if "points" in text else "abstain"
        confidence = {"answer": 0.9, "ask": 0.4, "abstain": 0.0}[outcome]
        return {
            "outcome": outcome,
            "confidence": confidence,
            "candidates": [choice | {"confidence": confidence}],
            "entry": entry if outcome == "answer" else None,
            "choices": [choice] if outcome == "ask" else [],
            "more": [],
            "version": "1",
            "embedding": self.embed(text) if body.get("embedding") else None,
        }

    def embed(self, text: str) -> list[float]:
        """Hashed letter triples, of length 1."""
        vector = np.zeros(self.dimension)
        padded = f" {text.lower()} "
        for start in range(len(padded) - 2):
            vector[zlib.crc32(padded[start : start + 3].encode()) % self.dimension] += 1
        return (vector / (np.linalg.norm(vector) or 1)).tolist()


class FakeActions(FakeServer):
    """Says the action's name; keeps the calls. The form's end tells what it was filled with."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.calls: list[dict[str, Any]] = []
        self.silent = False

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(body)
        name, slots = body["next_action"], body["tracker"]["slots"]
        text = f"{name} {slots['order_number']} {slots['email']}"
        kind = "faq" if name == "action_faq_answer" else "job"
        custom = {"source": {"kind": kind, "id": name}, "confidence": 0.5}
        events: list[dict[str, Any]] = []
        if name == "action_stop_form":
            events = [{"event": "active_loop", "name": None}]
        responses = [] if self.silent else [{"text": text, "custom": custom, "buttons": []}]
        return {"events": events, "responses": responses}

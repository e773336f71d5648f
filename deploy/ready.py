"""Is a process ready? One question, asked over its socket, answered within a second."""

import http.client
import socket
from urllib.parse import urlsplit

TIMEOUT_S = 1.0


def answers_http(url: str, timeout: float = TIMEOUT_S) -> bool:
    """Tells whether GET of the URL gives 200."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def answers_ping(socket_path: str) -> bool:
    """Tells whether the store behind a unix socket says PONG: not while it loads its data."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(TIMEOUT_S)
            client.connect(socket_path)
            client.sendall(b"PING\r\n")
            return client.recv(16) == b"+PONG\r\n"
    except OSError:
        return False


def is_ready(question: str) -> bool:
    """Asks a program's readiness question: an http:// URL, or unix://path of a store."""
    if question.startswith("unix://"):
        return answers_ping(question.removeprefix("unix://"))
    return answers_http(question)

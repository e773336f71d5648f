"""The FAQ service: `python -m faq_index.service`.

Binds the host and port of HANDRAIL_FAQ_URL, reads HANDRAIL_FAQ_CONTENT, writes under HANDRAIL_VAR.
With HANDRAIL_FAQ_WORKERS above 1 this process only looks after that many others, which share the
port and the index.
"""

import argparse
import logging
import signal
import socket
import sys
import time

from faq_index.errors import ExportFailed
from faq_index.settings import Settings, SettingsError, settings
from faq_index.tether import end_with_parent
from faq_index.workers import CANNOT_START, Workers

log = logging.getLogger("faq")

_SWITCH_S = 0.001
"""How long a thread that reads or builds may keep the others from running (Python's is 5 ms)."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code."""
    chosen = _parser().parse_args(arguments)
    # uvicorn raises a signal again after it has closed; without these it would end us mid-way.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    logging.basicConfig(
        stream=sys.stdout, level=logging.INFO, format="%(asctime)s faq %(levelname)s %(message)s"
    )
    # Its notices name the content folder each time an editor saves; we say what came of it.
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    try:
        configured = settings()
        if chosen.socket is not None:
            end_with_parent(signal.SIGTERM)
            serve(configured, socket.socket(fileno=chosen.socket))
        elif configured.workers == 1:
            serve(configured, listening(configured))
        else:
            return Workers(listening(configured), configured.workers).run()
    except (SettingsError, ExportFailed, OSError) as error:
        log.error("cannot start: %s", error)
        return CANNOT_START
    return 0


def listening(configured: Settings) -> socket.socket:
    """Return a socket bound to the service's address. Raises `SettingsError`, `OSError`."""
    host, port = configured.address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound


def serve(configured: Settings, bound: socket.socket) -> None:
    """Load everything, then listen. Raises `SettingsError`, `ExportFailed`, `OSError`."""
    began = time.monotonic()
    # Here and not above: a process that only looks after workers does without 150 MB of libraries.
    import uvicorn

    from faq_index.embed import default_encoder
    from faq_index.wiring import wired

    sys.setswitchinterval(_SWITCH_S)
    serving, application = wired(configured, default_encoder(configured.var))
    serving.start()
    log.info("ready on %s:%d after %.1f s", *configured.address, time.monotonic() - began)
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_config=None,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=5,
        )
    )
    server.run(sockets=[bound])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="faq_index.service", description=__doc__)
    parser.add_argument("--socket", type=int, help=argparse.SUPPRESS)  # for our own workers
    return parser


if __name__ == "__main__":
    sys.exit(main())

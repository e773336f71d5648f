"""The FAQ service: `python -m faq_index.service`.

Binds the host and port of HANDRAIL_FAQ_URL, reads HANDRAIL_FAQ_CONTENT, writes under HANDRAIL_VAR.
"""

import logging
import signal
import sys
import time

import uvicorn

from faq_index.embed import default_encoder
from faq_index.errors import ExportFailed
from faq_index.http import app
from faq_index.serving import Serving
from faq_index.settings import Settings, SettingsError, settings

log = logging.getLogger("faq")


def main() -> int:
    """Serve until SIGTERM or SIGINT; return the exit code."""
    # uvicorn raises a signal again after it has closed; without these it would end us mid-way.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    logging.basicConfig(
        stream=sys.stdout, level=logging.INFO, format="%(asctime)s faq %(levelname)s %(message)s"
    )
    try:
        serve(settings())
    except (SettingsError, ExportFailed, OSError) as error:
        log.error("cannot start: %s", error)
        return 1
    return 0


def serve(configured: Settings) -> None:
    """Load everything, then listen. Raises `SettingsError`, `ExportFailed`, `OSError`."""
    began = time.monotonic()
    host, port = configured.address
    serving = Serving(configured.content, configured.var, default_encoder(configured.var))
    serving.start()
    log.info("ready on %s:%d after %.1f s", host, port, time.monotonic() - began)
    uvicorn.run(
        app(serving),
        host=host,
        port=port,
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    sys.exit(main())

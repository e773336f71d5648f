"""One line an event on stdout, nothing below a warning, nothing that a customer said."""

import logging
import os
import sys

from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog


def configure() -> None:
    """Quiet Rasa, its libraries and structlog (which, left alone, prints every message's text)."""
    os.environ.setdefault("LOG_LEVEL_LIBRARIES", "ERROR")
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stdout, format="%(levelname)s %(name)s %(message)s"
    )
    configure_logging_and_warnings(log_level=logging.WARNING)
    configure_structlog(logging.WARNING)

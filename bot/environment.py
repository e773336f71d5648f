"""Settings that Rasa and its libraries read at import: call `prepare()` before importing Rasa."""

import os
import sys
import warnings
from typing import TextIO


def prepare() -> None:
    """Set what the operator has not set: one thread a process, no telemetry, quiet libraries.

    Two numeric threads under load make the slowest turns ten times slower, and TensorFlow (which
    Rasa imports though we use none of it) prints pages of hints that nobody here can act on.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # What was trained is kept as one file by whoever called us, so Rasa's own cache (which would
    # not notice new weights in the FAQ service) stays empty.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ.setdefault("SANIC_ACCESS_LOG", "false")
    os.environ.setdefault("SANIC_GRACEFUL_SHUTDOWN_TIMEOUT", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # TensorFlow imports jax wherever it finds it, to convert its models: 68 MB and half a second.
    sys.modules.setdefault("jax", None)  # type: ignore[arg-type]
    _hush_deprecations()


def _hush_deprecations() -> None:
    """Show no deprecation: Rasa is the last release, so nobody will mend them.

    A filter would not do, because some of the libraries set their own while they are imported.
    """
    show = warnings.showwarning

    def show_the_rest(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if not issubclass(category, (DeprecationWarning, FutureWarning)):
            show(message, category, filename, lineno, file, line)

    warnings.showwarning = show_the_rest

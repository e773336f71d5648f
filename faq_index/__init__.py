"""The FAQ room: what editors write, found by what customers ask.

The way through it: `entries` reads the YAML, `embed` turns texts into vectors, `build` makes an
index of them, `storage` keeps it on disk, `search` ranks and decides, `serving` holds the index in
use, `http` answers requests, `service` starts it all, `cli` is the editor's and operator's door.
"""

import os

# Numeric libraries read these when they load. One thread a process: with two, a busy machine made
# the slowest twentieth of questions ten times slower.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

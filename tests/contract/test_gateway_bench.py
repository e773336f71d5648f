"""The gateway's bench runs, on real processes; how fast is nobody's business here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_smoke_run_without_peers_measures_every_part() -> None:
    command = [sys.executable, "-m", "bench.gateway", "--smoke", "--no-peers", "--json"]
    out = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, timeout=180).stdout
    found = json.loads(out)
    assert {"chat", "unloaded", "append", "idle", "return"} == set(found)
    assert found["return"]["sockets"] == 20

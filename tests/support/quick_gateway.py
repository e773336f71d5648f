"""The real gateway with a quick clockwork: what takes a minute takes a second or two."""

from __future__ import annotations

import os
from typing import Final

from handoff_gateway import agent_socket, hub, main, sweeper, turns
from tests.support.processes import ROOT

QUICK: Final = (
    *((hub, "REFRESH_S", 0.2), (hub, "TIP_S", 0.5), (hub, "SWEEP_S", 0.2)),
    *((hub, "PARTED_MS", 500), (agent_socket, "PRESENCE_MS", 1_000)),
    (sweeper, "CLAIM_GRACE_MS", 1_000),
    (turns, "OWED_GRACE_MS", 1_500),
)


def run() -> int:
    """As `main.main`, with less patience."""
    for module, name, value in QUICK:
        getattr(module, name)  # one that is gone or renamed is named here
        setattr(module, name, value)
    os.environ["HANDRAIL_HANDOFF"] = str(ROOT / "tests" / "data" / "by_hand_quick.yml")
    return main.main()


if __name__ == "__main__":
    raise SystemExit(run())

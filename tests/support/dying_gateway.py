"""The real gateway with a quick clockwork that kills itself at a named step of moving a closed
conversation. `DIE_AT` is "before put", "inside put", "after erase" and so on; empty: it lives.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from handoff_gateway import archive_sql, hub, main
from handoff_gateway.store_redis import RedisDesk, RedisLog

WHERE: dict[str, Any] = {"put": archive_sql.SqlArchive, "erase": RedisLog, "untrack": RedisDesk}


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(act: Callable[..., Any], when: str) -> Callable[..., Any]:
    async def acted(*args: object) -> None:
        if when == "before":
            die()
        await act(*args)
        die()

    return acted


if __name__ == "__main__":
    hub.SWEEP_S, hub.TIP_S = 0.2, 1.0  # type: ignore[misc]
    when, _, step = os.environ.get("DIE_AT", "").partition(" ")
    if when == "inside":  # the row is written and the entries are not
        archive_sql._rows = die  # type: ignore[assignment]
    elif step:
        setattr(WHERE[step], step, dying(getattr(WHERE[step], step), when))
    raise SystemExit(main.main())

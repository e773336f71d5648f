"""The real gateway with a quick clockwork: what takes a minute takes a second or two."""

from __future__ import annotations

from handoff_gateway import agent_socket, hub, main, service

if __name__ == "__main__":
    hub.REFRESH_S, hub.TIP_S, hub.SWEEP_S = 0.2, 0.5, 0.2  # type: ignore[misc]
    agent_socket.PRESENCE_MS = 1_000  # type: ignore[attr-defined]
    service.ABSENT_GRACE_MS = 1_500  # type: ignore[misc]
    service.OWED_GRACE_MS = 1_500  # type: ignore[misc]
    raise SystemExit(main.main())

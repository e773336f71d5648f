"""The house keeps its walls: rooms meet at JSON, arrows never turn back, no address of this or any
machine.
"""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "actions", "faq_index", "handoff_gateway")
PURE = (
    *(
        "conversation",
        "events",
        "outcomes",
        "hours",
        "rules",
        "rules_shape",
        "rules_file",
        "marked_yaml",
        "routing",
        "waiting",
        "desk_json",
        "views",
        "limits",
        "gate",
        "breaker",
        "frames",
        "texts",
        "cards",
        "case",
        "commands",
    ),
    *("faq_signals", "archive_summary", "durability"),
    *("escalation", "causes", "wording", "wording_en", "wording_ko", "phrases"),
)
IO_MODULES = {
    "asyncio",
    "socket",
    "time",
    "random",
    "secrets",
    "os",
    "redis",
    "httpx",
    "sqlalchemy",
}
FLOORS = (  # each may import those below it only
    ("main", "handoff_cli"),
    ("rules_watch",),
    ("http", "sockets", "socket_protocol"),
    ("editor_http",),
    ("customer_socket", "agent_socket"),
    ("side",),
    (
        *("hub", "store_redis", "store_memory", "rasa_client", "accounts", "wire", "follower"),
        *("faq_reporter", "team_alerts", "http_guard", "archive_sql", "agent_http", "erasure"),
    ),
    ("guard", "http_answer"),
    ("account_tables", "archive_tables", "schema", "faq_signals"),
    ("store_feed", "store_cluster", "desk_json"),
    ("store_client",),
    ("line",),
    ("service",),
    ("sweeper",),
    ("assigning", "turns", "succession"),
    ("keeper",),
    ("archive_mover", "archive_history"),
    ("archive",),
    ("cards",),
    ("case",),
    ("archive_summary", "escalation"),
    ("gate",),
    ("ports", "texts", "views", "frames", "tokens", "settings"),
    ("durability", "waiting", "limits", "breaker", "routing", "rules_file"),
    ("rules_shape",),
    ("conversation", "wording", "rules"),
    ("commands",),
    ("outcomes", "wording_en", "wording_ko", "hours", "marked_yaml"),
    ("events", "phrases", "causes"),
)


def imports(path: Path) -> set[str]:
    """Dotted names of all modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_never_import_one_another(room: str) -> None:
    others = [other for other in (*ROOMS, "deploy") if other != room]
    for path in (ROOT / room).rglob("*.py"):
        crossed = {name for name in imports(path) if name.split(".")[0] in others}
        assert not crossed, f"{path.relative_to(ROOT)} imports {crossed}"


@pytest.mark.parametrize("module", PURE)
def test_the_core_is_pure(module: str) -> None:
    found = {name.split(".")[0] for name in imports(ROOT / "handoff_gateway" / f"{module}.py")}
    assert not found & IO_MODULES


def test_arrows_of_the_gateway_never_turn_back() -> None:
    floor_of = {module: n for n, floor in enumerate(FLOORS) for module in floor}
    for module, floor in floor_of.items():
        path = ROOT / "handoff_gateway" / f"{module}.py"
        for name in imports(path):
            target = name.removeprefix("handoff_gateway.").split(".")[0]
            if name.startswith("handoff_gateway.") and target in floor_of:
                assert floor_of[target] >= floor, f"{module} imports {target}"


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [ROOT / name for name in listing.stdout.splitlines()]


def test_lock_files_hold_no_addresses() -> None:
    locks = [path for path in tracked() if path.suffix == ".lock"]
    assert locks
    for path in locks:
        assert "://" not in path.read_text(encoding="utf-8"), f"{path.name} holds an address"
    assert '"resolved"' not in (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")

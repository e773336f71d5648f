"""`./handrail handoff`: looks through the desk's rules before a running desk takes them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from handoff_gateway.rules_file import RulesErrors, parse_rules
from handoff_gateway.rules_shape import schema_text
from handoff_gateway.rules_watch import read_text
from handoff_gateway.settings import HANDOFF


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 1 when there are errors."""
    parser = argparse.ArgumentParser(prog="./handrail handoff", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="tell every error of the rules, with its place")
    check.add_argument(
        "path", nargs="?", type=Path, default=Path(os.environ.get("HANDRAIL_HANDOFF", HANDOFF))
    )
    commands.add_parser("schema", help="the JSON Schema of the file, for editors' programs")
    options = parser.parse_args(arguments)
    if options.command == "schema":
        print(schema_text(), end="")
        return 0
    try:
        rules = parse_rules(read_text(options.path), str(options.path))
    except RulesErrors as error:
        print(error, file=sys.stderr)
        return 1
    queues, agents = len(rules.queues), len(rules.agents)
    print(f"{options.path}: no errors; queues: {queues}, agents named: {agents}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

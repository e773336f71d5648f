"""The editor's and operator's commands: `./handrail faq check`, `build`, `search` …"""

import argparse
import sys
from importlib import import_module
from types import ModuleType

from faq_index.commands import CANNOT_RUN
from faq_index.commands.printing import print_errors
from faq_index.errors import ContentErrors, ExportFailed
from faq_index.settings import SettingsError, settings

COMMANDS = (
    "check",
    "test",
    "search",
    "list",
    "build",
    "schema",
    "eval",
    "gaps",
    "reload",
    "status",
    "history",
    "rollback",
)
"""Modules of `faq_index.commands`, in the order of an editor's day."""

ABOUT = """Look after the frequent questions: the files in faq_index/content.

An editor's day: change a file, `check` it, `test` it, try it with `search`. While the desk is up, a
saved file without errors is live within seconds."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 1 for broken content, or 2."""
    chosen = _parser().parse_args(arguments)
    try:
        code: int = _command(chosen.command).run(chosen, settings())
    except ContentErrors as broken:
        return print_errors(broken.errors)
    except (SettingsError, ExportFailed) as error:
        print(error, file=sys.stderr)
        return CANNOT_RUN
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handrail faq",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        command = _command(name)
        command.add_arguments(
            commands.add_parser(name, help=command.ABOUT, description=command.ABOUT)
        )
    return parser


def _command(name: str) -> ModuleType:
    return import_module(f"faq_index.commands.{name}")


if __name__ == "__main__":
    sys.exit(main())

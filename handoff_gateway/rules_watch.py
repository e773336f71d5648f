"""The rules as they are in the file now: read at the start, and again whenever it has changed.

A broken file changes nothing: the last good one goes on, also over a restart, from a copy beside
the other data.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from handoff_gateway.rules import Rules
from handoff_gateway.rules_file import RuleError, RulesErrors, parse_rules

logger = logging.getLogger(__name__)

LOOK_S: Final = 1.0
_KEPT: Final = "handoff.good.yml"

Stamp = tuple[int, int, int] | None


class RulesWatch:
    """Watches one file.

    Args:
        path: the file.
        var: where a copy of the last good one is kept.
    """

    def __init__(self, path: Path, var: Path) -> None:
        self._path = path
        self._kept = var / _KEPT
        self._stamp: Stamp = None

    def load(self) -> Rules:
        """The rules to start with: the file's, or those of the last good one.

        Raises:
            RulesErrors: the file is broken, and none was good before.
        """
        self._stamp = _stamp(self._path)
        try:
            return self._read()
        except RulesErrors as error:
            try:
                rules = parse_rules(self._kept.read_text(encoding="utf-8"), str(self._kept))
            except (OSError, ValueError, RulesErrors):
                raise error from None
            logger.error("the last good rules go on (%s), for there are errors:\n%s", _KEPT, error)
            return rules

    async def run(self, use: Callable[[Rules], None]) -> None:
        """Hand every good new version to `use`, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            self.look(use)

    def look(self, use: Callable[[Rules], None]) -> None:
        """Read the file if it is another than at the last look."""
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            use(self._read())
        except RulesErrors as error:
            logger.error("the rules stay as they were, for there are errors:\n%s", error)
        else:
            logger.info("the rules in %s are in force", self._path)

    def _read(self) -> Rules:
        text = read_text(self._path)
        rules = parse_rules(text, str(self._path))
        try:
            self._keep(text)
        except OSError as error:
            logger.warning("no copy of the good rules could be kept in %s: %s", self._kept, error)
        return rules

    def _keep(self, text: str) -> None:
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        draft = self._kept.with_suffix(f".{os.getpid()}")  # replicas may share the folder
        draft.write_text(text, encoding="utf-8")
        draft.replace(self._kept)


def read_text(path: Path) -> str:
    """The text of a file of rules.

    Raises:
        RulesErrors: it can't be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        message = f"this file can't be read ({reason}): HANDRAIL_HANDOFF names it"
    except ValueError:
        message = "this is not text in UTF-8: save the file in that encoding"
    raise RulesErrors(str(path), [RuleError(1, 1, message)])


def _stamp(path: Path) -> Stamp:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino

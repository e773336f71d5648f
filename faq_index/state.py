"""What the processes that share one `var` know in common: what is served, and what is wrong.

One small file, replaced as a whole. It is written under the publishing lock and read by all.
"""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from faq_index.errors import ContentError


class State(BaseModel):
    """`version` was made of the sources called `tree`; `looked_at` names the folder's last state.

    `errors` is what is wrong with the folder as it was looked at; while there are any, the last
    good content is served. `at` is when `version` was published, in Unix milliseconds. `number`
    is None while the history's database could not be written.
    """

    model_config = ConfigDict(frozen=True)

    looked_at: str = ""
    errors: tuple[ContentError, ...] = ()
    golden_failed: int = 0
    version: str = ""
    tree: str = ""
    number: int | None = None
    at: int = 0
    by: str = ""
    entries: int = 0
    fitted: bool = False


class StateFile:
    """Where the state is kept."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`; while it is missing or damaged the state is that of a start."""
        self.path = path

    def read(self) -> State:
        """Return the state."""
        try:
            return State.model_validate_json(self.path.read_bytes())
        except (OSError, ValidationError):
            return State()

    def write(self, state: State) -> None:
        """Replace the state. Raises OSError when the disk refuses."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f".{self.path.name}-{os.getpid()}")
        draft.write_text(state.model_dump_json(), encoding="utf-8")
        draft.replace(self.path)

    def signature(self) -> tuple[int, int]:
        """Return what changes whenever the file is replaced."""
        try:
            status = self.path.stat()
        except OSError:
            return (0, 0)
        return (status.st_ino, status.st_mtime_ns)

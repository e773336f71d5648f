"""What the documents say is there: commands, files, and no address of any one machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.cli import HELP

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "bench" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_in_the_documents_exists(page: Path) -> None:
    known = set(re.findall(r"\./handrail (\w+)", HELP))
    named = set(re.findall(r"\./handrail ([a-z]+)", page.read_text(encoding="utf-8")))
    assert named <= known | {"help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_of_the_documents_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{target} is not there"

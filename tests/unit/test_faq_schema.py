"""The JSON Schema of content files: true to the loader, and where editors' programs look for it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from faq_index import yaml_source
from faq_index.entries import LOCALES, Entry
from faq_index.reading import is_content
from faq_index.schema import content_schema, content_schema_text
from tests.support.faq import CONTENT

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "docs" / "faq.schema.json"
FILES = sorted(path for path in (ROOT / "faq_index" / "content").iterdir() if is_content(path.name))


def complaints(text: str) -> list[str]:
    """What the schema finds in the text of a content file."""
    validator = Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))
    return [error.message for error in validator.iter_errors(yaml_source.read(text).data)]


def test_the_schema_is_a_valid_one() -> None:
    Draft202012Validator.check_schema(content_schema())


def test_the_published_schema_is_the_one_the_code_makes() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == content_schema_text(), (
        "run `./handrail faq schema > docs/faq.schema.json`"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_content_file_is_valid_and_names_its_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert complaints(text) == []
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named, f"{path}:1: expected a line that names the schema"
    assert (path.parent / named.group(1)).resolve() == PUBLISHED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("answer:", "anser:"),
        ("en: How do I", "fr: How do I"),
        ("suggest_person: true", "suggest_person: maybe"),
        ("https://", "http://"),
        ("id: returns", "id: Returns"),
        ("phrasings:\n    en: [can", "phrasing:\n    en: [can"),
        ("follow_ups: [returns]", "follow_ups: returns"),
        ("suggest_person: true", "valid_until: 24.12.2026"),
        ("{en: Yes.}", "{}"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses_as_you_type(old: str, new: str) -> None:
    assert complaints(CONTENT) == []
    assert complaints(CONTENT.replace(old, new)) != []


def test_the_schema_says_what_every_key_is_for_and_offers_every_language() -> None:
    entry: dict[str, Any] = content_schema()["$defs"]["Entry"]
    assert set(entry["properties"]) == set(Entry.model_fields)
    assert all(one["description"] for one in entry["properties"].values())
    for name in ("question", "phrasings", "answer"):
        assert list(entry["properties"][name]["properties"]) == list(LOCALES)


def test_the_example_in_the_schema_is_a_good_entry() -> None:
    (example,) = content_schema()["$defs"]["Entry"]["examples"]
    assert Entry.model_validate(example).id == "delivery_time"

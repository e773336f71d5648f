"""Pydantic's findings about an entry in an editor's words, at the right line."""

import re
from typing import Any

from pydantic_core import ErrorDetails

from faq_index.entries import LOCALES, Entry, Link
from faq_index.errors import did_you_mean, listed, nearest, shown
from faq_index.yaml_source import Path, Source


def blame_findings(source: Source, at: Path, findings: list[ErrorDetails]) -> None:
    """Note on `source` what pydantic found about the entry at `at`, each fault once."""
    strange = {finding["loc"][:-1] for finding in findings if _is_strange_language(finding)}
    meant = {_meant_key(finding) for finding in findings if finding["type"] == "extra_forbidden"}
    for finding in findings:
        path = finding["loc"]
        follows = any(path[: len(start)] == start for start in strange)
        if path in meant or (follows and not _is_strange_language(finding)):
            continue
        _blame(source, (*at, *path), finding)


def _is_strange_language(finding: ErrorDetails) -> bool:
    return finding["type"] == "literal_error" and finding["loc"][-1] == "[key]"


def _meant_key(finding: ErrorDetails) -> Path:
    """Return the path of the known key that an unknown one is nearest to."""
    *group, name = finding["loc"]
    return (*group, nearest(str(name), _fields_at(finding["loc"])) or "")


def _blame(source: Source, path: Path, finding: ErrorDetails) -> None:
    kind, name = finding["type"], str(path[-1])
    if kind == "extra_forbidden":
        known = _fields_at(path)
        hint = did_you_mean(name, known) or f", expected {listed(known)}"
        source.blame(source.key_place(path), f"unknown key {shown(name)}{hint}")
    elif kind == "missing":
        source.blame(source.value_place(path[:-1]), f"the key '{name}' is missing")
    elif _is_strange_language(finding):
        source.blame(source.key_place(path[:-1]), _unknown_language(str(path[-2])))
    else:
        source.blame(source.value_place(path), f"{_name(path)} {_complaint(finding)}")


def _fields_at(path: Path) -> list[str]:
    return list((Link if "links" in path else Entry).model_fields)


def _unknown_language(found: str) -> str:
    hint = did_you_mean(found, LOCALES) or f", expected {listed(LOCALES)}"
    if " " in found:
        hint += " (a text with a comma in it needs quotes around it)"
    return f"unknown language {shown(found)}{hint}"


def _name(path: Path) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    return ".".join(names) or "an entry"


def _complaint(finding: ErrorDetails) -> str:
    found = shown(finding["input"])
    limit: dict[str, Any] = finding.get("ctx", {})
    match finding["type"]:
        case "string_type":
            return f"expected text, found {found}{_quote_hint(finding['input'])}"
        case "string_too_short" | "too_short":
            return "is empty: write at least one, or remove the key"
        case "string_too_long":
            length = len(finding["input"].strip())
            return f"has {length:,} characters, at most {limit['max_length']:,} are allowed"
        case "too_long":
            length = len(finding["input"])
            return f"has {length:,} items, at most {limit['max_length']:,} are allowed"
        case "string_pattern_mismatch":
            return f"expected small letters, digits and _, found {found}{_snake_hint(finding)}"
        case "bool_type":
            return f"expected true or false, found {found}"
        case "tuple_type":
            return f"expected a list (lines that start with '- '), found {found}"
        case "dict_type":
            return f"expected a text for each language ({listed(LOCALES)}), found {found}"
        case "model_type":
            return f"expected keys and values ({listed(_fields_at(finding['loc']))}), found {found}"
        case _:
            return finding["msg"]


def _quote_hint(found: object) -> str:
    if isinstance(found, bool | dict):
        return ": put quotes around the text"
    return ""


def _snake_hint(finding: ErrorDetails) -> str:
    snake = re.sub(r"[^a-z0-9]+", "_", str(finding["input"]).lower()).strip("_")
    return f", did you mean '{snake}'?" if snake[:1].isalpha() else ""

"""Questions with the entries that answer them, from a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from faq_index.errors import ContentError, ContentErrors, did_you_mean, shown

COLUMNS = ("text", "id")
OUT_OF_SCOPE = "oos"
LONGEST_TEXT = 4_000
MAX_BYTES = 64_000_000

Question = tuple[str, str | None]
"""A text, and the id of the entry that answers it; None when it is out of scope."""


def read_questions(path: Path, ids: Collection[str]) -> list[Question]:
    """Read a CSV file with the columns text and id, `oos` standing for none of the entries.

    Raises `ContentErrors` with all that is wrong with it, and nothing else.
    """
    name = str(path)
    rows = csv.reader(io.StringIO(_text_of(path), newline=""), strict=True)
    errors: list[ContentError] = []
    questions: list[Question] = []
    try:
        columns = [cell.strip().casefold() for cell in next(rows, [])]
        if missing := [column for column in COLUMNS if column not in columns]:
            raise ContentErrors([_error(name, 1, _missing(missing, columns))])
        began = rows.line_num + 1
        for row in rows:
            if row:  # an empty line says nothing
                for message in _wrong_with(row, columns, ids):
                    errors.append(_error(name, began, message))
                questions.append(_question(row, columns))
            began = rows.line_num + 1
    except csv.Error as error:
        errors.append(_error(name, rows.line_num, f"this is not CSV: {error}"))
    if not errors and not questions:
        errors.append(_error(name, 1, "no questions here: expected a row for each"))
    if errors:
        raise ContentErrors(errors)
    return questions


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unreadable(path, f"larger than {MAX_BYTES:,} bytes: give fewer questions")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = "not UTF-8: save the file as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise ContentErrors([_error(str(path), line, message)]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _unreadable(path, f"cannot read this file: {reason}") from None


def _missing(missing: list[str], columns: list[str]) -> str:
    found = ", ".join(shown(column) for column in columns) or "nothing"
    wanted = " and ".join(f"'{column}'" for column in missing)
    return f"expected the columns 'text' and 'id' in the first line, found {found}: add {wanted}"


def _wrong_with(row: list[str], columns: list[str], ids: Collection[str]) -> Iterator[str]:
    if len(row) != len(columns):
        yield (
            f"{len(row)} columns where the first line has {len(columns)}:"
            " a text with a comma in it needs quotes around it"
        )
        return
    text, name = _cells(row, columns)
    if not text:
        yield "the text is empty"
    if len(text) > LONGEST_TEXT:
        yield f"the text has {len(text):,} characters, at most {LONGEST_TEXT:,} are answered"
    if not name:
        yield f"the id is empty: write '{OUT_OF_SCOPE}' for a question that no entry answers"
    elif name != OUT_OF_SCOPE and name not in ids:
        hint = did_you_mean(name, [*ids, OUT_OF_SCOPE])
        yield f"the content has no entry {shown(name)}{hint or f', nor is it {OUT_OF_SCOPE!r}'}"


def _question(row: list[str], columns: list[str]) -> Question:
    text, name = _cells(row, columns) if len(row) == len(columns) else ("", "")
    return text, None if name == OUT_OF_SCOPE else name


def _cells(row: list[str], columns: list[str]) -> tuple[str, str]:
    text, name = (row[columns.index(column)].strip() for column in COLUMNS)
    return text, name


def _error(file: str, line: int, message: str) -> ContentError:
    return ContentError(file, max(line, 1), 1, message)


def _unreadable(path: Path, message: str) -> ContentErrors:
    return ContentErrors([_error(str(path), 1, message)])

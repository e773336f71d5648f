"""The JSON Schema of a content file, for programs that complete and check as an editor types.

It is made from the model in `entries.py`; `docs/faq.schema.json` is a copy that a test holds to it.
"""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from faq_index.entries import ENTRIES, LOCALES

Json = dict[str, Any]

DIALECT = GenerateJsonSchema.schema_dialect
LANGUAGES = {"en": "English", "ko": "Korean (한국어)"}
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_LINK = "^(https://|mailto:|tel:)"
_EXAMPLE = {
    "id": "delivery_time",
    "tags": ["delivery"],
    "question": {"en": "How long does delivery take?", "ko": "배송은 얼마나 걸리나요?"},
    "phrasings": {
        "en": ["when will my parcel be here", "delivery time"],
        "ko": ["언제 도착해요", "배송 기간"],
    },
    "answer": {
        "en": "Two **business days** in Korea.",
        "ko": "국내는 영업일 기준 **이틀** 걸려요.",
    },
    "links": [
        {"label": {"en": "Delivery", "ko": "배송 안내"}, "url": "https://shop.example/delivery"}
    ],
}


def content_schema() -> Json:
    """Return the schema (draft 2020-12) of a file: a list of entries."""
    made = ENTRIES.json_schema()
    definitions = {name: _plain(one) for name, one in made["$defs"].items()}
    definitions["Link"]["properties"]["url"]["pattern"] = _LINK
    definitions["Entry"]["examples"] = [_EXAMPLE]
    return {
        "$schema": DIALECT,
        "title": "Handrail frequent questions",
        "description": "A file of frequent questions: a list of entries.",
        "type": "array",
        "items": {"$ref": "#/$defs/Entry"},
        "$defs": definitions,
    }


def content_schema_text() -> str:
    """Return the schema as it is written to docs/faq.schema.json."""
    return json.dumps(content_schema(), ensure_ascii=False, indent=2) + "\n"


def _plain(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """Return a part of pydantic's schema as editors' programs understand it best."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _plain(part) for name, part in schema.items() if not _is_title(name, part)}
    if "propertyNames" in made:
        return _by_language(made)
    if "anyOf" in made:  # a day or nothing; in a file, nothing is written by leaving the key out
        (day,) = (one for one in made.pop("anyOf") if one != {"type": "null"})
        made = day | made
        made.pop("default", None)
    if made.get("format") == "date":
        made["pattern"] = _DAY
    if made.get("type") == "string" and made.get("minLength"):
        made["pattern"] = r"\S"
    return made


def _is_title(name: str, part: object) -> bool:
    return name == "title" and isinstance(part, str)  # pydantic's "Valid Until" tells nothing


def _by_language(made: Json) -> Json:
    """Return a map from languages with each language named, so that programs can offer them."""
    del made["propertyNames"]
    text = made.pop("additionalProperties")
    languages = {locale: text | {"title": LANGUAGES[locale]} for locale in LOCALES}
    return made | {"properties": languages, "additionalProperties": False}

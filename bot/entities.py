"""Order numbers and e-mail addresses in what people type, as pure functions."""

import re
import unicodedata

# DB-204817, db 204817, DB204817, D.B #204 817; full-width letters and digits are folded before.
_PREFIXED = re.compile(r"(?<![a-z0-9])d\W?b\W{0,3}(\d(?:[ -]?\d){5})(?!\d)")
# Six digits alone, but not a price (₩128000, 128000 won) and not a part of a longer number.
_BARE = re.compile(r"(?<![\d.,₩$-])(\d{6})(?![\d-]|[.,]\d|\s*(?:원|won|krw|usd|points?|포인트))")
# A long number, as other shops' order and parcel numbers are; not a telephone number or a price.
_LONG_NUMBER = re.compile(r"(?<![\d.,₩$+-])(?:[a-z]{1,4}-?)?\d{5,20}(?![\d-]|[.,]\d|\s*(?:원|won))")
_EMAIL = re.compile(r"[a-z0-9._%+-]+ ?@ ?(?:[a-z0-9-]+\.)+[a-z]{2,}")


def order_numbers(text: str) -> list[str]:
    """Every order number in the text, written as the shop writes it (DB-204817), in order."""
    folded = _folded(text)
    found = [(m.start(), m.group(1)) for m in _PREFIXED.finditer(folded)]
    taken = _PREFIXED.sub(lambda m: " " * len(m.group()), folded)
    found += [(m.start(), m.group(1)) for m in _BARE.finditer(taken)]
    return ["DB-" + re.sub(r"\D", "", digits) for _, digits in sorted(found)]


def without_details(text: str) -> str:
    """The text without order numbers and addresses, which say nothing about its topic.

    The text as it is when nothing else is in it.
    """
    bare = _EMAIL.sub(" ", _LONG_NUMBER.sub(" ", _BARE.sub(" ", _PREFIXED.sub(" ", _folded(text)))))
    return " ".join(bare.split()) if re.search(r"[^\W\d_]", bare) else text


def names_one_order(text: str) -> bool:
    """Whether the text holds a number that looks like an order's or a parcel's, ours or not."""
    return bool(_LONG_NUMBER.search(_folded(text)))


def emails(text: str) -> list[str]:
    """Every e-mail address in the text, in lower case, in order."""
    return [m.group().replace(" ", "") for m in _EMAIL.finditer(_folded(text))]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()

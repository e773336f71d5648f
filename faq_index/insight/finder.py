"""What personal data looks like: what a finder is, and the names of what it finds.

A finder sees plain letters and digits (`masking`); a group named `x` is what it finds, else its
whole match. Hangul is no boundary of a number ("번호는010-…"), so letters and digits are told apart
by hand and not by `\\b`. Every repetition is bounded or begins at a boundary: 4,000 characters of
anything take milliseconds.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

OPAQUE = "\ue000"
"""Stands for what is masked already: no letter, digit, space or mark."""

Kind = Literal[
    "link",
    "e-mail",
    "account",
    "registration",
    "card",
    "bank",
    "phone",
    "order",
    "secret",
    "birth",
    "address",
    "name",
    "number",
]


class Names(NamedTuple):
    """What a kind is called in an English and in a Korean text."""

    en: str
    ko: str


NAMES: dict[Kind, Names] = {
    "link": Names("link details", "링크 정보"),
    "e-mail": Names("e-mail", "이메일"),
    "account": Names("account name", "아이디"),
    "registration": Names("registration number", "주민등록번호"),
    "card": Names("card number", "카드번호"),
    "bank": Names("bank account", "계좌번호"),
    "phone": Names("phone number", "전화번호"),
    "order": Names("order number", "주문번호"),
    "secret": Names("password", "비밀번호"),
    "birth": Names("date of birth", "생년월일"),
    "address": Names("address", "주소"),
    "name": Names("name", "이름"),
    "number": Names("number", "번호"),
}

Span = tuple[int, int]


@dataclass(frozen=True)
class Finder:
    """Finds one kind of personal data by a pattern; `accept` may refuse a match or trim it."""

    kind: Kind
    pattern: re.Pattern[str]
    accept: Callable[[str], Span | None] | None = None

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where in the text something is found, first to last."""
        for match in self.pattern.finditer(text):
            first, last = match.span("x" if "x" in self.pattern.groupindex else 0)
            if self.accept:
                trimmed = self.accept(text[first:last])
                if trimmed is None:
                    continue
                first, last = first + trimmed[0], first + trimmed[1]
            yield first, last


def any_case(pattern: str) -> re.Pattern[str]:
    """Return a pattern that does not mind capitals."""
    return re.compile(pattern, re.IGNORECASE)


# Prices, amounts and measures: numbers that say nothing about a person.
UNIT = (
    r"(?!\s?(?:원|won|krw|usd|eur|gbp|jpy|dollars?|euros?|pounds?|yen|bucks|달러|유로|엔|만|천|억|개"
    r"|명|장|병|점|포인트|points?|p\b|ml|l\b|kg|k?m\b|g\b|mm|cm|mah|items?|pieces?|pcs|units?|%))"
)

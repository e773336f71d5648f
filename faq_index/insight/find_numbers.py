"""Numbers that say who somebody is: cards, accounts, phones, orders, passwords and all the rest."""

import re
from collections.abc import Callable

from faq_index.insight.finder import UNIT, Finder, Span, any_case

_FREE = r"(?<![0-9a-z])"  # no letter or digit of a number before
_END = r"(?![0-9a-z])"


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def luhn(digits: str) -> bool:
    """Return whether the last digit checks the others, as on every payment card."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


_CARD_GROUPS = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (4, 4, 4, 1), (4, 4, 5)}


def _card(text: str) -> Span | None:
    """Find a card in a run of groups of digits; four groups of four need no right check digit."""
    groups = list(re.finditer("[0-9]+", text))
    for first in range(len(groups)):
        for last in range(len(groups), first, -1):
            lengths = tuple(len(group.group()) for group in groups[first:last])
            span = groups[first].start(), groups[last - 1].end()
            digits = _digits(text[slice(*span)])
            fits = len(lengths) == 1 or lengths in _CARD_GROUPS
            known = lengths == (4, 4, 4, 4) or luhn(digits)
            if fits and 13 <= len(digits) <= 19 and known:
                return span
    return None


_IBAN_DIGITS = 8


def _iban(text: str) -> Span | None:
    """Find where an IBAN at the start of the text ends, by its check digits."""
    plain, ends = "", []
    for place, letter in enumerate(text):
        if letter.isalnum():
            plain += letter
            ends.append(place + 1)
    for length in range(min(34, len(plain)), 14, -1):
        if len(_digits(plain[:length])) < _IBAN_DIGITS:
            return None  # words, whose check digits are right by chance once in 97 times
        moved = plain[4:length] + plain[:4]
        if int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1:
            return 0, ends[length - 1]
    return None


def _with_digits(least: int) -> Callable[[str], Span | None]:
    def accept(text: str) -> Span | None:
        return (0, len(text)) if len(_digits(text)) >= least else None

    return accept


def _hyphened(text: str) -> Span | None:
    """Refuse what is too short to say who somebody is: dates, hours, ranges."""
    groups = text.split("-")
    date = [len(group) for group in groups[:3]] == [4, 2, 2] and groups[0][:2] in ("19", "20")
    long = len(_digits(text)) >= 9 and not (date and len(groups) == 3)
    return (0, len(text)) if long else None


def _long_group(text: str) -> Span | None:
    long = len(_digits(text)) >= 10 and max(map(len, re.findall("[0-9]+", text))) >= 6
    return (0, len(text)) if long else None


_IS = r"\s{0,3}(?:is|was|are|:|=|#|는|은|이|가|을|를)?\s{0,3}:?\s{0,3}"
_CODE = r"(?P<x>(?=[a-z_-]*[0-9])[0-9a-z](?:[0-9a-z_-]*[0-9a-z])?)"

NUMBERS = (
    Finder(
        "registration",
        re.compile(
            r"(?<![0-9])[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])\s?-?\s?"
            r"[1-8][0-9*xX]{6}(?![0-9])|(?<![0-9-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![0-9-])"
        ),
    ),
    Finder(
        "bank",
        any_case(rf"{_FREE}[a-z]{{2}}[0-9]{{2}}(?:[ -]?[a-z0-9]){{11,30}}"),
        _iban,
    ),
    Finder(
        "card",
        re.compile(r"(?<![0-9])[0-9]+(?:[ .-]{1,3}[0-9]+){0,12}"),
        _card,
    ),
    Finder(
        "phone",  # Korean mobile numbers, and lines by their area codes
        re.compile(
            r"(?<![0-9])(?<![0-9]-)(?:(?:\+|00)?82[-. )]{0,2}\(?0?\)?|\(?0)"
            r"(?:1[016789]|2|[3-6][1-5]|70|50[0-9]?|80)[-. )]{0,3}"
            r"[0-9]{3,4}[-. ]{0,3}[0-9]{4}(?![0-9])"
        ),
    ),
    Finder(
        "phone",  # with the country's code
        re.compile(r"(?<![0-9])(?<![0-9]-)(?:\+|00)[1-9](?:[ .()/-]{0,3}[0-9]){7,14}(?![0-9])"),
    ),
    Finder(
        "phone",  # with the trunk's 0: 020 7946 0958
        re.compile(r"(?<![0-9A-Za-z.,:/-])\(?0[1-9](?:[ .()-]{0,2}[0-9]){7,9}(?![0-9])"),
    ),
    Finder(
        "phone",  # North America
        re.compile(
            r"(?<![0-9])(?<![0-9]-)(?:1[-. ])?\(?[2-9][0-9]{2}\)?"
            r"[-. ]{1,2}[0-9]{3}[-. ][0-9]{4}(?![0-9])"
        ),
    ),
    Finder("phone", re.compile(r"(?<![0-9-])[2-9][0-9]{2}-[0-9]{4}(?![0-9-])" + UNIT)),
    Finder(
        "phone",
        any_case(
            r"(?:\b(?:phone|tel|call|mobile|cell|whatsapp|kakao)|전화|연락처|핸드폰|휴대폰)[^0-9\n]{0,16}"
            rf"(?P<x>\+?[0-9](?:[ .()-]{{0,3}}[0-9]){{6,14}})(?![0-9]){UNIT}"
        ),
    ),
    Finder(
        "bank",
        any_case(
            r"(?:\b(?:account|acct|sort code|bank)|계좌|은행|뱅크|농협|수협|새마을금고|우체국)"
            r"[^0-9\n]{0,16}"
            rf"(?P<x>[0-9](?:[ -]{{0,2}}[0-9]){{5,19}})(?![0-9]){UNIT}"
        ),
    ),
    Finder(
        "birth",
        any_case(
            r"(?:born(?: on)?|date of birth|\bdob|생년월일)[^0-9\n]{0,12}"
            r"(?P<x>[0-9]{1,4}(?:[-./년월 ]{1,2}[0-9]{1,4}){1,2}일?|[0-9]{6,8})"
        ),
    ),
    Finder(
        "secret",
        any_case(
            r"(?:password|passcode|passwd|\bpw|\bpin\b(?!\s?code)|\botp|\bcvc|\bcvv|(?:security|verification"
            r"|access|login) code|비밀번호|비번|패스워드|인증\s?번호|인증\s?코드)"
            rf"(?:\s?(?:number|code))?{_IS}"
            r"(?!(?:\d{1,2}\s?(?:자|회|번|개|분|일|시|글자|초|가지)|\d{1,2}-\w))"
            r"(?P<x>(?=[^\s,]*[0-9])[!-~]{3,})"
        ),
    ),
    Finder(
        "order",  # whatever stands after "order number", "송장번호" …
        any_case(
            r"(?:order|parcel|shipment|tracking|invoice|receipt|reservation|booking|customer|client"
            r"|member(?:ship)?|reference|case|complaint|ticket|gift ?card|coupon|voucher|passport"
            r"|licen[cs]e|serial)\s?(?:number|no\.?|nr\.?|id|code|#)"
            rf"{_IS}{_CODE}{_END}",
        ),
        _with_digits(2),
    ),
    Finder(
        "order",
        any_case(
            r"(?:주문|송장|운송장|예약|접수|회원|고객|쿠폰|상품권|여권|면허|사업자|승인|시리얼|등록|우편)"
            rf"\s?(?:번호|코드){_IS}{_CODE}"
            r"(?!\s?(?:개|번|건|회|일|자리))" + _END,
        ),
        _with_digits(2),
    ),
    Finder(
        "order",  # "order 20481", "#1042"
        any_case(
            r"(?:\border|\bparcel|\binvoice|\bbooking|\bticket|주문)\s?(?P<x>[0-9]{5})(?![0-9])"
            rf"{UNIT}"
        ),
    ),
    Finder("order", re.compile(r"#\s?[0-9A-Za-z-]*[0-9]{3,}[0-9A-Za-z-]*")),
    Finder(
        "order",  # DB-204817, ORD20260302, EE123456785KR
        any_case(rf"{_FREE}[a-z]{{1,5}}[-_]?[0-9]{{5,}}[0-9a-z]*(?:-[0-9a-z]+)*"),
    ),
    Finder(
        "order",  # AB-1042, A-2026-000123; not SS-2026
        any_case(rf"{_FREE}[a-z]{{1,5}}-(?!(?:19|20)[0-9]{{2}}{_END})[0-9]{{4}}{_END}"),
    ),
    Finder("order", re.compile(r"(?<![0-9A-Za-z])[A-Z]{2,4} [0-9]{5,}(?![0-9])" + UNIT)),
    Finder(
        "number",  # tokens, keys, UUIDs
        any_case(r"(?<![0-9a-z_-])(?=[a-z_-]*[0-9])(?=[0-9_-]*[a-z])[0-9a-z_-]{16,}"),
    ),
    Finder("number", re.compile(r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.])")),
    Finder("number", re.compile(rf"(?<![0-9])[0-9]+(?:-[0-9]+)+(?![0-9]){UNIT}"), _hyphened),
    Finder("number", re.compile(r"(?<![0-9])[0-9]{2,}(?:[ -][0-9]{2,})+(?![0-9])"), _long_group),
    Finder("number", re.compile(r"(?<![0-9])[0-9]{10,}")),
    Finder(
        "number",  # six digits or more that are no price
        any_case(rf"(?<![0-9])(?<![0-9][.,])(?<![₩$€£])(?<![₩$€£]\s)[0-9]{{6,}}(?![0-9]){UNIT}"),
    ),
)

"""Dates and money as each language writes them."""

from datetime import date
from decimal import Decimal

_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_KO_DAYS = "월화수목금토일"


def day(value: date, locale: str) -> str:
    """A date with its weekday: "Tuesday 25 November", "11월 25일 화요일".

    Day before month in English, because customers of several countries read it and a month's
    name leaves no doubt.
    """
    if locale == "ko":
        return f"{value.month}월 {value.day}일 {_KO_DAYS[value.weekday()]}요일"
    return f"{_EN_DAYS[value.weekday()]} {value.day} {_EN_MONTHS[value.month - 1]}"


def money(amount: Decimal, currency: str, locale: str) -> str:
    """An amount in won or US dollars: "₩128,000", "128,000원", "US$98", "US$7.50"."""
    if currency == "KRW":
        return f"{amount:,.0f}원" if locale == "ko" else f"₩{amount:,.0f}"
    whole = amount == amount.to_integral_value()
    return f"US${amount:,.0f}" if whole else f"US${amount:,.2f}"

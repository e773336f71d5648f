"""Dates and money are written as each language writes them."""

from datetime import date
from decimal import Decimal

from actions.formats import day, money


def test_dates_name_their_weekday_in_both_languages() -> None:
    assert day(date(2026, 11, 24), "en") == "Tuesday 24 November"
    assert day(date(2026, 11, 24), "ko") == "11월 24일 화요일"


def test_won_are_whole_and_grouped() -> None:
    assert money(Decimal("128000.00"), "KRW", "en") == "₩128,000"
    assert money(Decimal("128000.00"), "KRW", "ko") == "128,000원"


def test_dollars_show_cents_only_where_there_are_any() -> None:
    assert money(Decimal("98.00"), "USD", "en") == "US$98"
    assert money(Decimal("7.50"), "USD", "ko") == "US$7.50"

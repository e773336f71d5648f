"""Every status is told in plain words, in both languages."""

from datetime import date
from decimal import Decimal

import pytest

from actions import texts
from actions.order_status import describe, is_late
from actions.shop import Status
from tests.actions_support import order

TEXTS = texts.load()
TODAY = date(2026, 3, 4)
SENT = {
    "shipped_on": date(2026, 3, 3),
    "carriers": {"en": "CJ Logistics", "ko": "CJ대한통운"},
    "tracking_url": "https://dalbit.example/orders#DB-204817",
}


def test_a_parcel_under_way_names_carrier_link_and_day() -> None:
    told = describe(order(expected_on=date(2026, 3, 5), **SENT), TEXTS, "en", TODAY)
    assert told.split("\n\n") == [
        "Your order DB-204817 is on its way.",
        "CJ Logistics has had it since Tuesday 3 March: "
        "[track the parcel](https://dalbit.example/orders#DB-204817).",
        "It should arrive on Thursday 5 March.",
        "Ordered on Monday 2 March: Dal mug \u00d7 2. Total ₩51,000.",
    ]


def test_a_parcel_under_way_in_korean() -> None:
    told = describe(order(expected_on=date(2026, 3, 5), **SENT), TEXTS, "ko", TODAY)
    assert told.split("\n\n") == [
        "주문 DB-204817이 배송 중이에요.",
        "3월 3일 화요일에 CJ대한통운으로 보냈어요. "
        "[배송 추적](https://dalbit.example/orders#DB-204817)",
        "3월 5일 목요일에 도착할 예정이에요.",
        "3월 2일 월요일에 주문하신 상품: 달 머그 \u00d7 2. 합계 51,000원.",
    ]


def test_an_order_abroad_is_told_in_dollars() -> None:
    told = describe(order(currency="USD", total=Decimal(134)), TEXTS, "en", TODAY)
    assert "Total US$134." in told


def test_a_late_parcel_is_called_late_and_a_person_offered() -> None:
    late = order(expected_on=date(2026, 3, 3), **SENT)
    assert is_late(late, TODAY)
    assert "I'm sorry that it is late" in describe(late, TEXTS, "en", TODAY)
    assert "늦어져서 죄송해요" in describe(late, TEXTS, "ko", TODAY)


def test_a_parcel_expected_today_is_not_late() -> None:
    today = order(expected_on=TODAY, **SENT)
    assert not is_late(today, TODAY)
    assert "today, Wednesday 4 March" in describe(today, TEXTS, "en", TODAY)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("locale", texts.LOCALES)
def test_every_status_has_its_words(status: Status, locale: str) -> None:
    settled = status in (Status.DELIVERED, Status.CANCELLED, Status.RETURNED)
    told = describe(
        order(status=status, settled_on=TODAY if settled else None), TEXTS, locale, TODAY
    )
    assert "DB-204817" in told
    assert ("4" in told.split("\n\n")[0].replace("DB-204817", "")) == settled


def test_a_settled_order_expects_nothing() -> None:
    delivered = order(status=Status.DELIVERED, settled_on=TODAY, expected_on=TODAY)
    assert "should arrive" not in describe(delivered, TEXTS, "en", TODAY)

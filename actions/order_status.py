"""An order's state in plain words: pure, so that every status and language can be tested."""

from datetime import date

from actions.formats import day, money
from actions.shop import Order, Status
from actions.texts import Texts


def is_late(order: Order, today: date) -> bool:
    """Whether it is under way and should have arrived before today."""
    return (
        order.status is Status.SHIPPED
        and order.expected_on is not None
        and order.expected_on < today
    )


def describe(order: Order, texts: Texts, locale: str, today: date) -> str:
    """What the customer is told about the order: Markdown, one statement a line."""
    lines = [_status(order, texts, locale)]
    if order.status is Status.SHIPPED and order.carriers and order.shipped_on:
        lines.append(
            texts.get(
                locale,
                "order_parcel",
                carrier=order.carriers[locale],
                date=day(order.shipped_on, locale),
                url=order.tracking_url or "https://dalbit.example/orders",
            )
        )
    expected = _expected(order, texts, locale, today)
    if expected:
        lines.append(expected)
    lines.append(
        texts.get(
            locale,
            "order_items",
            date=day(order.placed_on, locale),
            items=items(order, locale),
            total=money(order.total, order.currency, locale),
        )
    )
    return "\n\n".join(lines)


def items(order: Order, locale: str) -> str:
    """The order's lines in one, each piece with its quantity."""
    return ", ".join(f"{item.names[locale]} × {item.quantity}" for item in order.items)  # noqa: RUF001


def _status(order: Order, texts: Texts, locale: str) -> str:
    key = f"status_{order.status}"
    if order.settled_on:
        return texts.get(locale, key, number=order.number, date=day(order.settled_on, locale))
    return texts.get(locale, key, number=order.number)


def _expected(order: Order, texts: Texts, locale: str, today: date) -> str | None:
    under_way = order.status in (Status.PLACED, Status.PACKING, Status.SHIPPED)
    if not under_way or order.expected_on is None:
        return None
    when = day(order.expected_on, locale)
    if is_late(order, today) and order.carriers:
        return texts.get(locale, "order_late", date=when, carrier=order.carriers[locale])
    if order.expected_on == today:
        return texts.get(locale, "order_expected_today", date=when)
    return texts.get(locale, "order_expected", date=when)

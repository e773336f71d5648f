"""The port to the shop's business system: all that the bot's jobs need of it.

A shop of its own writes one class with these methods; shop_sql.py is ours, for the demo shop.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class ShopUnavailableError(Exception):
    """The business system did not answer; nothing was changed as far as we know."""


class Status(StrEnum):
    """How far an order is."""

    PLACED = "placed"
    PACKING = "packing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNED = "returned"


@dataclass(frozen=True)
class Item:
    """One line of an order; `names` by language."""

    names: dict[str, str]
    quantity: int


@dataclass(frozen=True)
class Order:
    """An order as its owner may see it; settled means delivered, cancelled or returned."""

    number: str
    status: Status
    placed_on: date
    items: tuple[Item, ...]
    total: Decimal
    currency: str
    carriers: dict[str, str] | None = None
    tracking_url: str | None = None
    shipped_on: date | None = None
    expected_on: date | None = None
    settled_on: date | None = None


@dataclass(frozen=True)
class Complaint:
    """What a customer complained about, in their own words, and the turn it was said in."""

    conversation: str
    turn: str
    text: str
    locale: str
    email: str | None


class Shop(Protocol):
    """Every method raises ShopUnavailableError when the business system does not answer."""

    async def find_order(self, number: str, email: str) -> Order | None:
        """The order of that number if it was placed with that e-mail address.

        None for a number that does not exist and for somebody else's order alike, in the same time.
        """

    async def orders_of(self, email: str, limit: int) -> list[Order]:
        """The latest orders placed with that address, newest first. Only for a proven address."""

    async def record_complaint(self, complaint: Complaint) -> str:
        """Take a complaint down and return its reference; a repeated turn gets the same one."""

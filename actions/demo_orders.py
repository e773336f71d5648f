"""The demo shop's customers and orders, dated in days before or after today."""

from dataclasses import dataclass
from decimal import Decimal

from actions.shop import Status


@dataclass(frozen=True)
class Product:
    """A piece with its price in both currencies."""

    en: str
    ko: str
    krw: int
    usd: int


JAR = Product("Moon Jar vase", "달항아리 화병", 128_000, 98)
MUG = Product("Dal mug", "달 머그", 24_000, 18)
POT = Product("Onggi pot 2 L", "옹기 냄비 2L", 86_000, 66)
BOWLS = Product("rice bowl set of 2", "밥공기 2인 세트", 38_000, 29)
TEA_SET = Product('tea set "Saebyeok"', '다기 세트 "새벽"', 96_000, 74)
RUNNER = Product("linen table runner", "리넨 테이블 러너", 42_000, 32)
TEA = Product("Boseong green tea 80 g", "보성 녹차 80g", 18_000, 14)


@dataclass(frozen=True)
class DemoOrder:
    """An order; days count from today, negative ones lie in the past."""

    number: str
    email: str
    status: Status
    lines: tuple[tuple[Product, int], ...]
    placed: int
    expected: int | None = None
    shipped: int | None = None
    settled: int | None = None
    abroad: bool = False

    def total(self) -> Decimal:
        """The pieces and the delivery, by the shop's price list."""
        pieces = sum((p.usd if self.abroad else p.krw) * quantity for p, quantity in self.lines)
        free_from, delivery = (120, 15) if self.abroad else (50_000, 3_000)
        return Decimal(pieces if pieces >= free_from else pieces + delivery)

    def currency(self) -> str:
        """Won at home, US dollars abroad."""
        return "USD" if self.abroad else "KRW"


_MINA = "mina.kim@example.com"
_JAMES = "james.carter@example.com"
_JIHOON = "jihoon.park@example.com"
_SOYEON = "soyeon.lee@example.com"
_HANA = "hana.choi@example.com"
_MINJAE = "minjae.jung@example.com"
_YUNA = "yuna.kang@example.com"
_DOYUN = "doyun.cho@example.com"
_EMMA = "emma.wilson@example.com"
_LUKAS = "lukas.weber@example.com"
_AIKO = "aiko.tanaka@example.com"
_CHLOE = "chloe.martin@example.com"

ORDERS = (
    DemoOrder("DB-204817", _MINA, Status.SHIPPED, ((TEA_SET, 1), (TEA, 2)), -2, 1, shipped=-1),
    DemoOrder("DB-204933", _MINA, Status.PACKING, ((MUG, 2),), -1, 2),
    DemoOrder("DB-198204", _MINA, Status.DELIVERED, ((JAR, 1),), -24, shipped=-23, settled=-21),
    DemoOrder("DB-187560", _MINA, Status.RETURNED, ((RUNNER, 1),), -58, shipped=-57, settled=-46),
    DemoOrder("DB-203112", _JAMES, Status.SHIPPED, ((JAR, 1), (MUG, 2)), -9, 2, -8, abroad=True),
    DemoOrder("DB-191077", _JAMES, Status.DELIVERED, ((TEA_SET, 1),), -41, None, -40, -31, True),
    DemoOrder("DB-204941", _JIHOON, Status.PLACED, ((POT, 1),), 0, 3),
    DemoOrder("DB-201338", _JIHOON, Status.DELIVERED, ((TEA, 3),), -12, shipped=-11, settled=-9),
    # Late on purpose: the bot has to say so.
    DemoOrder("DB-204102", _SOYEON, Status.SHIPPED, ((BOWLS, 2),), -7, -2, shipped=-5),
    DemoOrder("DB-196415", _SOYEON, Status.CANCELLED, ((RUNNER, 1), (TEA, 1)), -30, settled=-30),
    DemoOrder("DB-204950", _HANA, Status.PLACED, ((MUG, 1), (TEA, 1)), 0, 3),
    DemoOrder("DB-202765", _HANA, Status.DELIVERED, ((TEA_SET, 1),), -10, shipped=-9, settled=-7),
    DemoOrder("DB-204888", _MINJAE, Status.PACKING, ((JAR, 1), (RUNNER, 1)), -1, 2),
    DemoOrder("DB-199921", _MINJAE, Status.RETURNED, ((MUG, 4),), -20, shipped=-19, settled=-6),
    DemoOrder("DB-204761", _YUNA, Status.SHIPPED, ((POT, 1), (BOWLS, 1)), -3, 0, shipped=-2),
    DemoOrder("DB-195083", _YUNA, Status.DELIVERED, ((TEA, 2),), -34, shipped=-33, settled=-31),
    DemoOrder("DB-204902", _DOYUN, Status.CANCELLED, ((TEA_SET, 1),), -1, settled=0),
    DemoOrder("DB-200450", _DOYUN, Status.DELIVERED, ((BOWLS, 1),), -16, shipped=-15, settled=-13),
    DemoOrder("DB-204620", _EMMA, Status.SHIPPED, ((MUG, 2),), -5, 6, -4, abroad=True),
    DemoOrder("DB-204945", _EMMA, Status.PLACED, ((TEA, 4),), 0, 11, abroad=True),
    DemoOrder("DB-203877", _LUKAS, Status.PACKING, ((POT, 1), (TEA, 1)), -1, 10, abroad=True),
    DemoOrder("DB-192346", _LUKAS, Status.DELIVERED, ((BOWLS, 2),), -39, None, -38, -29, True),
    DemoOrder("DB-204377", _AIKO, Status.SHIPPED, ((TEA_SET, 2),), -6, 3, -5, abroad=True),
    DemoOrder("DB-197742", _AIKO, Status.RETURNED, ((JAR, 1),), -45, None, -44, -20, abroad=True),
    DemoOrder("DB-203958", _CHLOE, Status.CANCELLED, ((RUNNER, 2),), -6, settled=-5, abroad=True),
)

"""The port to the shop, in memory: the SQL adapter's twin, for tests and for trying things out."""

from collections.abc import Iterable

from actions.shop import Complaint, Order


class MemoryShop:
    """actions.shop.Shop over plain Python objects."""

    def __init__(self, orders: Iterable[tuple[str, Order]] = ()) -> None:
        """Orders with the e-mail address each was placed with."""
        self._orders = list(orders)
        self.complaints: list[Complaint] = []

    async def find_order(self, number: str, email: str) -> Order | None:
        """See actions.shop.Shop."""
        wanted = (number.strip().upper(), email.strip().lower())
        return next((o for owner, o in self._orders if (o.number, owner) == wanted), None)

    async def orders_of(self, email: str, limit: int) -> list[Order]:
        """See actions.shop.Shop."""
        own = [o for owner, o in self._orders if owner == email.strip().lower()]
        return sorted(own, key=lambda o: (o.placed_on, o.number), reverse=True)[:limit]

    async def record_complaint(self, complaint: Complaint) -> str:
        """See actions.shop.Shop."""
        for number, known in enumerate(self.complaints, start=1):
            if (known.conversation, known.turn) == (complaint.conversation, complaint.turn):
                return f"C-{number:05d}"
        self.complaints.append(complaint)
        return f"C-{len(self.complaints):05d}"

"""The demo shop's tables. Their names begin with `shop_`: the database may be shared."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

orders = Table(
    "shop_orders",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("status", String(16), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("total", Numeric(12, 2), nullable=False),
    Column("placed_on", Date, nullable=False),
    Column("shipped_on", Date),
    Column("expected_on", Date),
    Column("settled_on", Date),
    Column("carrier_en", String(64)),
    Column("carrier_ko", String(64)),
    Column("tracking_url", String(200)),
    Index("shop_orders_by_email", "email", "placed_on"),
)

order_items = Table(
    "shop_order_items",
    metadata,
    Column("order_number", String(16), ForeignKey("shop_orders.number"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("name_en", String(120), nullable=False),
    Column("name_ko", String(120), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("price", Numeric(12, 2), nullable=False),
)

complaints = Table(
    "shop_complaints",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation", String(64), nullable=False),
    Column("turn", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("locale", String(2), nullable=False),
    Column("email", String(254)),
    Column("received_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("conversation", "turn", name="shop_complaints_once_a_turn"),
)

# The day for which the demo orders were last dated; one row.
seed_day = Table(
    "shop_seed_day",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
)

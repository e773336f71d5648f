"""The tables of the signals. Their names begin with `faq_`: the database may be shared."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

turns = Table(
    "faq_turns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("locale", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("key", String(32), nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("entries", Text, nullable=False),  # ids with a space between
    Column("answer", String(16), nullable=False),
    Column("dismissed", String(16)),
    Index("faq_turns_by_conversation", "conversation", "at", "id"),
    Index("faq_turns_by_time", "at"),
    Index("faq_turns_by_words", "key"),
)

# No foreign key: a reaction may arrive before its turn.
reactions = Table(
    "faq_reactions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("conversation", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("turn", String(32), nullable=False),
    Column("entry", String(64), nullable=False),
    Index("faq_reactions_by_turn", "turn"),
    Index("faq_reactions_by_time", "at"),
)

# Embeddings of masked words: half-precision floats.
vectors = Table(
    "faq_vectors",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("models", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

"""Accounts and sign-ins. A database from before Alembic has them, with or without roles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("email", sa.String(200), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("roles", sa.String(100), nullable=False, server_default="agent"),
        if_not_exists=True,
    )
    op.create_table(
        "agent_sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "agent_id",
            sa.String(40),
            sa.ForeignKey("agents.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        if_not_exists=True,
    )
    columns = sa.inspect(op.get_bind()).get_columns("agents")
    if not any(column["name"] == "roles" for column in columns):
        # Before there were roles everybody was an agent, and stays one.
        roles = sa.Column("roles", sa.String(100), nullable=False, server_default="agent")
        op.add_column("agents", roles)

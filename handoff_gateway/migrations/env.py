"""Alembic's entry: runs the migrations on the connection that `schema.prepare` hands in."""

from __future__ import annotations

from alembic import context

from handoff_gateway.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()

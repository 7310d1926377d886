"""Sole traders (2026-11-22)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.add_column("organizations", sa.Column("sole_trader_id", types.Id, nullable=True))
    op.create_index(op.f("ix_organizations_sole_trader_id"), "organizations", ["sole_trader_id", "id"], unique=False)

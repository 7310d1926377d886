"""What a talk was about (2026-11-22)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.add_column("interactions", sa.Column("ticket_id", types.Id, nullable=True))
    op.add_column("interactions", sa.Column("ticket_name", sa.String(length=60), nullable=True))
    op.add_column("interactions", sa.Column("opportunity_id", types.Id, nullable=True))
    op.add_column("interactions", sa.Column("opportunity_name", sa.String(length=200), nullable=True))
    op.create_index(op.f("ix_interactions_opportunity_id"), "interactions", ["opportunity_id"], unique=False)
    op.create_index(op.f("ix_interactions_ticket_id"), "interactions", ["ticket_id"], unique=False)

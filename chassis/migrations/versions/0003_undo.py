"""What one request or job changed is found by an index, and can be undone (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.add_column("audit", sa.Column("correlation", sa.String(length=64), nullable=True))
    op.create_index("ix_audit_correlation", "audit", ["correlation", "id"], unique=False)
    op.create_table(
        "undos",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("correlation", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("conflicts", types.JsonB, nullable=False),
        sa.Column("place", sa.String(length=36), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("actor", types.JsonB, nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("finished_at", types.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undos")),
    )
    op.create_index("ix_undos_correlation", "undos", ["correlation", "id"], unique=False)

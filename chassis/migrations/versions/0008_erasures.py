"""Who has been erased, so that nothing brings a person back (2026-11-22)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "erasures",
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("erased_at", types.UTCDateTime(), nullable=False),
        sa.Column("event_id", types.Id, nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("hashes", types.JsonB, nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_erasures")),
    )

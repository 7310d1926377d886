"""Tags of records (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "record_tags",
        sa.Column("noun", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("record_id", types.Id, nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("noun", "key", "record_id", name=op.f("pk_record_tags")),
    )
    op.create_index("ix_record_tags_record", "record_tags", ["noun", "record_id"], unique=False)

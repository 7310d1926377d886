"""Search by who owns it goes through an index (2026-11-22)."""

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
    op.create_index("ix_search_index_owner_id", "search_index", ["noun", "owner_id"])
    op.create_index("ix_search_index_owner_path", "search_index", ["noun", "owner_path"])

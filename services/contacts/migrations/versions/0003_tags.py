"""Tags (2026-11-21)."""

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
    op.add_column("organizations", sa.Column("tags", types.JsonB, server_default="[]", nullable=False))
    op.add_column("people", sa.Column("tags", types.JsonB, server_default="[]", nullable=False))

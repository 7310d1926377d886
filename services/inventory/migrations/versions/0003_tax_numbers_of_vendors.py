"""Vendors have a tax number, by which the same vendor entered twice is found (2026-11-22)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("vendors", sa.Column("tax_number", sa.String(40)))

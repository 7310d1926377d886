"""Custom fields in two languages, with sections, uniqueness and search (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    for name, length in (("label_hu", 120), ("help_hu", 300), ("section", 120), ("section_hu", 120)):
        op.add_column("custom_fields", sa.Column(name, sa.String(length=length), nullable=True))
    for name in ("no_twice", "searchable", "listed"):
        op.add_column("custom_fields", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))

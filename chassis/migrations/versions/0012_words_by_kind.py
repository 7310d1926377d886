"""The full-text index knows how frequent a word is in each kind (2026-11-22)."""

import sqlalchemy as sa
from alembic import op

from chassis import search, types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    if op.get_bind().dialect.name == "postgresql":
        search.install_words(op.get_bind())
        op.execute("ANALYZE search_index")

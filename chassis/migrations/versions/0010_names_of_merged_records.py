"""What merged records are called, so that custom links that follow show the right name (2026-11-22)."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step; where the table was made by today's declaration it has the columns."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("merged_records")}
    for name in ("old_name", "new_name"):
        if name not in there:
            op.add_column("merged_records", sa.Column(name, sa.String(300)))

"""Files on records have versions, and small pictures of what they show (2026-11-22)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step. A file that is there already is its own first version."""
    with op.batch_alter_table("attachments") as table:
        table.add_column(sa.Column("file_id", types.Id, nullable=True))
        table.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("replaced_at", types.UTCDateTime(), nullable=True))
    op.execute("UPDATE attachments SET file_id = id")
    with op.batch_alter_table("attachments") as table:
        table.alter_column("file_id", existing_type=types.Id, nullable=False)
        table.alter_column("number", existing_type=sa.Integer(), server_default=None)
    op.create_index("ix_attachments_version", "attachments", ["file_id", "number"], unique=True)
    op.create_table(
        "file_previews",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.String(length=10), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "page", "size", name=op.f("pk_file_previews")),
    )

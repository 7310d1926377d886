"""Imported files are kept in chunks of rows, and mappings are remembered (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step. Files uploaded before have to be uploaded again."""
    op.execute("DELETE FROM imports")
    op.drop_column("imports", "content")
    op.add_column("imports", sa.Column("error", sa.Text(), nullable=True))
    op.create_table(
        "import_chunks",
        sa.Column("import_id", types.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("errors", types.JsonB, nullable=True),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_chunks")),
    )
    op.create_table(
        "import_keys",
        sa.Column("import_id", types.Id, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "key", name=op.f("pk_import_keys")),
    )
    op.create_table(
        "import_mappings",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("noun", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("headers", sa.String(length=64), nullable=False),
        sa.Column("mapping", types.JsonB, nullable=False),
        sa.Column("options", types.JsonB, nullable=False),
        sa.Column("used_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mappings")),
        sa.UniqueConstraint(
            "noun", "user_id", "name", "headers", name=op.f("uq_import_mappings_noun_user_id_name_headers")
        ),
    )

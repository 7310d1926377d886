"""Segments (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "segment_touches",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("record_id", types.Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_touches")),
    )
    op.create_table(
        "segments",
        sa.Column("name", types.SortText(120), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("record_kind", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("rules", types.JsonB, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("evaluated_at", types.UTCDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=True),
        sa.Column("timed", sa.Boolean(), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=36), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("owner_name", types.SortText(200), nullable=True),
        sa.Column("owner_path", sa.String(length=200), nullable=True),
        sa.Column("custom", types.JsonB, nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
    )
    op.create_index(op.f("ix_segments_active"), "segments", ["active", "id"], unique=False)
    op.create_index(op.f("ix_segments_created_at"), "segments", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_segments_evaluated_at"), "segments", ["evaluated_at", "id"], unique=False)
    op.create_index(op.f("ix_segments_members"), "segments", ["members", "id"], unique=False)
    op.create_index(op.f("ix_segments_mode"), "segments", ["mode", "id"], unique=False)
    op.create_index(op.f("ix_segments_name"), "segments", ["name", "id"], unique=False)
    op.create_index(op.f("ix_segments_owner_id"), "segments", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_segments_owner_name"), "segments", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_segments_owner_path"), "segments", ["owner_path"], unique=False)
    op.create_index(op.f("ix_segments_record_kind"), "segments", ["record_kind", "id"], unique=False)
    op.create_index(op.f("ix_segments_updated_at"), "segments", ["updated_at", "id"], unique=False)
    op.create_table(
        "segment_members",
        sa.Column("segment_id", types.Id, nullable=False),
        sa.Column("record_id", types.Id, nullable=False),
        sa.Column("since", types.UTCDateTime(), nullable=False),
        sa.Column("why", types.JsonB, nullable=True),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_segment_members_segment_id")),
        sa.PrimaryKeyConstraint("segment_id", "record_id", name=op.f("pk_segment_members")),
    )
    op.create_index(op.f("ix_segment_members_record_id"), "segment_members", ["record_id"], unique=False)
    op.create_table(
        "segment_passages",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("segment_id", types.Id, nullable=False),
        sa.Column("record_id", types.Id, nullable=False),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_segment_passages_segment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_passages")),
    )
    op.create_index("ix_segment_passages_record", "segment_passages", ["record_id", "segment_id", "id"], unique=False)
    op.create_index(op.f("ix_segment_passages_segment_id"), "segment_passages", ["segment_id"], unique=False)

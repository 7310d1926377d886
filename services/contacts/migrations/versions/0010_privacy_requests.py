"""Privacy requests (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "privacy_requests",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_by_id", sa.String(length=36), nullable=True),
        sa.Column("decided_at", types.UTCDateTime(), nullable=True),
        sa.Column("done_at", types.UTCDateTime(), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("services", types.JsonB, nullable=False),
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
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_privacy_requests_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_privacy_requests_number")),
    )
    op.create_index(op.f("ix_privacy_requests_created_at"), "privacy_requests", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_privacy_requests_due_on"), "privacy_requests", ["due_on", "id"], unique=False)
    op.create_index(op.f("ix_privacy_requests_owner_id"), "privacy_requests", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_privacy_requests_owner_name"), "privacy_requests", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_privacy_requests_owner_path"), "privacy_requests", ["owner_path"], unique=False)
    op.create_index(op.f("ix_privacy_requests_person_id"), "privacy_requests", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_privacy_requests_received_on"), "privacy_requests", ["received_on", "id"], unique=False)
    op.create_index(op.f("ix_privacy_requests_status"), "privacy_requests", ["status", "id"], unique=False)
    op.create_index(op.f("ix_privacy_requests_type"), "privacy_requests", ["type", "id"], unique=False)
    op.create_index(op.f("ix_privacy_requests_updated_at"), "privacy_requests", ["updated_at", "id"], unique=False)

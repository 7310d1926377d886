"""Contracts (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "contracts",
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", types.SortText(200), nullable=False),
        sa.Column("contract_kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("warn_days", sa.Integer(), nullable=False),
        sa.Column("renewal_months", sa.Integer(), nullable=True),
        sa.Column("value", types.FixedPoint(18, 4), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("termination_reason", sa.String(length=500), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("warn_on", sa.Date(), nullable=True),
        sa.Column("warned_for", sa.Date(), nullable=True),
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
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_contracts_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("number", name=op.f("uq_contracts_number")),
    )
    op.create_index(op.f("ix_contracts_contract_kind"), "contracts", ["contract_kind", "id"], unique=False)
    op.create_index(op.f("ix_contracts_created_at"), "contracts", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_contracts_organization_id"), "contracts", ["organization_id", "id"], unique=False)
    op.create_index(op.f("ix_contracts_owner_id"), "contracts", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_contracts_owner_name"), "contracts", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_contracts_owner_path"), "contracts", ["owner_path"], unique=False)
    op.create_index(op.f("ix_contracts_signed_on"), "contracts", ["signed_on", "id"], unique=False)
    op.create_index(op.f("ix_contracts_status"), "contracts", ["status", "id"], unique=False)
    op.create_index(op.f("ix_contracts_terminated_on"), "contracts", ["terminated_on", "id"], unique=False)
    op.create_index(op.f("ix_contracts_title"), "contracts", ["title", "id"], unique=False)
    op.create_index(op.f("ix_contracts_updated_at"), "contracts", ["updated_at", "id"], unique=False)
    op.create_index(op.f("ix_contracts_valid_from"), "contracts", ["valid_from", "id"], unique=False)
    op.create_index(op.f("ix_contracts_valid_until"), "contracts", ["valid_until", "id"], unique=False)
    op.create_index(op.f("ix_contracts_value"), "contracts", ["value", "id"], unique=False)
    op.create_index(op.f("ix_contracts_warn_on"), "contracts", ["warn_on"], unique=False)

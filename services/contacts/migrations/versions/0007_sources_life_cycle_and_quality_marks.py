"""Sources life cycle and quality marks (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "sources",
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("cost", types.FixedPoint(18, 4), nullable=True),
        sa.Column("cost_period", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
    )
    op.create_index(op.f("ix_sources_channel"), "sources", ["channel", "id"], unique=False)
    op.create_index(op.f("ix_sources_cost"), "sources", ["cost", "id"], unique=False)
    op.create_index(op.f("ix_sources_created_at"), "sources", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_sources_owner_id"), "sources", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_sources_owner_name"), "sources", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_sources_owner_path"), "sources", ["owner_path"], unique=False)
    op.create_index(op.f("ix_sources_updated_at"), "sources", ["updated_at", "id"], unique=False)
    op.create_index(op.f("ix_sources_valid_from"), "sources", ["valid_from", "id"], unique=False)
    op.create_index(op.f("ix_sources_valid_until"), "sources", ["valid_until", "id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_memberships_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_organization_id"), "memberships", ["organization_id"], unique=False)
    op.create_table(
        "organization_profiles",
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_organization_profiles_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_profiles")),
    )
    op.create_index(
        op.f("ix_organization_profiles_organization_id"), "organization_profiles", ["organization_id"], unique=False
    )
    op.create_table(
        "status_changes",
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("actor_name", types.SortText(200), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_status_changes_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_changes")),
    )
    op.create_index(op.f("ix_status_changes_actor_name"), "status_changes", ["actor_name", "id"], unique=False)
    op.create_index(op.f("ix_status_changes_at"), "status_changes", ["at", "id"], unique=False)
    op.create_index(op.f("ix_status_changes_before"), "status_changes", ["before", "id"], unique=False)
    op.create_index(op.f("ix_status_changes_created_at"), "status_changes", ["created_at", "id"], unique=False)
    op.create_index("ix_status_changes_organization_at", "status_changes", ["organization_id", "at"], unique=False)
    op.create_index(op.f("ix_status_changes_owner_id"), "status_changes", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_status_changes_owner_name"), "status_changes", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_status_changes_owner_path"), "status_changes", ["owner_path"], unique=False)
    op.create_index(op.f("ix_status_changes_rule"), "status_changes", ["rule", "id"], unique=False)
    op.create_index(op.f("ix_status_changes_status"), "status_changes", ["status", "id"], unique=False)
    op.create_index(op.f("ix_status_changes_updated_at"), "status_changes", ["updated_at", "id"], unique=False)
    op.create_table(
        "person_profiles",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_profiles_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_profiles")),
    )
    op.create_index(op.f("ix_person_profiles_person_id"), "person_profiles", ["person_id"], unique=False)
    op.add_column("organizations", sa.Column("ownership", sa.String(length=20), nullable=True))
    op.add_column("organizations", sa.Column("vip", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("organizations", sa.Column("risk", sa.String(length=20), nullable=True))
    op.add_column("organizations", sa.Column("credit_limit", types.FixedPoint(18, 4), nullable=True))
    op.add_column("organizations", sa.Column("supplier_rating", sa.Integer(), nullable=True))
    op.add_column("organizations", sa.Column("customer_rating", sa.Integer(), nullable=True))
    op.add_column("organizations", sa.Column("source_id", types.Id, nullable=True))
    op.add_column("organizations", sa.Column("customer_since", sa.Date(), nullable=True))
    op.add_column("organizations", sa.Column("status_since", types.UTCDateTime(), nullable=True))
    op.create_index(op.f("ix_organizations_credit_limit"), "organizations", ["credit_limit", "id"], unique=False)
    op.create_index(op.f("ix_organizations_customer_rating"), "organizations", ["customer_rating", "id"], unique=False)
    op.create_index(op.f("ix_organizations_customer_since"), "organizations", ["customer_since", "id"], unique=False)
    op.create_index(op.f("ix_organizations_ownership"), "organizations", ["ownership", "id"], unique=False)
    op.create_index(op.f("ix_organizations_risk"), "organizations", ["risk", "id"], unique=False)
    op.create_index(op.f("ix_organizations_source_id"), "organizations", ["source_id", "id"], unique=False)
    op.create_index(op.f("ix_organizations_status_since"), "organizations", ["status_since", "id"], unique=False)
    op.create_index(op.f("ix_organizations_supplier_rating"), "organizations", ["supplier_rating", "id"], unique=False)
    op.create_index(op.f("ix_organizations_vip"), "organizations", ["vip", "id"], unique=False)
    op.add_column("people", sa.Column("code", sa.String(length=40), nullable=True))
    op.add_column("people", sa.Column("sex", sa.String(length=10), nullable=True))
    op.add_column("people", sa.Column("name_day", sa.String(length=5), nullable=True))
    op.add_column("people", sa.Column("marital_status", sa.String(length=20), nullable=True))
    op.add_column("people", sa.Column("children", sa.Integer(), nullable=True))
    op.add_column("people", sa.Column("education", sa.String(length=20), nullable=True))
    op.add_column("people", sa.Column("habits", sa.String(length=500), nullable=True))
    op.add_column("people", sa.Column("hobby", sa.String(length=200), nullable=True))
    op.add_column("people", sa.Column("vip", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("people", sa.Column("source_id", types.Id, nullable=True))
    op.create_index(op.f("ix_people_children"), "people", ["children", "id"], unique=False)
    op.create_index(op.f("ix_people_code"), "people", ["code"], unique=True)
    op.create_index(op.f("ix_people_education"), "people", ["education", "id"], unique=False)
    op.create_index(op.f("ix_people_marital_status"), "people", ["marital_status", "id"], unique=False)
    op.create_index(op.f("ix_people_name_day"), "people", ["name_day", "id"], unique=False)
    op.create_index(op.f("ix_people_sex"), "people", ["sex", "id"], unique=False)
    op.create_index(op.f("ix_people_source_id"), "people", ["source_id", "id"], unique=False)
    op.create_index(op.f("ix_people_vip"), "people", ["vip", "id"], unique=False)
    op.execute("UPDATE organizations SET status_since = updated_at")
    op.execute("UPDATE organizations SET customer_since = date(created_at) WHERE status = 'active'")

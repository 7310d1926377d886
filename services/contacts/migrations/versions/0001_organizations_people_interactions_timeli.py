"""organizations people interactions timeline (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "customer_documents",
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("customer_id", types.Id, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("total", types.FixedPoint(18, 4), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("invoice_id", types.Id, nullable=True),
        sa.Column("owner_id", types.Id, nullable=True),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_documents")),
    )
    op.create_index("ix_customer_documents_customer_noun", "customer_documents", ["customer_id", "noun"], unique=False)
    op.create_index(op.f("ix_customer_documents_invoice_id"), "customer_documents", ["invoice_id"], unique=False)
    op.create_table(
        "organizations",
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("legal_name", sa.String(length=300), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("tax_number", sa.String(length=13), nullable=True),
        sa.Column("eu_vat_number", sa.String(length=20), nullable=True),
        sa.Column("registry_number", sa.String(length=30), nullable=True),
        sa.Column("industry", types.SortText(100), nullable=True),
        sa.Column("size", sa.String(length=20), nullable=True),
        sa.Column("website", sa.String(length=500), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("parent_id", types.Id, nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("city", types.SortText(100), nullable=True),
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
        sa.ForeignKeyConstraint(["parent_id"], ["organizations.id"], name=op.f("fk_organizations_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("code", name=op.f("uq_organizations_code")),
    )
    op.create_index(op.f("ix_organizations_city"), "organizations", ["city", "id"], unique=False)
    op.create_index(op.f("ix_organizations_created_at"), "organizations", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_organizations_email"), "organizations", ["email", "id"], unique=False)
    op.create_index(op.f("ix_organizations_eu_vat_number"), "organizations", ["eu_vat_number", "id"], unique=False)
    op.create_index(op.f("ix_organizations_industry"), "organizations", ["industry", "id"], unique=False)
    op.create_index(op.f("ix_organizations_name"), "organizations", ["name", "id"], unique=False)
    op.create_index(op.f("ix_organizations_owner_id"), "organizations", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_organizations_owner_name"), "organizations", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_organizations_owner_path"), "organizations", ["owner_path"], unique=False)
    op.create_index(op.f("ix_organizations_parent_id"), "organizations", ["parent_id", "id"], unique=False)
    op.create_index(op.f("ix_organizations_phone"), "organizations", ["phone", "id"], unique=False)
    op.create_index(op.f("ix_organizations_registry_number"), "organizations", ["registry_number", "id"], unique=False)
    op.create_index(op.f("ix_organizations_size"), "organizations", ["size", "id"], unique=False)
    op.create_index(op.f("ix_organizations_status"), "organizations", ["status", "id"], unique=False)
    op.create_index(op.f("ix_organizations_tax_number"), "organizations", ["tax_number", "id"], unique=False)
    op.create_index(op.f("ix_organizations_updated_at"), "organizations", ["updated_at", "id"], unique=False)
    op.create_table(
        "timeline",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("time", types.UTCDateTime(), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("owner_id", types.Id, nullable=True),
        sa.Column("data", types.JsonB, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline")),
        sa.UniqueConstraint("event_id", "ref", name=op.f("uq_timeline_event_id_ref")),
    )
    op.create_index("ix_timeline_ref_time_id", "timeline", ["ref", "time", "id"], unique=False)
    op.create_index("ix_timeline_subject_time", "timeline", ["subject", "time"], unique=False)
    op.create_table(
        "organization_addresses",
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("region", sa.String(length=100), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_organization_addresses_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_addresses")),
    )
    op.create_index(
        op.f("ix_organization_addresses_organization_id"), "organization_addresses", ["organization_id"], unique=False
    )
    op.create_table(
        "organization_emails",
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_organization_emails_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_emails")),
    )
    op.create_index(op.f("ix_organization_emails_email"), "organization_emails", ["email"], unique=False)
    op.create_index(
        op.f("ix_organization_emails_organization_id"), "organization_emails", ["organization_id"], unique=False
    )
    op.create_table(
        "organization_phones",
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_organization_phones_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_phones")),
    )
    op.create_index(op.f("ix_organization_phones_number"), "organization_phones", ["number"], unique=False)
    op.create_index(
        op.f("ix_organization_phones_organization_id"), "organization_phones", ["organization_id"], unique=False
    )
    op.create_table(
        "people",
        sa.Column("name", types.SortText(300), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=True),
        sa.Column("family_name", types.SortText(100), nullable=False),
        sa.Column("given_name", types.SortText(100), nullable=True),
        sa.Column("organization_id", types.Id, nullable=True),
        sa.Column("job_title", types.SortText(100), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("marketing_consent", sa.Boolean(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_source", sa.String(length=200), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("city", types.SortText(100), nullable=True),
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
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_people_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_birth_date"), "people", ["birth_date", "id"], unique=False)
    op.create_index(op.f("ix_people_city"), "people", ["city", "id"], unique=False)
    op.create_index(op.f("ix_people_created_at"), "people", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_people_email"), "people", ["email", "id"], unique=False)
    op.create_index(op.f("ix_people_family_name"), "people", ["family_name", "id"], unique=False)
    op.create_index(op.f("ix_people_given_name"), "people", ["given_name", "id"], unique=False)
    op.create_index(op.f("ix_people_job_title"), "people", ["job_title", "id"], unique=False)
    op.create_index(op.f("ix_people_name"), "people", ["name", "id"], unique=False)
    op.create_index(op.f("ix_people_organization_id"), "people", ["organization_id", "id"], unique=False)
    op.create_index(op.f("ix_people_owner_id"), "people", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_people_owner_name"), "people", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_people_owner_path"), "people", ["owner_path"], unique=False)
    op.create_index(op.f("ix_people_phone"), "people", ["phone", "id"], unique=False)
    op.create_index(op.f("ix_people_updated_at"), "people", ["updated_at", "id"], unique=False)
    op.create_table(
        "interactions",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("happened_at", types.UTCDateTime(), nullable=False),
        sa.Column("subject", types.SortText(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("agreed", sa.Text(), nullable=True),
        sa.Column("organization_id", types.Id, nullable=True),
        sa.Column("person_id", types.Id, nullable=True),
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
            ["organization_id"], ["organizations.id"], name=op.f("fk_interactions_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_interactions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
    )
    op.create_index(op.f("ix_interactions_channel"), "interactions", ["channel", "id"], unique=False)
    op.create_index(op.f("ix_interactions_created_at"), "interactions", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_interactions_happened_at"), "interactions", ["happened_at", "id"], unique=False)
    op.create_index(op.f("ix_interactions_organization_id"), "interactions", ["organization_id", "id"], unique=False)
    op.create_index(op.f("ix_interactions_owner_id"), "interactions", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_interactions_owner_name"), "interactions", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_interactions_owner_path"), "interactions", ["owner_path"], unique=False)
    op.create_index(op.f("ix_interactions_person_id"), "interactions", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_interactions_subject"), "interactions", ["subject", "id"], unique=False)
    op.create_index(op.f("ix_interactions_updated_at"), "interactions", ["updated_at", "id"], unique=False)
    op.create_table(
        "person_addresses",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("region", sa.String(length=100), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_addresses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_addresses")),
    )
    op.create_index(op.f("ix_person_addresses_person_id"), "person_addresses", ["person_id"], unique=False)
    op.create_table(
        "person_emails",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_emails_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_emails")),
    )
    op.create_index(op.f("ix_person_emails_email"), "person_emails", ["email"], unique=False)
    op.create_index(op.f("ix_person_emails_person_id"), "person_emails", ["person_id"], unique=False)
    op.create_table(
        "person_phones",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_phones_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_phones")),
    )
    op.create_index(op.f("ix_person_phones_number"), "person_phones", ["number"], unique=False)
    op.create_index(op.f("ix_person_phones_person_id"), "person_phones", ["person_id"], unique=False)

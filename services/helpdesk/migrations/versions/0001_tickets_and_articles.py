"""tickets and articles (2026-11-21)."""

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
        "articles",
        sa.Column("title", types.SortText(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("product_id", types.Id, nullable=True),
        sa.Column("product_name", types.SortText(200), nullable=True),
        sa.Column("ticket_id", types.Id, nullable=True),
        sa.Column("ticket_number", sa.String(length=40), nullable=True),
        sa.Column("published_at", types.UTCDateTime(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_index(op.f("ix_articles_audience"), "articles", ["audience"], unique=False)
    op.create_index(op.f("ix_articles_created_at"), "articles", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_articles_language"), "articles", ["language"], unique=False)
    op.create_index(op.f("ix_articles_owner_id"), "articles", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_articles_owner_name"), "articles", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_articles_owner_path"), "articles", ["owner_path"], unique=False)
    op.create_index(op.f("ix_articles_product_id"), "articles", ["product_id"], unique=False)
    op.create_index(op.f("ix_articles_published_at"), "articles", ["published_at", "id"], unique=False)
    op.create_index(op.f("ix_articles_status"), "articles", ["status", "id"], unique=False)
    op.create_index(op.f("ix_articles_ticket_id"), "articles", ["ticket_id"], unique=False)
    op.create_index(op.f("ix_articles_title"), "articles", ["title", "id"], unique=False)
    op.create_index(op.f("ix_articles_updated_at"), "articles", ["updated_at", "id"], unique=False)
    op.create_table(
        "known_organizations",
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_organizations")),
    )
    op.create_index(op.f("ix_known_organizations_email"), "known_organizations", ["email"], unique=False)
    op.create_table(
        "known_people",
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("organization_id", types.Id, nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_people")),
    )
    op.create_index(op.f("ix_known_people_email"), "known_people", ["email"], unique=False)
    op.create_index(op.f("ix_known_people_organization_id"), "known_people", ["organization_id"], unique=False)
    op.create_table(
        "known_products",
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_products")),
    )
    op.create_table(
        "tickets",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("subject", types.SortText(200), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("organization_id", types.Id, nullable=True),
        sa.Column("organization_name", types.SortText(200), nullable=True),
        sa.Column("person_id", types.Id, nullable=True),
        sa.Column("person_name", types.SortText(200), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("product_id", types.Id, nullable=True),
        sa.Column("product_name", types.SortText(200), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("awaiting_since", types.UTCDateTime(), nullable=True),
        sa.Column("last_message_at", types.UTCDateTime(), nullable=True),
        sa.Column("first_answered_at", types.UTCDateTime(), nullable=True),
        sa.Column("solved_at", types.UTCDateTime(), nullable=True),
        sa.Column("hand_offs", sa.Integer(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    op.create_index(op.f("ix_tickets_awaiting_since"), "tickets", ["awaiting_since", "id"], unique=False)
    op.create_index(op.f("ix_tickets_channel"), "tickets", ["channel"], unique=False)
    op.create_index(op.f("ix_tickets_contact_email"), "tickets", ["contact_email", "id"], unique=False)
    op.create_index(op.f("ix_tickets_created_at"), "tickets", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_tickets_last_message_at"), "tickets", ["last_message_at", "id"], unique=False)
    op.create_index(op.f("ix_tickets_organization_id"), "tickets", ["organization_id"], unique=False)
    op.create_index(op.f("ix_tickets_owner_id"), "tickets", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_tickets_owner_name"), "tickets", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_tickets_owner_path"), "tickets", ["owner_path"], unique=False)
    op.create_index(op.f("ix_tickets_person_id"), "tickets", ["person_id"], unique=False)
    op.create_index(op.f("ix_tickets_priority"), "tickets", ["priority"], unique=False)
    op.create_index(op.f("ix_tickets_product_id"), "tickets", ["product_id"], unique=False)
    op.create_index(op.f("ix_tickets_reference"), "tickets", ["reference", "id"], unique=False)
    op.create_index(op.f("ix_tickets_solved_at"), "tickets", ["solved_at", "id"], unique=False)
    op.create_index(op.f("ix_tickets_status"), "tickets", ["status", "id"], unique=False)
    op.create_index("ix_tickets_status_awaiting_since", "tickets", ["status", "awaiting_since"], unique=False)
    op.create_index(op.f("ix_tickets_subject"), "tickets", ["subject", "id"], unique=False)
    op.create_index(op.f("ix_tickets_type"), "tickets", ["type", "id"], unique=False)
    op.create_index(op.f("ix_tickets_updated_at"), "tickets", ["updated_at", "id"], unique=False)
    op.create_table(
        "ticket_messages",
        sa.Column("ticket_id", types.Id, nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attachment_ids", types.JsonB, nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_messages_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_messages")),
    )
    op.create_index(op.f("ix_ticket_messages_ticket_id"), "ticket_messages", ["ticket_id"], unique=False)

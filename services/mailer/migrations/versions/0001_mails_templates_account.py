"""mails templates account (2026-11-21)."""

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
        "accounts",
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("reply_to", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("footer_hu", sa.Text(), nullable=True),
        sa.Column("footer_en", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_created_at"), "accounts", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_accounts_owner_id"), "accounts", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_accounts_owner_name"), "accounts", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_accounts_owner_path"), "accounts", ["owner_path"], unique=False)
    op.create_index(op.f("ix_accounts_updated_at"), "accounts", ["updated_at", "id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("to_address", sa.String(length=254), nullable=True),
        sa.Column("to_name", sa.String(length=200), nullable=True),
        sa.Column("cc", types.JsonB, nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("sender", sa.String(length=600), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=1000), nullable=True),
        sa.Column("event_type", sa.String(length=100), nullable=True),
        sa.Column("event_id", types.Id, nullable=True),
        sa.Column("template_id", types.Id, nullable=True),
        sa.Column("send_key", sa.String(length=400), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("refs", types.JsonB, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("next_try_at", types.UTCDateTime(), nullable=True),
        sa.Column("sending_since", types.UTCDateTime(), nullable=True),
        sa.Column("sent_at", types.UTCDateTime(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("message_id", name=op.f("uq_messages_message_id")),
        sa.UniqueConstraint("send_key", name=op.f("uq_messages_send_key")),
    )
    op.create_index(op.f("ix_messages_created_at"), "messages", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_messages_event_id"), "messages", ["event_id"], unique=False)
    op.create_index(op.f("ix_messages_event_type"), "messages", ["event_type", "id"], unique=False)
    op.create_index(op.f("ix_messages_owner_id"), "messages", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_messages_owner_name"), "messages", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_messages_owner_path"), "messages", ["owner_path"], unique=False)
    op.create_index(op.f("ix_messages_sent_at"), "messages", ["sent_at", "id"], unique=False)
    op.create_index(op.f("ix_messages_status"), "messages", ["status", "id"], unique=False)
    op.create_index(op.f("ix_messages_subject"), "messages", ["subject", "id"], unique=False)
    op.create_index(op.f("ix_messages_template_id"), "messages", ["template_id"], unique=False)
    op.create_index(op.f("ix_messages_to_address"), "messages", ["to_address", "id"], unique=False)
    op.create_index(op.f("ix_messages_updated_at"), "messages", ["updated_at", "id"], unique=False)
    op.create_table(
        "templates",
        sa.Column("event_type", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("send_to", sa.String(length=1000), nullable=True),
        sa.Column("edited", sa.Boolean(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        sa.UniqueConstraint("event_type", "language", name=op.f("uq_templates_event_type_language")),
    )
    op.create_index(op.f("ix_templates_created_at"), "templates", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_templates_enabled"), "templates", ["enabled"], unique=False)
    op.create_index(op.f("ix_templates_event_type"), "templates", ["event_type", "id"], unique=False)
    op.create_index(op.f("ix_templates_language"), "templates", ["language", "id"], unique=False)
    op.create_index(op.f("ix_templates_owner_id"), "templates", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_templates_owner_name"), "templates", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_templates_owner_path"), "templates", ["owner_path"], unique=False)
    op.create_index(op.f("ix_templates_updated_at"), "templates", ["updated_at", "id"], unique=False)
    op.create_table(
        "message_documents",
        sa.Column("message_id", types.Id, nullable=False),
        sa.Column("service", sa.String(length=50), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_documents_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_documents")),
    )
    op.create_index(op.f("ix_message_documents_message_id"), "message_documents", ["message_id"], unique=False)

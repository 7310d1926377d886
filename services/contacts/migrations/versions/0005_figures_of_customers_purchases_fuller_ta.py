"""Figures of customers, purchases, fuller talks (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "customer_figures",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        sa.Column("revenue", types.FixedPoint(18, 4), nullable=False),
        sa.Column("revenue_12m", types.FixedPoint(18, 4), nullable=False),
        sa.Column("revenue_prev_12m", types.FixedPoint(18, 4), nullable=False),
        sa.Column("unpaid", types.FixedPoint(18, 4), nullable=False),
        sa.Column("overdue", types.FixedPoint(18, 4), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("open_tickets", sa.Integer(), nullable=False),
        sa.Column("complaints", sa.Integer(), nullable=False),
        sa.Column("first_purchase_on", sa.Date(), nullable=True),
        sa.Column("last_purchase_on", sa.Date(), nullable=True),
        sa.Column("last_contact_at", types.UTCDateTime(), nullable=True),
        sa.Column("last_contact_by", sa.String(length=200), nullable=True),
        sa.Column("last_contact_channel", sa.String(length=20), nullable=True),
        sa.Column("ages_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_figures")),
    )
    op.create_index(op.f("ix_customer_figures_ages_on"), "customer_figures", ["ages_on"], unique=False)
    op.create_index(op.f("ix_customer_figures_complaints"), "customer_figures", ["complaints"], unique=False)
    op.create_index(
        op.f("ix_customer_figures_first_purchase_on"), "customer_figures", ["first_purchase_on"], unique=False
    )
    op.create_index(op.f("ix_customer_figures_last_contact_at"), "customer_figures", ["last_contact_at"], unique=False)
    op.create_index(
        op.f("ix_customer_figures_last_purchase_on"), "customer_figures", ["last_purchase_on"], unique=False
    )
    op.create_index(op.f("ix_customer_figures_open_tickets"), "customer_figures", ["open_tickets"], unique=False)
    op.create_index(op.f("ix_customer_figures_overdue"), "customer_figures", ["overdue"], unique=False)
    op.create_index(op.f("ix_customer_figures_revenue"), "customer_figures", ["revenue"], unique=False)
    op.create_index(op.f("ix_customer_figures_revenue_12m"), "customer_figures", ["revenue_12m"], unique=False)
    op.create_index(
        op.f("ix_customer_figures_revenue_prev_12m"), "customer_figures", ["revenue_prev_12m"], unique=False
    )
    op.create_index(op.f("ix_customer_figures_unpaid"), "customer_figures", ["unpaid"], unique=False)
    op.create_table(
        "purchase_lines",
        sa.Column("document_id", types.Id, nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("customer_id", types.Id, nullable=False),
        sa.Column("owner_id", types.Id, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("product_id", types.Id, nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("name", types.SortText(500), nullable=False),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("net", types.FixedPoint(18, 4), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_lines")),
    )
    op.create_index("ix_purchase_lines_customer_day", "purchase_lines", ["customer_id", "day", "id"], unique=False)
    op.create_index(
        "ix_purchase_lines_customer_product", "purchase_lines", ["customer_id", "product_id", "day"], unique=False
    )
    op.create_index(op.f("ix_purchase_lines_document_id"), "purchase_lines", ["document_id"], unique=False)
    op.create_table(
        "interaction_colleagues",
        sa.Column("interaction_id", types.Id, nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_interaction_colleagues_interaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction_colleagues")),
    )
    op.create_index(
        op.f("ix_interaction_colleagues_interaction_id"), "interaction_colleagues", ["interaction_id"], unique=False
    )
    op.create_index(op.f("ix_interaction_colleagues_user_id"), "interaction_colleagues", ["user_id"], unique=False)
    op.create_table(
        "interaction_participants",
        sa.Column("interaction_id", types.Id, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_interaction_participants_interaction_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_interaction_participants_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction_participants")),
    )
    op.create_index(
        op.f("ix_interaction_participants_interaction_id"), "interaction_participants", ["interaction_id"], unique=False
    )
    op.create_index(
        op.f("ix_interaction_participants_person_id"), "interaction_participants", ["person_id"], unique=False
    )
    op.add_column("customer_documents", sa.Column("customer_kind", sa.String(length=12), nullable=True))
    op.add_column("customer_documents", sa.Column("person_id", types.Id, nullable=True))
    op.add_column("customer_documents", sa.Column("number", sa.String(length=60), nullable=True))
    op.add_column("customer_documents", sa.Column("topic", sa.String(length=20), nullable=True))
    op.add_column("customer_documents", sa.Column("net", types.FixedPoint(18, 4), nullable=True))
    op.add_column("customer_documents", sa.Column("day", sa.Date(), nullable=True))
    op.create_index("ix_customer_documents_person_noun", "customer_documents", ["person_id", "noun"], unique=False)
    op.add_column("interactions", sa.Column("direction", sa.String(length=10), nullable=True))
    op.add_column("interactions", sa.Column("minutes", sa.Integer(), nullable=True))
    op.add_column("interactions", sa.Column("asked", sa.Text(), nullable=True))
    op.add_column("interactions", sa.Column("next_step", sa.String(length=300), nullable=True))
    op.add_column("interactions", sa.Column("next_step_on", sa.Date(), nullable=True))
    op.add_column("interactions", sa.Column("next_step_done", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_interactions_direction"), "interactions", ["direction", "id"], unique=False)
    op.create_index(op.f("ix_interactions_next_step_done"), "interactions", ["next_step_done", "id"], unique=False)
    op.create_index(op.f("ix_interactions_next_step_on"), "interactions", ["next_step_on", "id"], unique=False)
    op.create_index(
        "ix_interactions_organization_happened", "interactions", ["organization_id", "happened_at"], unique=False
    )
    op.create_index("ix_interactions_person_happened", "interactions", ["person_id", "happened_at"], unique=False)
    op.add_column("timeline", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_timeline_ref_time_event", "timeline", ["ref", "time", "event_id"], unique=False)
    op.drop_index("ix_timeline_ref_time_id", table_name="timeline")

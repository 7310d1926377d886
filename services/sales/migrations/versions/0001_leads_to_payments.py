"""leads to payments (2026-11-21)."""

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
        "company",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("tax_number", sa.String(length=40), nullable=True),
        sa.Column("eu_vat", sa.String(length=40), nullable=True),
        sa.Column("registry_number", sa.String(length=40), nullable=True),
        sa.Column("bank_account", sa.String(length=60), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("website", sa.String(length=500), nullable=True),
        sa.Column("logo_text", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("vat_rate", types.FixedPoint(7, 4), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("quote_days", sa.Integer(), nullable=False),
        sa.Column("invoice_series", sa.String(length=10), nullable=False),
        sa.Column("legal_notes", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_index(op.f("ix_company_created_at"), "company", ["created_at"], unique=False)
    op.create_index(op.f("ix_company_owner_id"), "company", ["owner_id"], unique=False)
    op.create_index(op.f("ix_company_owner_name"), "company", ["owner_name"], unique=False)
    op.create_index(op.f("ix_company_owner_path"), "company", ["owner_path"], unique=False)
    op.create_index(op.f("ix_company_updated_at"), "company", ["updated_at"], unique=False)
    op.create_table(
        "customers",
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("name", types.SortText(300), nullable=False),
        sa.Column("folded", sa.String(length=600), nullable=False),
        sa.Column("organization_id", types.Id, nullable=True),
        sa.Column("organization_name", sa.String(length=200), nullable=True),
        sa.Column("tax_number", sa.String(length=40), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("owner_name", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index(op.f("ix_customers_name"), "customers", ["name"], unique=False)
    op.create_index(op.f("ix_customers_organization_id"), "customers", ["organization_id"], unique=False)
    op.create_table(
        "leads",
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("company_name", sa.String(length=200), nullable=True),
        sa.Column("family_name", sa.String(length=100), nullable=True),
        sa.Column("given_name", sa.String(length=100), nullable=True),
        sa.Column("job_title", sa.String(length=100), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("website", sa.String(length=500), nullable=True),
        sa.Column("tax_number", sa.String(length=40), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("city", types.SortText(100), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("estimated_value", types.FixedPoint(18, 4), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("disqualify_reason", sa.String(length=500), nullable=True),
        sa.Column("organization_id", types.Id, nullable=True),
        sa.Column("organization_name", sa.String(length=200), nullable=True),
        sa.Column("person_id", types.Id, nullable=True),
        sa.Column("person_name", sa.String(length=300), nullable=True),
        sa.Column("opportunity_id", types.Id, nullable=True),
        sa.Column("opportunity_name", sa.String(length=200), nullable=True),
        sa.Column("converted_at", types.UTCDateTime(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
    )
    op.create_index(op.f("ix_leads_city"), "leads", ["city", "id"], unique=False)
    op.create_index(op.f("ix_leads_created_at"), "leads", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_leads_email"), "leads", ["email", "id"], unique=False)
    op.create_index(op.f("ix_leads_estimated_value"), "leads", ["estimated_value", "id"], unique=False)
    op.create_index(op.f("ix_leads_name"), "leads", ["name", "id"], unique=False)
    op.create_index(op.f("ix_leads_organization_id"), "leads", ["organization_id", "id"], unique=False)
    op.create_index(op.f("ix_leads_owner_id"), "leads", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_leads_owner_name"), "leads", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_leads_owner_path"), "leads", ["owner_path"], unique=False)
    op.create_index(op.f("ix_leads_person_id"), "leads", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_leads_phone"), "leads", ["phone", "id"], unique=False)
    op.create_index(op.f("ix_leads_score"), "leads", ["score", "id"], unique=False)
    op.create_index(op.f("ix_leads_source"), "leads", ["source", "id"], unique=False)
    op.create_index(op.f("ix_leads_status"), "leads", ["status", "id"], unique=False)
    op.create_index(op.f("ix_leads_updated_at"), "leads", ["updated_at", "id"], unique=False)
    op.create_table(
        "products",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("folded", sa.String(length=500), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("price", types.FixedPoint(18, 4), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("vat_rate", types.FixedPoint(7, 4), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    op.create_index(op.f("ix_products_code"), "products", ["code"], unique=False)
    op.create_index(op.f("ix_products_name"), "products", ["name"], unique=False)
    op.create_table(
        "lead_interests",
        sa.Column("lead_id", types.Id, nullable=False),
        sa.Column("product_id", types.Id, nullable=True),
        sa.Column("product_name", sa.String(length=200), nullable=True),
        sa.Column("description", sa.String(length=500), nullable=True),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_interests_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_interests")),
    )
    op.create_index(op.f("ix_lead_interests_lead_id"), "lead_interests", ["lead_id"], unique=False)
    op.create_table(
        "opportunities",
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("customer_id", types.Id, nullable=True),
        sa.Column("customer_name", types.SortText(300), nullable=False),
        sa.Column("person_id", types.Id, nullable=True),
        sa.Column("person_name", sa.String(length=300), nullable=True),
        sa.Column("amount", types.FixedPoint(18, 4), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.String(length=500), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("lead_id", types.Id, nullable=True),
        sa.Column("lead_name", sa.String(length=200), nullable=True),
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
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_opportunities_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunities")),
    )
    op.create_index(op.f("ix_opportunities_amount"), "opportunities", ["amount", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_closed_on"), "opportunities", ["closed_on", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_created_at"), "opportunities", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_customer_id"), "opportunities", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_customer_name"), "opportunities", ["customer_name", "id"], unique=False)
    op.create_index(
        op.f("ix_opportunities_expected_close_on"), "opportunities", ["expected_close_on", "id"], unique=False
    )
    op.create_index(op.f("ix_opportunities_lead_id"), "opportunities", ["lead_id", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_name"), "opportunities", ["name", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_owner_id"), "opportunities", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_owner_name"), "opportunities", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_owner_path"), "opportunities", ["owner_path"], unique=False)
    op.create_index(op.f("ix_opportunities_person_id"), "opportunities", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_source"), "opportunities", ["source", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_stage"), "opportunities", ["stage", "id"], unique=False)
    op.create_index(op.f("ix_opportunities_updated_at"), "opportunities", ["updated_at", "id"], unique=False)
    op.create_table(
        "opportunity_interests",
        sa.Column("opportunity_id", types.Id, nullable=False),
        sa.Column("product_id", types.Id, nullable=True),
        sa.Column("product_name", sa.String(length=200), nullable=True),
        sa.Column("description", sa.String(length=500), nullable=True),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunities.id"], name=op.f("fk_opportunity_interests_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_interests")),
    )
    op.create_index(
        op.f("ix_opportunity_interests_opportunity_id"), "opportunity_interests", ["opportunity_id"], unique=False
    )
    op.create_table(
        "quotes",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("opportunity_id", types.Id, nullable=True),
        sa.Column("opportunity_name", sa.String(length=200), nullable=True),
        sa.Column("order_id", types.Id, nullable=True),
        sa.Column("order_number", sa.String(length=40), nullable=True),
        sa.Column("decline_reason", sa.String(length=500), nullable=True),
        sa.Column("customer_id", types.Id, nullable=True),
        sa.Column("customer_name", types.SortText(300), nullable=False),
        sa.Column("customer_address", sa.Text(), nullable=True),
        sa.Column("customer_tax_number", sa.String(length=40), nullable=True),
        sa.Column("customer_email", sa.String(length=254), nullable=True),
        sa.Column("person_id", types.Id, nullable=True),
        sa.Column("person_name", sa.String(length=300), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_total", types.FixedPoint(18, 4), nullable=False),
        sa.Column("vat_total", types.FixedPoint(18, 4), nullable=False),
        sa.Column("total", types.FixedPoint(18, 4), nullable=False),
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
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name=op.f("fk_quotes_opportunity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("number", name=op.f("uq_quotes_number")),
    )
    op.create_index(op.f("ix_quotes_created_at"), "quotes", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_quotes_customer_id"), "quotes", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_quotes_customer_name"), "quotes", ["customer_name", "id"], unique=False)
    op.create_index(op.f("ix_quotes_opportunity_id"), "quotes", ["opportunity_id", "id"], unique=False)
    op.create_index(op.f("ix_quotes_owner_id"), "quotes", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_quotes_owner_name"), "quotes", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_quotes_owner_path"), "quotes", ["owner_path"], unique=False)
    op.create_index(op.f("ix_quotes_person_id"), "quotes", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_quotes_status"), "quotes", ["status", "id"], unique=False)
    op.create_index(op.f("ix_quotes_total"), "quotes", ["total", "id"], unique=False)
    op.create_index(op.f("ix_quotes_updated_at"), "quotes", ["updated_at", "id"], unique=False)
    op.create_index(op.f("ix_quotes_valid_until"), "quotes", ["valid_until", "id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("stock_state", sa.String(length=20), nullable=False),
        sa.Column("stock_version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("deliver_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("invoiced_on", sa.Date(), nullable=True),
        sa.Column("quote_id", types.Id, nullable=True),
        sa.Column("quote_number", sa.String(length=40), nullable=True),
        sa.Column("invoice_id", types.Id, nullable=True),
        sa.Column("invoice_number", sa.String(length=40), nullable=True),
        sa.Column("customer_id", types.Id, nullable=True),
        sa.Column("customer_name", types.SortText(300), nullable=False),
        sa.Column("customer_address", sa.Text(), nullable=True),
        sa.Column("customer_tax_number", sa.String(length=40), nullable=True),
        sa.Column("customer_email", sa.String(length=254), nullable=True),
        sa.Column("person_id", types.Id, nullable=True),
        sa.Column("person_name", sa.String(length=300), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_total", types.FixedPoint(18, 4), nullable=False),
        sa.Column("vat_total", types.FixedPoint(18, 4), nullable=False),
        sa.Column("total", types.FixedPoint(18, 4), nullable=False),
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
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_orders_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index(op.f("ix_orders_created_at"), "orders", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_orders_customer_id"), "orders", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_orders_customer_name"), "orders", ["customer_name", "id"], unique=False)
    op.create_index(op.f("ix_orders_deliver_on"), "orders", ["deliver_on", "id"], unique=False)
    op.create_index(op.f("ix_orders_invoiced_on"), "orders", ["invoiced_on", "id"], unique=False)
    op.create_index(op.f("ix_orders_ordered_on"), "orders", ["ordered_on", "id"], unique=False)
    op.create_index(op.f("ix_orders_owner_id"), "orders", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_orders_owner_name"), "orders", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_orders_owner_path"), "orders", ["owner_path"], unique=False)
    op.create_index(op.f("ix_orders_person_id"), "orders", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_orders_quote_id"), "orders", ["quote_id", "id"], unique=False)
    op.create_index(op.f("ix_orders_reference"), "orders", ["reference", "id"], unique=False)
    op.create_index(op.f("ix_orders_status"), "orders", ["status", "id"], unique=False)
    op.create_index(op.f("ix_orders_stock_state"), "orders", ["stock_state", "id"], unique=False)
    op.create_index(op.f("ix_orders_total"), "orders", ["total", "id"], unique=False)
    op.create_index(op.f("ix_orders_updated_at"), "orders", ["updated_at", "id"], unique=False)
    op.create_table(
        "quote_lines",
        sa.Column("quote_id", types.Id, nullable=False),
        sa.Column("product_id", types.Id, nullable=True),
        sa.Column("product_name", sa.String(length=200), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("unit_price", types.FixedPoint(18, 4), nullable=False),
        sa.Column("discount", types.FixedPoint(7, 4), nullable=False),
        sa.Column("vat_rate", types.FixedPoint(7, 4), nullable=False),
        sa.Column("net", types.FixedPoint(18, 4), nullable=False),
        sa.Column("vat", types.FixedPoint(18, 4), nullable=False),
        sa.Column("gross", types.FixedPoint(18, 4), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_quote_lines_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_lines")),
    )
    op.create_index(op.f("ix_quote_lines_quote_id"), "quote_lines", ["quote_id"], unique=False)
    op.create_table(
        "invoices",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("fulfilled_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("payment_method", sa.String(length=20), nullable=False),
        sa.Column("paid_total", types.FixedPoint(18, 4), nullable=False),
        sa.Column("open_total", types.FixedPoint(18, 4), nullable=False),
        sa.Column("overdue_on", sa.Date(), nullable=True),
        sa.Column("order_id", types.Id, nullable=True),
        sa.Column("order_number", sa.String(length=40), nullable=True),
        sa.Column("cancels_id", types.Id, nullable=True),
        sa.Column("cancels_number", sa.String(length=40), nullable=True),
        sa.Column("cancelled_by_id", types.Id, nullable=True),
        sa.Column("cancelled_by_number", sa.String(length=40), nullable=True),
        sa.Column("customer_id", types.Id, nullable=True),
        sa.Column("customer_name", types.SortText(300), nullable=False),
        sa.Column("customer_address", sa.Text(), nullable=True),
        sa.Column("customer_tax_number", sa.String(length=40), nullable=True),
        sa.Column("customer_email", sa.String(length=254), nullable=True),
        sa.Column("person_id", types.Id, nullable=True),
        sa.Column("person_name", sa.String(length=300), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_total", types.FixedPoint(18, 4), nullable=False),
        sa.Column("vat_total", types.FixedPoint(18, 4), nullable=False),
        sa.Column("total", types.FixedPoint(18, 4), nullable=False),
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
        sa.ForeignKeyConstraint(["cancels_id"], ["invoices.id"], name=op.f("fk_invoices_cancels_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_invoices_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("number", name=op.f("uq_invoices_number")),
    )
    op.create_index(op.f("ix_invoices_cancels_id"), "invoices", ["cancels_id", "id"], unique=False)
    op.create_index(op.f("ix_invoices_created_at"), "invoices", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_invoices_customer_id"), "invoices", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_invoices_customer_name"), "invoices", ["customer_name", "id"], unique=False)
    op.create_index(op.f("ix_invoices_due_on"), "invoices", ["due_on", "id"], unique=False)
    op.create_index(op.f("ix_invoices_issued_on"), "invoices", ["issued_on", "id"], unique=False)
    op.create_index(op.f("ix_invoices_open_total"), "invoices", ["open_total", "id"], unique=False)
    op.create_index(op.f("ix_invoices_order_id"), "invoices", ["order_id", "id"], unique=False)
    op.create_index(op.f("ix_invoices_overdue_on"), "invoices", ["overdue_on", "id"], unique=False)
    op.create_index(op.f("ix_invoices_owner_id"), "invoices", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_invoices_owner_name"), "invoices", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_invoices_owner_path"), "invoices", ["owner_path"], unique=False)
    op.create_index(op.f("ix_invoices_person_id"), "invoices", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_invoices_status"), "invoices", ["status", "id"], unique=False)
    op.create_index(op.f("ix_invoices_total"), "invoices", ["total", "id"], unique=False)
    op.create_index(op.f("ix_invoices_updated_at"), "invoices", ["updated_at", "id"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("order_id", types.Id, nullable=False),
        sa.Column("stock_state", sa.String(length=20), nullable=False),
        sa.Column("missing", types.FixedPoint(18, 4), nullable=True),
        sa.Column("product_id", types.Id, nullable=True),
        sa.Column("product_name", sa.String(length=200), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("unit_price", types.FixedPoint(18, 4), nullable=False),
        sa.Column("discount", types.FixedPoint(7, 4), nullable=False),
        sa.Column("vat_rate", types.FixedPoint(7, 4), nullable=False),
        sa.Column("net", types.FixedPoint(18, 4), nullable=False),
        sa.Column("vat", types.FixedPoint(18, 4), nullable=False),
        sa.Column("gross", types.FixedPoint(18, 4), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index(op.f("ix_order_lines_order_id"), "order_lines", ["order_id"], unique=False)
    op.create_table(
        "invoice_lines",
        sa.Column("invoice_id", types.Id, nullable=False),
        sa.Column("order_line_id", types.Id, nullable=True),
        sa.Column("product_id", types.Id, nullable=True),
        sa.Column("product_name", sa.String(length=200), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("unit_price", types.FixedPoint(18, 4), nullable=False),
        sa.Column("discount", types.FixedPoint(7, 4), nullable=False),
        sa.Column("vat_rate", types.FixedPoint(7, 4), nullable=False),
        sa.Column("net", types.FixedPoint(18, 4), nullable=False),
        sa.Column("vat", types.FixedPoint(18, 4), nullable=False),
        sa.Column("gross", types.FixedPoint(18, 4), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_lines_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_lines")),
    )
    op.create_index(op.f("ix_invoice_lines_invoice_id"), "invoice_lines", ["invoice_id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("invoice_id", types.Id, nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("customer_id", types.Id, nullable=True),
        sa.Column("customer_name", types.SortText(300), nullable=False),
        sa.Column("amount", types.FixedPoint(18, 4), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
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
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_payments_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_amount"), "payments", ["amount", "id"], unique=False)
    op.create_index(op.f("ix_payments_created_at"), "payments", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_payments_customer_id"), "payments", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_payments_customer_name"), "payments", ["customer_name", "id"], unique=False)
    op.create_index(op.f("ix_payments_invoice_id"), "payments", ["invoice_id", "id"], unique=False)
    op.create_index(op.f("ix_payments_method"), "payments", ["method", "id"], unique=False)
    op.create_index(op.f("ix_payments_owner_id"), "payments", ["owner_id"], unique=False)
    op.create_index(op.f("ix_payments_owner_name"), "payments", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_payments_owner_path"), "payments", ["owner_path"], unique=False)
    op.create_index(op.f("ix_payments_paid_on"), "payments", ["paid_on", "id"], unique=False)
    op.create_index(op.f("ix_payments_updated_at"), "payments", ["updated_at", "id"], unique=False)

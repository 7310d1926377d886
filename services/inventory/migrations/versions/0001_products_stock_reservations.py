"""products, stock, reservations (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]

REFUSAL = "movements is a ledger: its rows are never changed or deleted"
LEDGER = (
    "id", "type", "product_id", "product_code", "product_name", "warehouse_id", "quantity", "balance", "unit_cost", "reason",
    "reference", "invoice_id", "cause", "cause_line", "created_at", "created_by", "custom", "deleted_at",
)  # fmt: skip


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "categories",
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("name", types.SortText(120), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_categories_code")),
    )
    op.create_index(op.f("ix_categories_created_at"), "categories", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_categories_name"), "categories", ["name", "id"], unique=False)
    op.create_index(op.f("ix_categories_owner_id"), "categories", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_categories_owner_name"), "categories", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_categories_owner_path"), "categories", ["owner_path"], unique=False)
    op.create_index(op.f("ix_categories_updated_at"), "categories", ["updated_at", "id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("invoice_id", types.Id, nullable=False),
        sa.Column("order_id", types.Id, nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("invoice_version", sa.Integer(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_deliveries_invoice_id")),
    )
    op.create_index(op.f("ix_deliveries_created_at"), "deliveries", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_deliveries_number"), "deliveries", ["number", "id"], unique=False)
    op.create_index(op.f("ix_deliveries_order_id"), "deliveries", ["order_id"], unique=False)
    op.create_index(op.f("ix_deliveries_owner_id"), "deliveries", ["owner_id"], unique=False)
    op.create_index(op.f("ix_deliveries_owner_name"), "deliveries", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_deliveries_owner_path"), "deliveries", ["owner_path"], unique=False)
    op.create_index(op.f("ix_deliveries_status"), "deliveries", ["status", "id"], unique=False)
    op.create_index(op.f("ix_deliveries_updated_at"), "deliveries", ["updated_at", "id"], unique=False)
    op.create_table(
        "reservations",
        sa.Column("order_id", types.Id, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("order_version", sa.Integer(), nullable=False),
        sa.Column("announced", types.JsonB, nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
        sa.UniqueConstraint("order_id", name=op.f("uq_reservations_order_id")),
    )
    op.create_index(op.f("ix_reservations_created_at"), "reservations", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_reservations_number"), "reservations", ["number", "id"], unique=False)
    op.create_index(op.f("ix_reservations_owner_id"), "reservations", ["owner_id"], unique=False)
    op.create_index(op.f("ix_reservations_owner_name"), "reservations", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_reservations_owner_path"), "reservations", ["owner_path"], unique=False)
    op.create_index(op.f("ix_reservations_status"), "reservations", ["status", "id"], unique=False)
    op.create_index(op.f("ix_reservations_updated_at"), "reservations", ["updated_at", "id"], unique=False)
    op.create_table(
        "vendors",
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=True),
        sa.Column("contact_title", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("fax", sa.String(length=60), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("city", types.SortText(120), nullable=True),
        sa.Column("region", sa.String(length=120), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendors")),
        sa.UniqueConstraint("code", name=op.f("uq_vendors_code")),
    )
    op.create_index(op.f("ix_vendors_city"), "vendors", ["city", "id"], unique=False)
    op.create_index(op.f("ix_vendors_country"), "vendors", ["country", "id"], unique=False)
    op.create_index(op.f("ix_vendors_created_at"), "vendors", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_vendors_email"), "vendors", ["email", "id"], unique=False)
    op.create_index(op.f("ix_vendors_name"), "vendors", ["name", "id"], unique=False)
    op.create_index(op.f("ix_vendors_owner_id"), "vendors", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_vendors_owner_name"), "vendors", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_vendors_owner_path"), "vendors", ["owner_path"], unique=False)
    op.create_index(op.f("ix_vendors_updated_at"), "vendors", ["updated_at", "id"], unique=False)
    op.create_table(
        "warehouses",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", types.SortText(120), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouses")),
        sa.UniqueConstraint("code", name=op.f("uq_warehouses_code")),
    )
    op.create_index(op.f("ix_warehouses_created_at"), "warehouses", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_warehouses_name"), "warehouses", ["name", "id"], unique=False)
    op.create_index(op.f("ix_warehouses_owner_id"), "warehouses", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_warehouses_owner_name"), "warehouses", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_warehouses_owner_path"), "warehouses", ["owner_path"], unique=False)
    op.create_index(op.f("ix_warehouses_updated_at"), "warehouses", ["updated_at", "id"], unique=False)
    op.create_index(
        "uq_warehouses_default",
        "warehouses",
        ["is_default"],
        unique=True,
        postgresql_where=sa.text("is_default AND deleted_at IS NULL"),
        sqlite_where=sa.text("is_default AND deleted_at IS NULL"),
    )
    op.create_table(
        "products",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("barcode", sa.String(length=40), nullable=True),
        sa.Column("category_id", types.Id, nullable=True),
        sa.Column("vendor_id", types.Id, nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity_per_unit", sa.String(length=120), nullable=True),
        sa.Column("price", types.FixedPoint(18, 4), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("vat_rate", types.FixedPoint(7, 4), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("minimum_stock", types.FixedPoint(18, 4), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
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
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_products_category_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_products_vendor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("code", name=op.f("uq_products_code")),
    )
    op.create_index(op.f("ix_products_active"), "products", ["active", "id"], unique=False)
    op.create_index(op.f("ix_products_barcode"), "products", ["barcode", "id"], unique=False)
    op.create_index(op.f("ix_products_category_id"), "products", ["category_id"], unique=False)
    op.create_index(op.f("ix_products_created_at"), "products", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_products_currency"), "products", ["currency", "id"], unique=False)
    op.create_index(op.f("ix_products_minimum_stock"), "products", ["minimum_stock", "id"], unique=False)
    op.create_index(op.f("ix_products_name"), "products", ["name", "id"], unique=False)
    op.create_index(op.f("ix_products_owner_id"), "products", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_products_owner_name"), "products", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_products_owner_path"), "products", ["owner_path"], unique=False)
    op.create_index(op.f("ix_products_price"), "products", ["price", "id"], unique=False)
    op.create_index(op.f("ix_products_type"), "products", ["type", "id"], unique=False)
    op.create_index(op.f("ix_products_updated_at"), "products", ["updated_at", "id"], unique=False)
    op.create_index(op.f("ix_products_vat_rate"), "products", ["vat_rate", "id"], unique=False)
    op.create_index(op.f("ix_products_vendor_id"), "products", ["vendor_id"], unique=False)
    op.create_table(
        "delivery_lines",
        sa.Column("delivery_id", types.Id, nullable=False),
        sa.Column("invoice_line_id", sa.String(length=36), nullable=False),
        sa.Column("order_line_id", sa.String(length=36), nullable=True),
        sa.Column("product_id", types.Id, nullable=False),
        sa.Column("product_name", sa.String(length=200), nullable=False),
        sa.Column("warehouse_id", types.Id, nullable=False),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=False),
        sa.Column("due", types.FixedPoint(18, 4), nullable=False),
        sa.Column("delivered", types.FixedPoint(18, 4), nullable=False),
        sa.Column("queued_at", types.UTCDateTime(), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("delivered >= 0", name=op.f("ck_delivery_lines_delivered_not_negative")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_lines_delivery_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_delivery_lines_product_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_delivery_lines_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_lines")),
        sa.UniqueConstraint("invoice_line_id", name=op.f("uq_delivery_lines_invoice_line_id")),
    )
    op.create_index(op.f("ix_delivery_lines_delivery_id"), "delivery_lines", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_delivery_lines_order_line_id"), "delivery_lines", ["order_line_id"], unique=False)
    op.create_index(op.f("ix_delivery_lines_product_id"), "delivery_lines", ["product_id"], unique=False)
    op.create_index(
        "ix_delivery_lines_waiting",
        "delivery_lines",
        ["product_id", "warehouse_id", "queued_at"],
        unique=False,
        postgresql_where=sa.text("due > delivered"),
        sqlite_where=sa.text("due > delivered"),
    )
    op.create_table(
        "movements",
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("product_id", types.Id, nullable=False),
        sa.Column("product_code", sa.String(length=60), nullable=False),
        sa.Column("product_name", types.SortText(200), nullable=False),
        sa.Column("warehouse_id", types.Id, nullable=False),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=False),
        sa.Column("balance", types.FixedPoint(18, 4), nullable=False),
        sa.Column("unit_cost", types.FixedPoint(18, 4), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("reference", sa.String(length=120), nullable=True),
        sa.Column("invoice_id", types.Id, nullable=True),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("cause_line", sa.String(length=64), nullable=False),
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
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_movements_product_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_movements_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movements")),
        sa.UniqueConstraint("cause", "cause_line", name=op.f("uq_movements_cause_cause_line")),
    )
    op.create_index(op.f("ix_movements_created_at"), "movements", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_movements_invoice_id"), "movements", ["invoice_id"], unique=False)
    op.create_index(op.f("ix_movements_owner_id"), "movements", ["owner_id"], unique=False)
    op.create_index(op.f("ix_movements_owner_name"), "movements", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_movements_owner_path"), "movements", ["owner_path"], unique=False)
    op.create_index(op.f("ix_movements_product_code"), "movements", ["product_code", "id"], unique=False)
    op.create_index("ix_movements_product_id_id", "movements", ["product_id", "id"], unique=False)
    op.create_index(op.f("ix_movements_product_name"), "movements", ["product_name", "id"], unique=False)
    op.create_index(op.f("ix_movements_reference"), "movements", ["reference", "id"], unique=False)
    op.create_index(op.f("ix_movements_type"), "movements", ["type", "id"], unique=False)
    op.create_index(op.f("ix_movements_updated_at"), "movements", ["updated_at", "id"], unique=False)
    op.create_index(op.f("ix_movements_warehouse_id"), "movements", ["warehouse_id"], unique=False)
    op.create_table(
        "reservation_lines",
        sa.Column("reservation_id", types.Id, nullable=False),
        sa.Column("order_line_id", sa.String(length=36), nullable=False),
        sa.Column("product_id", types.Id, nullable=False),
        sa.Column("product_name", sa.String(length=200), nullable=False),
        sa.Column("warehouse_id", types.Id, nullable=False),
        sa.Column("quantity", types.FixedPoint(18, 4), nullable=False),
        sa.Column("needed", types.FixedPoint(18, 4), nullable=False),
        sa.Column("reserved", types.FixedPoint(18, 4), nullable=False),
        sa.Column("queued_at", types.UTCDateTime(), nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_reservation_lines_reserved_not_negative")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_reservation_lines_product_id")),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservations.id"], name=op.f("fk_reservation_lines_reservation_id")
        ),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_reservation_lines_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation_lines")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_reservation_lines_order_line_id")),
    )
    op.create_index(op.f("ix_reservation_lines_product_id"), "reservation_lines", ["product_id"], unique=False)
    op.create_index(op.f("ix_reservation_lines_reservation_id"), "reservation_lines", ["reservation_id"], unique=False)
    op.create_index(
        "ix_reservation_lines_waiting",
        "reservation_lines",
        ["product_id", "warehouse_id", "queued_at"],
        unique=False,
        postgresql_where=sa.text("needed > reserved"),
        sqlite_where=sa.text("needed > reserved"),
    )
    op.create_table(
        "stock",
        sa.Column("product_id", types.Id, nullable=False),
        sa.Column("product_code", sa.String(length=60), nullable=False),
        sa.Column("product_name", types.SortText(200), nullable=False),
        sa.Column("warehouse_id", types.Id, nullable=False),
        sa.Column("on_hand", types.FixedPoint(18, 4), nullable=False),
        sa.Column("reserved", types.FixedPoint(18, 4), nullable=False),
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
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_on_hand_not_negative")),
        sa.CheckConstraint("reserved <= on_hand", name=op.f("ck_stock_reserved_at_most_on_hand")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_reserved_not_negative")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_stock_product_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_stock_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
        sa.UniqueConstraint("product_id", "warehouse_id", name=op.f("uq_stock_product_id_warehouse_id")),
    )
    op.create_index(op.f("ix_stock_created_at"), "stock", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_stock_owner_id"), "stock", ["owner_id"], unique=False)
    op.create_index(op.f("ix_stock_owner_name"), "stock", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_stock_owner_path"), "stock", ["owner_path"], unique=False)
    op.create_index(op.f("ix_stock_product_code"), "stock", ["product_code", "id"], unique=False)
    op.create_index(op.f("ix_stock_product_name"), "stock", ["product_name", "id"], unique=False)
    op.create_index(op.f("ix_stock_updated_at"), "stock", ["updated_at", "id"], unique=False)
    op.create_index(op.f("ix_stock_warehouse_id"), "stock", ["warehouse_id"], unique=False)
    _make_append_only(op.get_bind().dialect.name)


def _make_append_only(dialect: str) -> None:
    """Have the database itself refuse to change or delete a line of the ledger.

    Only who owns a line may follow the owner's new name and place in the tree of roles.
    """
    content = ", ".join(LEDGER)
    if dialect == "sqlite":
        for name, verb in (("update", f"UPDATE OF {content}"), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER movements_no_{name} BEFORE {verb} ON movements "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION movements_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER movements_append_only BEFORE UPDATE OF {content} OR DELETE OR TRUNCATE ON movements "
        "FOR EACH STATEMENT EXECUTE FUNCTION movements_refuse()"
    )

"""The database's own lock on issued invoices, and an index for picking customers and products by parts of their names.

What the law needs unchanged is refused even to a hand-written UPDATE. A draft is free, and so are payment and owner.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LEGAL = (
    "number", "series", "issued_on", "fulfilled_on", "due_on", "currency", "customer_id", "person_id", "customer_name",
    "customer_address", "customer_tax_number", "net_total", "vat_total", "total", "order_id", "cancels_id",
)  # fmt: skip
WORDS = "an issued invoice cannot be changed"


def upgrade() -> None:
    """Take the step."""
    statements = _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        op.execute(statement)


def _sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in LEGAL)
    line = "CREATE TRIGGER invoice_lines_locked_{verb} BEFORE {verb} ON invoice_lines WHEN EXISTS"
    issued = " (SELECT 1 FROM invoices WHERE id = {row}.invoice_id AND number IS NOT NULL) "
    return [
        "CREATE TRIGGER invoices_locked_update BEFORE UPDATE ON invoices"
        f" WHEN OLD.number IS NOT NULL AND ({changed}) {refuse}",
        f"CREATE TRIGGER invoices_locked_delete BEFORE DELETE ON invoices WHEN OLD.number IS NOT NULL {refuse}",
        *(
            line.format(verb=verb) + issued.format(row=row) + refuse
            for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        ),
    ]


def _postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';"
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in LEGAL)
    return [
        "CREATE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'DELETE' THEN {refuse} END IF;"
        f" IF {changed} THEN {refuse} END IF;"
        " RETURN NEW; END $$",
        "CREATE FUNCTION guard_invoice_line() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE bill uuid; BEGIN"  # noqa: S608  # constants only
        " IF TG_OP = 'INSERT' THEN bill = NEW.invoice_id; ELSE bill = OLD.invoice_id; END IF;"
        f" IF EXISTS (SELECT 1 FROM invoices WHERE id = bill AND number IS NOT NULL) THEN {refuse} END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
        " RETURN NEW; END $$",
        "CREATE TRIGGER invoices_locked BEFORE UPDATE OR DELETE ON invoices"
        " FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION guard_invoice()",
        "CREATE TRIGGER invoice_lines_locked BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines"
        " FOR EACH ROW EXECUTE FUNCTION guard_invoice_line()",
        "CREATE INDEX ix_customers_folded ON customers USING gin (folded gin_trgm_ops)",
        "CREATE INDEX ix_products_folded ON products USING gin (folded gin_trgm_ops)",
    ]

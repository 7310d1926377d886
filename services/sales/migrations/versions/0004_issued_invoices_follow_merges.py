"""The lock on issued invoices lets the reference to the buyer follow a merge that is written down, and nothing else.

Which record of the customer base an invoice belongs to is no part of what was printed. The words on it stay locked.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LEGAL = (
    "number", "series", "issued_on", "fulfilled_on", "due_on", "currency", "customer_name", "customer_address",
    "customer_tax_number", "net_total", "vat_total", "total", "order_id", "cancels_id",
)  # fmt: skip
FOLLOWING = ("customer_id", "person_id")
WORDS = "an issued invoice cannot be changed"
MOVED = (
    "EXISTS (SELECT 1 FROM moved_references m JOIN merged_records r ON r.merge_id = m.merge_id AND r.old_id = m.old_id"
    " WHERE m.place = 'invoices.{column}' AND m.row_id = OLD.id AND"
    " ((r.old_id = OLD.{column} AND r.new_id = NEW.{column}) OR (r.new_id = OLD.{column} AND r.old_id = NEW.{column})))"
)


def upgrade() -> None:
    """Take the step."""
    statements = _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        op.execute(statement)


def _changed(differs: str) -> str:
    legal = [f"NEW.{column} {differs} OLD.{column}" for column in LEGAL]
    moved = [f"(NEW.{c} {differs} OLD.{c} AND NOT {MOVED.format(column=c)})" for c in FOLLOWING]
    return " OR ".join([*legal, *moved])


def _sqlite() -> list[str]:
    return [
        "DROP TRIGGER invoices_locked_update",
        "CREATE TRIGGER invoices_locked_update BEFORE UPDATE ON invoices"
        f" WHEN OLD.number IS NOT NULL AND ({_changed('IS NOT')}) BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    ]


def _postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';"
    return [
        "CREATE OR REPLACE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'DELETE' THEN {refuse} END IF;"
        f" IF {_changed('IS DISTINCT FROM')} THEN {refuse} END IF;"
        " RETURN NEW; END $$",
    ]

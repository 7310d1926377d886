"""Positions and kinds of organizations (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types
from chassis.ids import new_id

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "person_positions",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("job_title", types.SortText(100), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("reports_to_id", types.Id, nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_person_positions_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_positions_person_id")),
        sa.ForeignKeyConstraint(["reports_to_id"], ["people.id"], name=op.f("fk_person_positions_reports_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_positions")),
    )
    op.create_index(op.f("ix_person_positions_organization_id"), "person_positions", ["organization_id"], unique=False)
    op.create_index(op.f("ix_person_positions_person_id"), "person_positions", ["person_id"], unique=False)
    op.create_index(
        "ix_person_positions_reports_to_id", "person_positions", ["reports_to_id", "organization_id"], unique=False
    )
    op.create_index(op.f("ix_person_positions_since"), "person_positions", ["since"], unique=False)
    op.create_index(op.f("ix_person_positions_until"), "person_positions", ["until"], unique=False)
    op.add_column(
        "organizations", sa.Column("node_kind", sa.String(length=20), nullable=False, server_default="company")
    )
    op.create_index(op.f("ix_organizations_node_kind"), "organizations", ["node_kind", "id"], unique=False)
    _fill()


def _fill() -> None:
    """Who has an organization has a position there: the primary one."""
    people = sa.table("people", sa.column("id"), sa.column("organization_id"), sa.column("job_title"))
    names = ("id", "person_id", "organization_id", "job_title", "is_primary", "position")
    positions = sa.table("person_positions", *(sa.column(name) for name in names))
    query = sa.select(people).where(people.c.organization_id.is_not(None)).order_by(people.c.id).limit(1000)
    last = None
    while rows := op.get_bind().execute(query if last is None else query.where(people.c.id > last)).all():
        fixed = {"is_primary": True, "position": 0}
        op.bulk_insert(
            positions,
            [{"id": new_id(), "person_id": i, "organization_id": o, "job_title": j, **fixed} for i, o, j in rows],
        )
        last = rows[-1].id

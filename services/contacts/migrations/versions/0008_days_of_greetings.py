"""Days of greetings (2026-11-22)."""

import sqlalchemy as sa
from alembic import op

from chassis import types
from services.contacts.greetings.days import key, name_day_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.add_column("people", sa.Column("birth_key", sa.SmallInteger(), nullable=True))
    op.add_column("people", sa.Column("name_key", sa.SmallInteger(), nullable=True))
    op.create_index(op.f("ix_people_birth_key"), "people", ["birth_key"], unique=False)
    op.create_index(op.f("ix_people_name_key"), "people", ["name_key"], unique=False)
    _fill()


def _fill() -> None:
    """Reckon the days of the people who are there."""
    names = ("id", "given_name", "birth_date", "name_day", "birth_key", "name_key")
    people = sa.table("people", *(sa.column(name, sa.Date() if name == "birth_date" else None) for name in names))
    query = (
        sa.select(people.c.id, people.c.given_name, people.c.birth_date, people.c.name_day)
        .order_by(people.c.id)
        .limit(1000)
    )
    change = sa.update(people).where(people.c.id == sa.bindparam("own_id"))
    change = change.values(birth_key=sa.bindparam("birth"), name_key=sa.bindparam("named"))
    last = None
    while rows := op.get_bind().execute(query if last is None else query.where(people.c.id > last)).all():
        op.get_bind().execute(
            change,
            [
                {"own_id": i, "birth": key(born) if born else None, "named": name_day_of(given, own)}
                for i, given, born, own in rows
            ],
        )
        last = rows[-1].id

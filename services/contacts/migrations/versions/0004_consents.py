"""Consents (2026-11-21)."""

from datetime import UTC, datetime, time

import sqlalchemy as sa
from alembic import op

from chassis import types
from chassis.ids import new_id

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "consents",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("lawful_basis", sa.String(length=20), nullable=False),
        sa.Column("interaction_id", types.Id, nullable=True),
        sa.Column("recorded_by", types.SortText(200), nullable=False),
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
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_consents_interaction_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_at"), "consents", ["at", "id"], unique=False)
    op.create_index(op.f("ix_consents_channel"), "consents", ["channel", "id"], unique=False)
    op.create_index(op.f("ix_consents_created_at"), "consents", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_consents_interaction_id"), "consents", ["interaction_id"], unique=False)
    op.create_index(op.f("ix_consents_lawful_basis"), "consents", ["lawful_basis", "id"], unique=False)
    op.create_index(op.f("ix_consents_owner_id"), "consents", ["owner_id"], unique=False)
    op.create_index(op.f("ix_consents_owner_name"), "consents", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_consents_owner_path"), "consents", ["owner_path"], unique=False)
    op.create_index("ix_consents_person_at", "consents", ["person_id", "at"], unique=False)
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_consents_purpose"), "consents", ["purpose", "id"], unique=False)
    op.create_index(op.f("ix_consents_source"), "consents", ["source", "id"], unique=False)
    op.create_index(op.f("ix_consents_status"), "consents", ["status", "id"], unique=False)
    op.create_index(op.f("ix_consents_updated_at"), "consents", ["updated_at", "id"], unique=False)
    op.add_column("people", sa.Column("may_email", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("may_phone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("may_post", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("may_sms", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_people_may_email"), "people", ["may_email", "id"], unique=False)
    op.create_index(op.f("ix_people_may_phone"), "people", ["may_phone", "id"], unique=False)
    op.create_index(op.f("ix_people_may_post"), "people", ["may_post", "id"], unique=False)
    op.create_index(op.f("ix_people_may_sms"), "people", ["may_sms", "id"], unique=False)
    _carry_over()
    op.drop_column("people", "marketing_consent")


def _carry_over() -> None:
    """Each consent that was a tick on a person becomes the first row of its history."""
    tables = sa.MetaData()
    people = sa.Table("people", tables, autoload_with=op.get_bind())
    consents = sa.Table(
        "consents",
        tables,
        sa.Column("at", types.UTCDateTime()),
        sa.Column("custom", types.JsonB),
        sa.Column("created_at", types.UTCDateTime()),
        sa.Column("updated_at", types.UTCDateTime()),
        autoload_with=op.get_bind(),
    )
    connection, now = op.get_bind(), types.utc_now()
    ticked = sa.select(
        people.c.id, people.c.consent_on, people.c.consent_source, people.c.owner_id, people.c.owner_name,
        people.c.owner_path,
    ).where(people.c.marketing_consent)  # fmt: skip
    for rows in connection.execute(ticked).partitions(1000):
        connection.execute(sa.insert(consents), [_consent(row, now) for row in rows])
    connection.execute(sa.update(people).where(people.c.marketing_consent).values(may_email=True))


def _consent(row: sa.Row, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(), "version": 1, "person_id": row.id, "channel": "email", "purpose": "marketing",
        "status": "given", "at": datetime.combine(row.consent_on, time(), UTC) if row.consent_on else now,
        "source": "other", "evidence": row.consent_source, "lawful_basis": "consent", "recorded_by": "Kapocs",
        "created_at": now, "updated_at": now, "owner_id": row.owner_id, "owner_name": row.owner_name,
        "owner_path": row.owner_path, "custom": {},
    }  # fmt: skip

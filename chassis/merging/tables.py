"""The tables of merges: what was merged, which id stands for which, and every reference that was moved."""

from sqlalchemy import Boolean, Column, Index, String, Table

from chassis.tables import metadata
from chassis.types import Id, JsonB, UTCDateTime

merges = Table(
    "merges",
    metadata,
    Column("id", Id, primary_key=True),
    Column("noun", String(60), nullable=False),
    Column("survivor_id", Id, nullable=False),
    Column("others", JsonB, nullable=False),
    Column("detail", JsonB, nullable=False),
    Column("merged_at", UTCDateTime, nullable=False),
    Column("merged_by_name", String(200), nullable=False),
    Column("undone_at", UTCDateTime),
    Column("undone_by_name", String(200)),
)
Index("ix_merges_survivor", merges.c.noun, merges.c.survivor_id, merges.c.id)

merged_records = Table(
    "merged_records",
    metadata,
    Column("merge_id", Id, primary_key=True),
    Column("old_id", Id, primary_key=True),
    Column("kind", String(60), nullable=False),
    Column("new_id", Id, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("old_name", String(300)),
    Column("new_name", String(300)),
)
Index("ix_merged_records_old_id", merged_records.c.old_id)
Index("ix_merged_records_new_id", merged_records.c.new_id)

moved_references = Table(
    "moved_references",
    metadata,
    Column("merge_id", Id, primary_key=True),
    Column("place", String(120), primary_key=True),
    Column("row_id", Id, primary_key=True),
    Column("old_id", Id, nullable=False),
)
Index("ix_moved_references_row", moved_references.c.place, moved_references.c.row_id)

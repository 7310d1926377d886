"""The tables of duplicates: keys by which records meet, the pairs found, and the scans that found them."""

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from chassis.tables import metadata
from chassis.types import Id, JsonB, UTCDateTime

duplicate_keys = Table(
    "duplicate_keys",
    metadata,
    Column("noun", String(60), primary_key=True),
    Column("what", String(40), primary_key=True),
    Column("key", String(160), primary_key=True),
    Column("record_id", Id, primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_duplicate_keys_record", duplicate_keys.c.noun, duplicate_keys.c.record_id)

duplicate_pairs = Table(
    "duplicate_pairs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("noun", String(60), nullable=False),
    Column("first_id", Id, nullable=False),
    Column("second_id", Id, nullable=False),
    Column("score", Integer, nullable=False),
    Column("reasons", JsonB, nullable=False),
    Column("status", String(10), nullable=False),
    Column("scan_id", Id),
    Column("found_at", UTCDateTime, nullable=False),
    Column("decided_at", UTCDateTime),
    Column("decided_by", String(36)),
    Column("decided_by_name", String(200)),
    UniqueConstraint("noun", "first_id", "second_id"),
)
Index(
    "ix_duplicate_pairs_listed",
    duplicate_pairs.c.noun,
    duplicate_pairs.c.status,
    duplicate_pairs.c.score,
    duplicate_pairs.c.id,
)

duplicate_scans = Table(
    "duplicate_scans",
    metadata,
    Column("id", Id, primary_key=True),
    Column("noun", String(60), nullable=False),
    Column("status", String(10), nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("last_id", Id),
    Column("started_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
    Column("created_by_name", String(200), nullable=False),
)
Index("ix_duplicate_scans_noun", duplicate_scans.c.noun, duplicate_scans.c.started_at)

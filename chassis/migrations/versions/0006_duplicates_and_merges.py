"""Duplicates and merges: keys, pairs, scans; what was merged and which references were moved (2026-11-21)."""

from alembic import op

from chassis.duplicates.tables import duplicate_keys, duplicate_pairs, duplicate_scans
from chassis.merging.tables import merged_records, merges, moved_references

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    for table in (duplicate_keys, duplicate_pairs, duplicate_scans, merges, merged_records, moved_references):
        table.create(op.get_bind())

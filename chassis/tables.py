"""The tables every service has beside its own: outbox, inbox, audit, jobs and their kind.

They are plain Core tables with fixed names; each service's database has its own copy, made by its migrations.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from chassis.types import Id, JsonB, SortText, UTCDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_Serial = BigInteger().with_variant(Integer, "sqlite")

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("event_id", Id, nullable=False, unique=True),
    Column("type", String(100), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("sequence", BigInteger, unique=True),
    Column("sent_at", UTCDateTime),
)
Index("ix_outbox_pending", outbox.c.id, postgresql_where=text("sent_at IS NULL"), sqlite_where=text("sent_at IS NULL"))
Index("ix_outbox_type_id", outbox.c.type, outbox.c.id)
Index("ix_outbox_created_at", outbox.c.created_at)

inbox = Table(
    "inbox",
    metadata,
    Column("consumer", String(50), primary_key=True),
    Column("event_id", Id, primary_key=True),
    Column("type", String(100), nullable=False),
    Column("handled_at", UTCDateTime, nullable=False),
)
Index("ix_inbox_handled_at", inbox.c.handled_at)

inbox_failures = Table(
    "inbox_failures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", String(64)),
    Column("type", String(100)),
    Column("body", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False),
    Column("first_failed_at", UTCDateTime, nullable=False),
    Column("next_try_at", UTCDateTime),
    Column("parked_at", UTCDateTime),
    Column("resolved_at", UTCDateTime),
    Column("resolution", String(20)),
    Column("reason", Text),
    UniqueConstraint("event_id"),
)
Index(
    "ix_inbox_failures_due",
    inbox_failures.c.next_try_at,
    postgresql_where=text("next_try_at IS NOT NULL"),
    sqlite_where=text("next_try_at IS NOT NULL"),
)
Index("ix_inbox_failures_parked_at", inbox_failures.c.parked_at)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("args", JsonB, nullable=False),
    Column("run_at", UTCDateTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("created_at", UTCDateTime, nullable=False),
    Column("locked_until", UTCDateTime),
    Column("finished_at", UTCDateTime),
    Column("parked_at", UTCDateTime),
)
Index(
    "ix_jobs_due", jobs.c.run_at, postgresql_where=text("run_at IS NOT NULL"), sqlite_where=text("run_at IS NOT NULL")
)
Index("ix_jobs_parked_at", jobs.c.parked_at)

schedules = Table(
    "schedules",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("next_run_at", UTCDateTime, nullable=False),
    Column("last_run_at", UTCDateTime),
    Column("last_error", Text),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("actor_id", String(36), nullable=False),
    Column("actor_name", String(200), nullable=False),
    Column("request_id", String(64)),
    Column("correlation", String(64)),
    Column("cause", String(64)),
    Column("address", String(64)),
    Column("kind", String(60), nullable=False),
    Column("record_id", String(36), nullable=False),
    Column("part", String(60)),
    Column("part_id", String(36)),
    Column("action", String(20), nullable=False),
    Column("title", String(300)),
    Column("owner_id", String(36)),
    Column("owner_path", String(200)),
    Column("fields", Text, nullable=False),
    Column("changes", JsonB, nullable=False),
)
Index("ix_audit_record", audit.c.kind, audit.c.record_id, audit.c.id)
Index("ix_audit_actor", audit.c.actor_id, audit.c.id)
Index("ix_audit_kind_id", audit.c.kind, audit.c.id)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_correlation", audit.c.correlation, audit.c.id)

undos = Table(
    "undos",
    metadata,
    Column("id", Id, primary_key=True),
    Column("correlation", String(64), nullable=False),
    Column("status", String(20), nullable=False),
    Column("total", Integer, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    Column("undone", Integer, nullable=False, default=0),
    Column("kept", Integer, nullable=False, default=0),
    Column("conflicts", JsonB, nullable=False),
    Column("place", String(36)),
    Column("error", Text),
    Column("actor", JsonB, nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
)
Index("ix_undos_correlation", undos.c.correlation, undos.c.id)

handovers = Table(
    "handovers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("options", JsonB, nullable=False),
    Column("status", String(20), nullable=False),
    Column("total", Integer, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    Column("kept", Integer, nullable=False, default=0),
    Column("conflicts", JsonB, nullable=False),
    Column("place", String(100)),
    Column("error", Text),
    Column("actor", JsonB, nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
)

users = Table(
    "known_users",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", SortText(200), nullable=False, index=True),
    Column("username", String(100), nullable=False),
    Column("email", String(254)),
    Column("role_path", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

custom_fields = Table(
    "custom_fields",
    metadata,
    Column("id", Id, primary_key=True),
    Column("noun", String(60), nullable=False),
    Column("name", String(60), nullable=False),
    Column("label", String(120), nullable=False),
    Column("label_hu", String(120)),
    Column("type", String(20), nullable=False),
    Column("options", JsonB, nullable=False),
    Column("required", Boolean, nullable=False, default=False),
    Column("no_twice", Boolean, nullable=False, default=False),
    Column("searchable", Boolean, nullable=False, default=False),
    Column("listed", Boolean, nullable=False, default=False),
    Column("help", String(300)),
    Column("help_hu", String(300)),
    Column("section", String(120)),
    Column("section_hu", String(120)),
    Column("position", Integer, nullable=False, default=0),
    Column("active", Boolean, nullable=False, default=True),
    UniqueConstraint("noun", "name"),
)

number_series = Table(
    "number_series",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("next", BigInteger, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("ref", String(120), primary_key=True),
    Column("erased_at", UTCDateTime, nullable=False),
    Column("event_id", Id, nullable=False),
    Column("salt", String(64), nullable=False),
    Column("hashes", JsonB, nullable=False),
)

idempotency = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("user_id", String(36), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer),
    Column("headers", JsonB),
    Column("body", Text),
    Column("created_at", UTCDateTime, nullable=False),
)
Index("ix_idempotency_keys_created_at", idempotency.c.created_at)

search_index = Table(
    "search_index",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("noun", String(60), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("title", String(300), nullable=False),
    Column("folded", String(100).with_variant(String(100, collation="C"), "postgresql"), nullable=False),
    Column("hint", String(300)),
    Column("owner_id", String(36)),
    Column("owner_path", String(200)),
    Column("text", Text, nullable=False),
    UniqueConstraint("noun", "record_id"),
)
Index("ix_search_index_folded", search_index.c.noun, search_index.c.folded)
Index("ix_search_index_owner_id", search_index.c.noun, search_index.c.owner_id)
Index("ix_search_index_owner_path", search_index.c.noun, search_index.c.owner_path)

search_words = Table(
    "search_words",
    metadata,
    Column("word", String(40), primary_key=True),
    Column("records", Integer, nullable=False),
)

search_typos = Table(
    "search_typos",
    metadata,
    Column("key", String(5), primary_key=True),
    Column("word", String(40), primary_key=True),
)

record_tags = Table(
    "record_tags",
    metadata,
    Column("noun", String(60), primary_key=True),
    Column("key", String(60), primary_key=True),
    Column("record_id", Id, primary_key=True),
    Column("tag", String(60), nullable=False),
)
Index("ix_record_tags_record", record_tags.c.noun, record_tags.c.record_id)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("noun", String(60), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("name", String(255), nullable=False),
    Column("content_type", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("created_by_name", String(200), nullable=False),
    Column("deleted_at", UTCDateTime),
    Column("file_id", Id, nullable=False),
    Column("number", Integer, nullable=False),
    Column("replaced_at", UTCDateTime),
)
Index("ix_attachments_record", attachments.c.noun, attachments.c.record_id)
Index("ix_attachments_version", attachments.c.file_id, attachments.c.number, unique=True)

file_contents = Table(
    "file_contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

file_previews = Table(
    "file_previews",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("size", String(10), primary_key=True),
    Column("pages", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("noun", String(60), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("headers", JsonB, nullable=False),
    Column("mapping", JsonB, nullable=False),
    Column("options", JsonB, nullable=False),
    Column("status", String(20), nullable=False),
    Column("total", Integer, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    Column("created", Integer, nullable=False, default=0),
    Column("updated", Integer, nullable=False, default=0),
    Column("skipped", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
    Column("errors", JsonB, nullable=False),
    Column("error", Text),
    Column("actor", JsonB, nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
)
Index("ix_imports_noun", imports.c.noun, imports.c.created_at)

import_chunks = Table(
    "import_chunks",
    metadata,
    Column("import_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("errors", JsonB),
)

import_keys = Table(
    "import_keys",
    metadata,
    Column("import_id", Id, primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("line", Integer, nullable=False),
)

import_mappings = Table(
    "import_mappings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("noun", String(60), nullable=False),
    Column("user_id", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    Column("headers", String(64), nullable=False),
    Column("mapping", JsonB, nullable=False),
    Column("options", JsonB, nullable=False),
    Column("used_at", UTCDateTime, nullable=False),
    UniqueConstraint("noun", "user_id", "name", "headers"),
)

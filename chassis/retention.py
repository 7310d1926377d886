"""How long the bus remembers: the inbox longer than anything can be replayed, or a replay would double effects."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from chassis.service import Schedule
from chassis.tables import idempotency, import_chunks, import_keys, imports, inbox, inbox_failures, jobs, outbox
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

INBOX_MARGIN_DAYS = 30
"""An inbox row lives this much longer than the event in any outbox: time for what waits in queues."""

_FINISHED_DAYS = 14
_IMPORT_DAYS = 30
_KEY_HOURS = 24


def clean_up(runtime: "Runtime") -> None:
    """Delete what is past its time: finished jobs, closed failures, keys, imported files; events where limited."""
    now = utc_now()
    finished = now - timedelta(days=_FINISHED_DAYS)
    with runtime.transaction() as session:
        session.execute(delete(jobs).where(jobs.c.finished_at < finished))
        session.execute(delete(inbox_failures).where(inbox_failures.c.resolved_at < finished))
        forget_imports(session, now)
        session.execute(delete(idempotency).where(idempotency.c.created_at < now - timedelta(hours=_KEY_HOURS)))
    days = runtime.settings.event_days
    if days:
        forget_events(runtime, days)


def forget_imports(session: Session, now: datetime) -> None:
    """Delete old imports with their rows, and the rows of uploads that were never finished."""
    session.execute(delete(imports).where(imports.c.created_at < now - timedelta(days=_IMPORT_DAYS)))
    begun = int((now - timedelta(days=1)).timestamp() * 1000)  # an id begins with its time
    old = f"{begun >> 16:08x}-{begun & 0xFFFF:04x}-7000-8000-000000000000"
    for table in (import_chunks, import_keys):
        session.execute(delete(table).where(table.c.import_id < old, table.c.import_id.not_in(select(imports.c.id))))


def forget_events(runtime: "Runtime", days: int) -> None:
    """Delete events published more than `days` ago, and what the inbox remembers of events older still."""
    now = utc_now()
    with runtime.transaction() as session:
        # the newest stays, for the sequence goes on from it
        last = select(func.max(outbox.c.sequence)).scalar_subquery()
        session.execute(delete(outbox).where(outbox.c.sent_at < now - timedelta(days=days), outbox.c.sequence < last))
        session.execute(delete(inbox).where(inbox.c.handled_at < now - timedelta(days=days + INBOX_MARGIN_DAYS)))


CLEAN_UP = Schedule("clean-up", every=3600, run=clean_up)

"""What mailer tells Prometheus."""

from prometheus_client import Counter
from sqlalchemy import event
from sqlalchemy.orm import Session

_MAILS = Counter("kapocs_mails_total", "Mails by what became of them", ["status"])


def count(session: Session, status: str) -> None:
    """Count a mail that came into a status, once that is committed."""
    event.listen(session, "after_commit", lambda _session: _MAILS.labels(status).inc(), once=True)

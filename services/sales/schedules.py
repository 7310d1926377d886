"""What sales does by itself as days pass."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from chassis.days import today
from chassis.runtime import Runtime
from chassis.service import Schedule
from services.sales.invoices.commands import mark_overdue
from services.sales.quotes.commands import expire_quotes

HOUR = 3600.0


def say_overdue(runtime: Runtime) -> None:
    """Say of invoices that fell due unpaid."""
    _in_batches(runtime, mark_overdue)


def let_quotes_expire(runtime: Runtime) -> None:
    """Mark quotes whose time ran out."""
    _in_batches(runtime, expire_quotes)


def _in_batches(runtime: Runtime, step: Callable[[Session, date], int]) -> None:
    """A transaction per batch, until one finds nothing to do."""
    done = 1
    while done:
        with runtime.transaction() as session:
            done = step(session, today())


SCHEDULES = [
    Schedule("say-overdue", every=HOUR, run=say_overdue),
    Schedule("let-quotes-expire", every=HOUR, run=let_quotes_expire),
]

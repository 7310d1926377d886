"""What contacts does by itself as days pass."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from chassis.days import today
from chassis.runtime import Runtime
from chassis.service import Schedule
from services.contacts.contracts.commands import end_contracts, warn_of_ends
from services.contacts.figures.counting import age
from services.contacts.lifecycle.commands import retire
from services.contacts.positions.commands import follow_days

HOUR = 3600.0


def watch_contracts(runtime: Runtime) -> None:
    """Renew or end contracts whose last day has passed, then warn of those that end soon."""
    _in_batches(runtime, end_contracts)
    _in_batches(runtime, warn_of_ends)


def age_figures(runtime: Runtime) -> None:
    """Let invoices leave the last twelve months, and fall due."""
    _in_batches(runtime, age)


def follow_positions(runtime: Runtime) -> None:
    """Let people's primary positions follow the days: some end, some begin."""
    _in_batches(runtime, follow_days)


def _in_batches(runtime: Runtime, step: Callable[[Session, date], int]) -> None:
    """A transaction per batch, until one finds nothing to do."""
    done = 1
    while done:
        with runtime.transaction() as session:
            done = step(session, today())


def retire_customers(runtime: Runtime) -> None:
    """Make customers former who have bought nothing for the months set; 0 turns the rule off."""
    months = runtime.settings.former_after_months
    if months > 0:
        _in_batches(runtime, lambda session, day: retire(session, months, day))


SCHEDULES = [
    Schedule("watch-contracts", every=HOUR, run=watch_contracts),
    Schedule("age-figures", every=HOUR, run=age_figures),
    Schedule("follow-positions", every=HOUR, run=follow_positions),
    Schedule("retire-customers", every=24 * HOUR, run=retire_customers),
]

"""Gapless numbers: taken inside the transaction that uses them, so that a rollback gives the number back."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from chassis.db import insert_into
from chassis.tables import number_series
from chassis.types import utc_now


def next_number(session: Session, series: str, pattern: str = "{year}/{n:05d}", year: int | None = None) -> str:
    """Take the next number of a series and year, e.g. `2026/00001`.

    The row of the series stays locked until the transaction ends: parallel issuers wait for each other, none is
    refused, and no number is missing or double.
    """
    year = year or utc_now().year
    name = f"{series}-{year}"
    taken = _take(session, name)
    if taken is None:
        session.execute(insert_into(session, number_series).values(name=name, next=1).on_conflict_do_nothing())
        taken = _take(session, name)
    return pattern.format(year=year, n=taken)


def _take(session: Session, name: str) -> int | None:
    row = session.execute(
        update(number_series)
        .where(number_series.c.name == name)
        .values(next=number_series.c.next + 1)
        .returning(number_series.c.next)
    ).scalar_one_or_none()
    return None if row is None else row - 1


def last_number(session: Session, series: str, year: int) -> int:
    """How many numbers of the series have been taken in that year."""
    found = session.scalar(select(number_series.c.next).where(number_series.c.name == f"{series}-{year}"))
    return 0 if found is None else found - 1

"""Keeping a person's positions, and the columns of the person that repeat the primary one, in step."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.identity import SYSTEM
from chassis.records import update
from services.contacts.people.models import Person
from services.contacts.positions.checks import check_positions
from services.contacts.positions.models import PersonPosition, held

Row = dict[str, Any]
_COLUMNS = ("organization_id", "job_title", "department", "since", "until", "primary", "reports_to_id")
_TOUCHING = {"positions", "organization_id", "job_title"}
_BATCH = 200


def settle_positions(session: Session, data: dict[str, Any], person: Person | None = None) -> dict[str, Any]:
    """Make one of the positions held today primary, and have the person's organization and job title repeat it.

    An organization or job title given without positions changes the primary position: another organization is a move,
    which ends the former position the day before.
    """
    if not _TOUCHING & data.keys():
        return data
    known = list(person.positions) if person else []
    rows = _completed(data["positions"] or [], known) if "positions" in data else _rows(known)
    before = {row.id for row in known if row.primary}
    primary = _one_primary(rows, before)
    if _changes(data, person, "organization_id"):
        primary = _move(rows, primary, data, person)
    elif _changes(data, person, "job_title") and primary:
        primary["job_title"] = data["job_title"]
    if primary is not None:
        data["job_title"] = primary.get("job_title")
    elif before and not _changes(data, person, "job_title"):
        data["job_title"] = None
    check_positions(session, rows, person.id if person else None, len(data.get("positions") or known))
    data["organization_id"] = primary["organization_id"] if primary else None
    data["positions"] = rows
    return data


def follow_days(session: Session, day: date) -> int:
    """Settle people whose primary position ended, or whose first one began, as days passed; returns how many."""
    over = select(PersonPosition.person_id).where(PersonPosition.primary, PersonPosition.until < day)
    begun = (
        select(PersonPosition.person_id)
        .join(Person, Person.id == PersonPosition.person_id)
        .where(PersonPosition.since.between(day - timedelta(days=7), day), held(day), Person.organization_id.is_(None))
    )
    due = select(Person).where(Person.id.in_(over.union(begun)), Person.deleted_at.is_(None)).limit(_BATCH)
    people = session.scalars(due.with_for_update(skip_locked=True, of=Person)).all()
    for person in people:
        same = {"positions": [{"id": row.id} for row in person.positions]}
        update(session, SYSTEM, person, settle_positions(session, same, person))
    return len(people)


def _rows(known: Sequence[PersonPosition]) -> list[Row]:
    return [{"id": row.id, **{name: getattr(row, name) for name in _COLUMNS}} for row in known]


def _completed(given: Sequence[Row], known: Sequence[PersonPosition]) -> list[Row]:
    """The rows as given; those that name an existing one need carry only what changes."""
    by_id = {row["id"]: row for row in _rows(known)}
    return [{**by_id.get(row.get("id", ""), {}), **row} for row in given]


def _current(row: Row) -> bool:
    day = today()
    return not (row.get("since") and row["since"] > day) and not (row.get("until") and row["until"] < day)


def _one_primary(rows: Sequence[Row], before: set[str]) -> Row | None:
    """Leave one of the positions held today primary: one newly marked so, else the one that was, else the first."""
    current = [row for row in rows if _current(row)]
    marked = [row for row in current if row.get("primary")]
    newly = [row for row in marked if row.get("id") not in before]
    chosen = next(iter([*newly, *marked, *current]), None)
    for row in rows:
        row["primary"] = row is chosen
    return chosen


def _changes(data: dict[str, Any], person: Person | None, name: str) -> bool:
    return name in data and data[name] != getattr(person, name, None)


def _move(rows: list[Row], primary: Row | None, data: dict[str, Any], person: Person | None) -> Row | None:
    """Go to another organization, or leave the present one."""
    wanted = data["organization_id"]
    if primary is not None and primary["organization_id"] == wanted:
        return primary
    there = next((row for row in rows if _current(row) and row["organization_id"] == wanted), None)
    if wanted and there is None:
        job_title = data["job_title"] if "job_title" in data else getattr(person, "job_title", None)
        there = {"organization_id": wanted, "job_title": job_title, "since": today() if primary else None}
        rows.append(there)
    elif there is not None and _changes(data, person, "job_title"):
        there["job_title"] = data["job_title"]
    if primary is not None:
        _end(rows, primary, person)
    for row in rows:
        row["primary"] = row is there
    return there or _one_primary(rows, set())


def _end(rows: list[Row], row: Row, person: Person | None) -> None:
    """Let a position end yesterday; one entered only today was never held, and goes."""
    day = today()
    fresh = person is None or "id" not in row or person.created_at.date() >= day
    if fresh or (row.get("since") and row["since"] >= day):
        rows.remove(row)
    else:
        row["until"] = day - timedelta(days=1)

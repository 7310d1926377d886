"""What must hold of positions: they are where there is an organization, and nobody is his own boss through others."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import Invalid
from chassis.records import one_at_a_time
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person
from services.contacts.positions.models import PersonPosition, held

Row = dict[str, Any]
_NO_BOSS = "This person does not work at the same organization."


def check_positions(session: Session, rows: Sequence[Row], person_id: str | None, given: int) -> None:
    """Invalid names the row and field that does not fit; the rows after the first `given` came of the organization."""
    errors: dict[int, dict[str, list[str]]] = {}
    known = _known(session, [row["organization_id"] for row in rows if row.get("organization_id")])
    for at, row in enumerate(rows):
        if found := _row_errors(row, known):
            errors[at] = found
    if any(at >= given for at in errors):
        raise Invalid({"organization_id": ["There is no such organization."]})
    if not errors:
        errors = _boss_errors(session, rows, person_id)
    if errors:
        raise Invalid({"positions": errors})


def _row_errors(row: Row, known: set[str]) -> dict[str, list[str]]:
    if not row.get("organization_id"):
        return {"organization_id": ["This is needed."]}
    if row["organization_id"] not in known and not row.get("until"):
        return {"organization_id": ["There is no such organization."]}
    if row.get("since") and row.get("until") and row["until"] < row["since"]:
        return {"until": ["The end must not come before the beginning."]}
    return {}


def _known(session: Session, ids: Sequence[str]) -> set[str]:
    if not ids:
        return set()
    return set(
        session.scalars(select(Organization.id).where(Organization.id.in_(ids), Organization.deleted_at.is_(None)))
    )


def _boss_errors(session: Session, rows: Sequence[Row], person_id: str | None) -> dict[int, dict[str, list[str]]]:
    led = {at: row for at, row in enumerate(rows) if row.get("reports_to_id")}
    if not led:
        return {}
    one_at_a_time(session, "contacts.reports_to")
    bosses = _bosses(session, {row["organization_id"] for row in led.values()})
    errors = {}
    for at, row in led.items():
        words = _boss_error(session, row, person_id, bosses)
        if words:
            errors[at] = {"reports_to_id": [words]}
    return errors


def _bosses(session: Session, organization_ids: Iterable[str]) -> dict[tuple[str, str], str]:
    """Who is whose boss today, by organization and person."""
    p = PersonPosition
    found = session.execute(
        select(p.organization_id, p.person_id, p.reports_to_id)
        .where(p.organization_id.in_(organization_ids), p.reports_to_id.is_not(None), held(today()))
        .join(Person, Person.id == p.person_id)
        .where(Person.deleted_at.is_(None))
    )
    return {(organization_id, person_id): boss for organization_id, person_id, boss in found if boss}


def _boss_error(session: Session, row: Row, person_id: str | None, bosses: dict[tuple[str, str], str]) -> str | None:
    where, boss = row["organization_id"], row["reports_to_id"]
    works = select(PersonPosition.id).where(PersonPosition.person_id == boss, PersonPosition.organization_id == where)
    if boss != person_id and session.scalars(works.limit(1)).first() is None:
        return _NO_BOSS
    seen: set[str] = set()
    above: str | None = boss
    while above and above not in seen:
        if above == person_id:
            return "Nobody can be their own boss, not even through others."
        seen.add(above)
        above = bosses.get((where, above))
    return None

"""Every change of a source, and the check of a link to one."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import Invalid, NotFound
from chassis.identity import Identity
from chassis.records import create, load, update
from services.contacts.sources.models import Source


def create_source(session: Session, actor: Identity, data: dict[str, Any]) -> Source:
    """Take up a source whose days are in order."""
    _check_days(data)
    return create(session, actor, Source, data)


def update_source(session: Session, actor: Identity, source: Source, data: dict[str, Any]) -> Source:
    """Change a source."""
    _check_days({"valid_from": source.valid_from, "valid_until": source.valid_until} | data)
    return update(session, actor, source, data)


def check_source(session: Session, actor: Identity, data: dict[str, Any]) -> None:
    """Refuse a source that is not there, or not to be seen."""
    if data.get("source_id"):
        try:
            load(session, actor, Source, data["source_id"])
        except NotFound as error:
            raise Invalid({"source_id": ["There is no such source."]}) from error


def _check_days(data: dict[str, Any]) -> None:
    begin, end = data.get("valid_from"), data.get("valid_until")
    if begin and end and end < begin:
        raise Invalid({"valid_until": ["The end must not come before the beginning."]})

"""Filling a list made by hand from a file: each row names a member by id, e-mail, code, tax number or name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from chassis.errors import Invalid
from chassis.i18n import Translate, translator
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.resource import Args
from chassis.rights import visible
from chassis.transfer.reading import Row, Table
from chassis.transfer.targets import rate, targets
from services.contacts.organizations.models import OrganizationEmail
from services.contacts.people.models import PersonEmail
from services.contacts.segments.commands import by_hand, put_in
from services.contacts.segments.models import Segment
from services.contacts.segments.subjects import MODELS, resource_of

MOST = 20_000
MAX_FILE = 20 * 1024 * 1024
SHOWN = 200
_ASKED_AT_ONCE = 500
_NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "organization": ("id", "email", "tax_number", "eu_vat_number", "code", "name"),
    "person": ("id", "email", "code", "name"),
}
_COLUMNS = {"emails.email": "email", "full_name": "name", "family_name": "name", "given_name": "name"}
_EMAILS: Mapping[str, Any] = {
    "organization": (OrganizationEmail, OrganizationEmail.organization_id),
    "person": (PersonEmail, PersonEmail.person_id),
}
_NOBODY = "There is no such record."
_SEVERAL = "Several records have the same %(field)s."
_EMPTY = "This row names nobody."

Keys = list[tuple[str, str]]
Known = dict[tuple[str, str], list[str]]


@dataclass(frozen=True)
class _Line:
    """A row of the file and how it names its record, surest first; `loose` when no column says what its cells are."""

    number: int
    words: str
    keys: Keys
    loose: bool


def fill(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    """Put in whom the rows of a file name; rows that name nobody, or several, are told and change nothing."""
    segment = by_hand(session, actor, args["id"])
    given = args.files.get("file")
    if given is None:
        raise Invalid({"file": ["Choose a file."]})
    lines = list(_lines(session, actor, segment, Table(given.stream)))
    if len(lines) > MOST:
        raise Invalid({"file": ["The file has more than 20,000 rows. Split it into smaller ones."]})
    known = _look_up(session, actor, segment, lines)
    say = translator(actor.language, [session.info["service"].folder])
    found: dict[str, None] = {}
    errors = []
    for line in lines:
        record_id, problem = _named(say, line, known)
        if record_id is not None:
            found[record_id] = None
        else:
            errors.append({"row": line.number, "value": line.words, "message": problem})
    done = put_in(session, segment, list(found))
    return {**done, "already": len(found) - done["changed"], "failed": len(errors), "errors": errors[:SHOWN]}


def _lines(session: Session, actor: Identity, segment: Segment, table: Table) -> Iterator[_Line]:
    """The rows; a file whose first row names no column we know has none, and its cells are told by their form."""
    noun = segment.record_kind
    proposed = rate(table.headers, targets(session, actor, resource_of(session, noun)))
    paths = [proposed.get(header, ("", 0))[0] for header in table.headers]
    named = [_COLUMNS.get(path, path) for path in paths]
    fields = [name if name in _NAMED_BY[noun] else "" for name in named]
    if not any(fields):
        fields = []
        yield _line(noun, Row(1, list(table.headers)), fields)
    for row in table:
        yield _line(noun, row, [*fields, *[""] * (len(row.cells) - len(fields))] if fields else fields)


def _line(noun: str, row: Row, fields: list[str]) -> _Line:
    given: dict[str, str] = {}
    loose: Keys = []
    for at, cell in enumerate(row.cells):
        if not cell:
            continue
        name = fields[at] if fields else _form_of(cell)
        if name:
            given[name] = f"{given[name]} {cell}" if name == "name" and name in given else cell
        elif not fields:
            loose += [("code", cell), ("name", cell)]
    keys = [(name, _plain(name, given[name])) for name in _NAMED_BY[noun] if name in given]
    return _Line(row.line, ", ".join(cell for cell in row.cells if cell)[:200], keys or loose, not keys)


def _form_of(cell: str) -> str:
    if is_id(cell):
        return "id"
    if "@" in cell:
        return "email"
    if re.fullmatch(r"\d{8}-?\d-?\d{2}", cell):
        return "tax_number"
    return "eu_vat_number" if re.fullmatch(r"[A-Z]{2}\d{8,12}", cell) else ""


def _plain(name: str, value: str) -> str:
    """A value as the database has it."""
    if name == "email":
        return value.lower()
    digits = re.sub(r"\D", "", value)
    if name == "tax_number" and len(digits) == 11:
        return f"{digits[:8]}-{digits[8]}-{digits[9:]}"
    return value


def _look_up(session: Session, actor: Identity, segment: Segment, lines: list[_Line]) -> Known:
    """The records by each key that a line has, as far as the actor may see them: one question per five hundred keys."""
    wanted: dict[str, dict[str, None]] = {}
    for line in lines:
        for name, value in line.keys:
            if name != "id" or is_id(value):
                wanted.setdefault(name, {})[value] = None
    found: Known = {}
    for name, values in wanted.items():
        for record_id, value in _records(session, actor, segment.record_kind, name, values):
            found.setdefault((name, value), []).append(record_id)
    return found


def _records(
    session: Session, actor: Identity, noun: str, name: str, values: Iterable[str]
) -> Iterator[tuple[str, str]]:
    model = MODELS[noun]
    if name == "email":
        row, owner = _EMAILS[noun]
        statement, column = select(model.id, row.email).join(row, owner == model.id).distinct(), row.email
    else:
        column = getattr(model, name, None)
        if column is None:
            return
        statement = select(model.id, column)
    here = model.deleted_at.is_(None)
    if (mine := visible(actor, f"contacts.{noun}", model)) is not None:
        here = and_(here, mine)
    wanted = list(values)
    for at in range(0, len(wanted), _ASKED_AT_ONCE):
        some = column.in_(wanted[at : at + _ASKED_AT_ONCE])
        yield from ((row[0], row[1]) for row in session.execute(statement.where(here, some)))


def _named(say: Translate, line: _Line, known: Known) -> tuple[str | None, str]:
    """The record a line names. What a column says decides; a cell without one may be a code or a name."""
    for key in line.keys if line.loose else line.keys[:1]:
        ids = known.get(key, [])
        if len(ids) > 1:
            return None, say(_SEVERAL) % {"field": key[0]}
        if ids:
            return ids[0], ""
    return None, say(_NOBODY if line.keys else _EMPTY)

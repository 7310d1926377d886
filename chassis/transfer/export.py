"""Export of a list as it is filtered, sorted and shown: CSV, XLSX and ODS, streamed in keyset pages."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from chassis import listing, meta
from chassis.errors import BadRequest
from chassis.identity import Identity
from chassis.resource import Args, File
from chassis.transfer.schemas import FORMATS
from chassis.transfer.sheets import ODS, XLSX, write_ods, write_xlsx
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.resource import Resource
    from chassis.runtime import Runtime

PAGE = 1_000
_CSV = "text/csv; charset=utf-8"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_EXACT = {"number", "money", "percent"}
_CHUNK = 64 * 1024
_SHEETS = {"xlsx": (write_xlsx, XLSX), "ods": (write_ods, ODS)}


@dataclass(frozen=True)
class Column:
    """One column of the file: the field it is read from, its heading, and words for its values."""

    field: str
    heading: str
    type: str
    words: dict[str, str]
    custom: str | None = None

    def value(self, row: dict[str, Any]) -> Any:
        """The cell of a list row."""
        value = (row.get("custom") or {}).get(self.custom) if self.custom else row.get(self.field)
        if isinstance(value, list):
            return ", ".join(str(self.words.get(part, part)) for part in value)
        return self.words.get(value, value) if self.words and isinstance(value, str) else value


def export(resource: "Resource", session: Session, actor: Identity, args: Args) -> File:
    """The list that these parameters describe, all of it, as a file."""
    params = dict(args.query)
    form = params.pop("format", "csv")
    if form not in FORMATS:
        raise BadRequest("Some list parameters are not valid.", {"format": ["One of csv, xlsx, ods is needed."]})
    for name in ("limit", "cursor", "total"):
        params.pop(name, None)
    columns = _columns(resource, session, actor, params.pop("fields", None))
    params["fields"] = ",".join(dict.fromkeys(column.field for column in columns))
    listing.read_query(session, actor, resource, params)  # what does not fit is said before the first byte
    rows = _rows(args.runtime, resource, actor, params)
    name = f"{resource.collection}-{utc_now():%Y-%m-%d}.{form}"
    if form in _SHEETS:
        write, content_type = _SHEETS[form]
        head = [column.heading for column in columns]
        cells = ([_sheet_cell(column, column.value(row)) for column in columns] for row in rows)
        return File(write(head, cells), content_type, name)
    return File(_csv(columns, rows, actor.language), _CSV, name)


def _columns(resource: "Resource", session: Session, actor: Identity, wanted: str | None) -> list[Column]:
    hidden = actor.rule(resource.name).hidden
    shown = {
        entry["name"]: entry
        for entry in meta.fields_of(session, resource, actor.language)
        if entry["listed"] and entry["name"] not in hidden and not (entry["custom"] and "custom" in hidden)
    }
    if not wanted:
        rest = [name for name, entry in shown.items() if not entry["hidden"]]
        names = list(dict.fromkeys([*(name for name in resource.columns if name in shown), *rest]))
    else:
        names = [name.strip() for name in wanted.split(",") if name.strip()]
        if unknown := [name for name in names if name not in shown]:
            errors = {"fields": [f"No such field: {', '.join(unknown)}."]}
            raise BadRequest("Some list parameters are not valid.", errors)
    return [_column(shown[name], shown) for name in names]


def _column(entry: dict[str, Any], shown: dict[str, Any]) -> Column:
    words = {choice["value"]: choice["label"] for choice in entry.get("choices") or ()}
    if entry["custom"]:
        name = entry["label_field"] or entry["name"]
        return Column("custom", entry["label"], entry["type"], words, name.removeprefix("custom."))
    source = entry["label_field"] if entry["label_field"] in shown else entry["name"]
    return Column(source, entry["label"], entry["type"], words)


def _rows(
    runtime: "Runtime", resource: "Resource", actor: Identity, params: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """All rows, page by page; no transaction stays open while the reader takes its time."""
    cursor: str | None = ""
    while cursor is not None:
        with runtime.reading(actor) as session:
            query = listing.read_query(session, actor, resource, {**params, **({"cursor": cursor} if cursor else {})})
            query.limit = PAGE
            page = listing.run_list(session, actor, resource, query)
        yield from page["data"]
        cursor = page["next"]


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value


def _csv(columns: list[Column], rows: Iterator[dict[str, Any]], language: str) -> Iterator[bytes]:
    """Excel's own dialect: a byte order mark, and in Hungarian semicolons and decimal commas."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";" if language == "hu" else ",")
    stream.write("\ufeff")
    writer.writerow([harmless(column.heading) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column, column.value(row), language) for column in columns])
        if stream.tell() > _CHUNK:
            yield stream.getvalue().encode()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue().encode()


def _csv_cell(column: Column, value: Any, language: str) -> Any:
    if column.type in _EXACT and isinstance(value, str):
        return value.replace(".", ",") if language == "hu" else value
    if isinstance(value, bool):
        return {("hu", True): "igen", ("hu", False): "nem"}.get((language, value), "yes" if value else "no")
    return harmless(value)


def _sheet_cell(column: Column, value: Any) -> Any:
    """What a spreadsheet keeps as a number, a day or a moment; a text is written as one, so it never runs."""
    if not isinstance(value, str):
        return value
    if column.type == "datetime":
        return datetime.fromisoformat(value)
    if column.type == "date":
        return date.fromisoformat(value)
    return Decimal(value) if column.type in _EXACT else value

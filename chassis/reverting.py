"""Taking back what was done to one record: only what is still as it was set, and through the normal commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from chassis import records, standard
from chassis.audit import readable
from chassis.errors import DomainError
from chassis.identity import Identity
from chassis.rights import visible
from chassis.tables import audit

if TYPE_CHECKING:
    from chassis.resource import Resource

_FLIPS = ("delete", "restore")
_ABSENT = object()
CHANGED = "Somebody has changed this since: %(fields)s."
FIXED = "This cannot be put back by an undo: %(fields)s."
GONE = "The record is not there any more."
USED = "Somebody has worked on this record since it was made."
UNDELETABLE = "Records of this kind cannot be deleted."

Pair = list[Any]


class Kept(DomainError):
    """A record that an undo leaves as it is, and why."""

    def __init__(self, words: str, **params: Any) -> None:
        super().__init__("kept", words, **params)


@dataclass
class Net:
    """What some audit rows did to a record, taken together."""

    created: bool = False
    flips: list[str] = field(default_factory=list)
    own: dict[str, Pair] = field(default_factory=dict)
    parts: dict[tuple[str, str], "Part"] = field(default_factory=dict)


@dataclass
class Part:
    """What was done to one row of a record."""

    created: bool
    deleted: bool = False
    changes: dict[str, Pair] = field(default_factory=dict)


def net(rows: Sequence[Any]) -> Net:
    """The first old and the last new value of each field over audit rows, oldest first."""
    found = Net()
    for row in rows:
        if row.part is not None:
            part = found.parts.setdefault((row.part, row.part_id), Part(row.action == "create"))
            part.deleted = row.action == "delete"
            _merge(part.changes, row.changes)
        elif row.action == "create":
            found.created = True
        else:
            if row.action in _FLIPS:
                found.flips.append(row.action)
            _merge(found.own, row.changes)
    found.own.pop("deleted_at", None)
    return found


def _merge(into: dict[str, Pair], changes: Mapping[str, Pair]) -> None:
    for name, (old, new) in changes.items():
        into[name] = [into[name][0] if name in into else old, new]


class Reverter:
    """Takes one record back to what it was before some audit rows."""

    def __init__(self, session: Session, actor: Identity, resource: "Resource", record_id: str) -> None:
        self.session, self.actor, self.resource = session, actor, resource
        self.record = self._load(record_id)
        self.fields = {f.attribute or name: f for name, f in resource.in_schema.fields.items()}
        self.changed: list[str] = []
        self.fixed: dict[str, Any] = {}

    def _load(self, record_id: str) -> Any:
        model = self.resource.model
        statement = select(model).where(model.id == record_id).with_for_update(of=model)
        if (mine := visible(self.actor, self.resource.name, model)) is not None:
            statement = statement.where(mine)
        record = self.session.scalars(statement.execution_options(populate_existing=True)).unique().one_or_none()
        if record is None:
            raise Kept(GONE)
        return record

    def run(self, rows: Sequence[Any], correlation: str) -> None:
        """Take the rows back; Kept says what had to stay, the rest is put back all the same."""
        did = net(rows)
        if did.created:
            self._unmake(rows, correlation)
            return
        self._flip_back(did.flips)
        if self.record.deleted_at is None:
            self._put_back(did)

    def _unmake(self, rows: Sequence[Any], correlation: str) -> None:
        if self.record.deleted_at is not None:
            return
        table = audit.c
        later = (
            select(table.id)
            .where(table.kind == rows[-1].kind, table.record_id == rows[-1].record_id, table.id > rows[0].id)
            .where(table.correlation.is_distinct_from(correlation), table.cause.is_(None))
            .where(table.action.not_in(_FLIPS) | table.part.is_not(None))
        )
        if self.session.execute(later.limit(1)).first():
            raise Kept(USED)
        self._remove()

    def _remove(self) -> None:
        if self.resource.delete is False:
            raise Kept(UNDELETABLE)
        standard.remove(self.session, self.actor, self.resource, self.record)

    def _flip_back(self, flips: Sequence[str]) -> None:
        gone_before = bool(flips) and flips[0] == "restore"
        if not flips or (self.record.deleted_at is not None) == gone_before:
            return
        if gone_before:
            self._remove()
        else:
            records.restore(self.session, self.actor, self.record)

    def _put_back(self, did: Net) -> None:
        data = self._own(did.own)
        for name, rows in self._lines(did.parts).items():
            data[name] = rows
        if data:
            if self.resource.update is False:
                raise Kept(FIXED, fields=", ".join(map(self._label, data)))
            standard.change_one(self.session, self.actor, self.resource, self.record, data)
            self.session.flush()
        if self.changed:
            raise Kept(CHANGED, fields=", ".join(dict.fromkeys(self.changed)))
        # what only follows from other fields has followed them by now
        moments: frozenset[str] = getattr(self.record, "moments", frozenset())
        stuck = [name for name in self.fixed if name not in moments and self._differs(name)]
        if stuck:
            raise Kept(FIXED, fields=", ".join(map(self._label, stuck)))

    def _differs(self, name: str) -> bool:
        return bool(readable(getattr(self.record, name, None)) != self.fixed[name])

    def _own(self, changes: Mapping[str, Pair]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        custom = {name.removeprefix("custom."): pair for name, pair in changes.items() if name.startswith("custom.")}
        if values := self._custom(custom):
            data["custom"] = values
        for name, (old, new) in changes.items():
            if name.startswith("custom."):
                continue
            if (value := self._value(self.fields, self.record, name, [old, new], self._label(name))) is not _ABSENT:
                data[name] = value
        return data

    def _value(self, fields: Mapping[str, Any], obj: Any, name: str, pair: Pair, label: str) -> Any:
        """What to set, or _ABSENT when the field is as it was, has been changed since or follows from others."""
        old, new = pair
        present = readable(getattr(obj, name, None))
        if present == old and old != "•":
            return _ABSENT
        if name not in fields or fields[name].dump_only or old == "•":
            if obj is self.record:
                self.fixed[name] = old
            return _ABSENT
        if present != new:
            self.changed.append(label)
            return _ABSENT
        return None if old is None else fields[name].deserialize(old)

    def _custom(self, changes: Mapping[str, Pair]) -> dict[str, Any]:
        present, values = self.record.custom or {}, {}
        for name, (old, new) in changes.items():
            if present.get(name) == new and old != new:
                values[name] = old
            elif present.get(name) != old:
                self.changed.append(self._label(f"custom.{name}"))
        return values

    def _lines(self, parts: Mapping[tuple[str, str], Part]) -> dict[str, list[dict[str, Any]]]:
        by_table: dict[str, dict[str, Part]] = {}
        for (table, row_id), part in parts.items():
            by_table.setdefault(table, {})[row_id] = part
        found = {}
        for table, rows in by_table.items():
            name = self._relation(table)
            if name is None:
                self.fixed[table] = _ABSENT
            elif (wanted := self._rows(name, rows)) is not None:
                found[name] = wanted
        return found

    def _relation(self, table: str) -> str | None:
        relations = inspect(self.resource.model).relationships
        fits = (r.key for r in relations if r.uselist and r.mapper.class_.__tablename__ == table)
        return next((name for name in fits if getattr(self.fields.get(name), "line_schema", None)), None)

    def _rows(self, name: str, parts: Mapping[str, Part]) -> list[dict[str, Any]] | None:
        """The list as it is to be, in full; None when it is so already."""
        lines: Any = self.fields[name]
        schema = lines.line_schema()
        fields = {f.attribute or key: f for key, f in schema.fields.items() if not f.dump_only and key != "id"}
        present = {row.id: row for row in getattr(self.record, name)}
        wanted = {id_: {"id": id_, **{key: getattr(row, key) for key in fields}} for id_, row in present.items()}
        before = {id_: dict(row) for id_, row in wanted.items()}
        for row_id, part in parts.items():
            if part.deleted and not part.created and row_id not in present:
                old = {key: pair[0] for key, pair in part.changes.items() if key in fields and pair[0] is not None}
                wanted[row_id] = {key: fields[key].deserialize(value) for key, value in old.items()}
            elif not part.deleted and row_id in present:
                self._row(name, wanted, present[row_id], part, fields)
            elif not part.deleted and not part.created:
                self.changed.append(self._label(name))
        return None if wanted == before else list(wanted.values())

    def _row(self, name: str, wanted: dict[str, Any], row: Any, part: Part, fields: Mapping[str, Any]) -> None:
        label = self._label(name)
        if not part.created:
            for key, pair in part.changes.items():
                if key in fields and (value := self._value(fields, row, key, pair, label)) is not _ABSENT:
                    wanted[row.id][key] = value
        elif all(readable(getattr(row, key)) == pair[1] for key, pair in part.changes.items() if key in fields):
            del wanted[row.id]
        else:
            self.changed.append(label)

    def _label(self, name: str) -> str:
        from chassis import meta

        described = meta.fields_of(self.session, self.resource, self.actor.language)
        return next((str(entry["label"]) for entry in described if entry["name"] == name), name)

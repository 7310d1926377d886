"""From the rows of a chunk to records: matched by a few questions, made and changed in one flush, or one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, selectinload

from chassis import batching, problems, records, standard
from chassis.dberrors import is_away
from chassis.dumping import without
from chassis.errors import DomainError, Forbidden
from chassis.i18n import translator
from chassis.identity import Identity
from chassis.logs import log
from chassis.privacy.recognising import Recogniser
from chassis.rights import may_touch, visible
from chassis.transfer.cells import Cells
from chassis.transfer.reading import Row
from chassis.transfer.targets import targets

REFUSALS = (DomainError, ValidationError, SQLAlchemyError)
_UNEVEN = "This row has more cells than the header has columns."
_NO_ID = "There is no record with this id."

Key = tuple[str, Any]
Data = dict[str, Any]


class Seen(Protocol):
    """What a rehearsal remembers of the rows before."""

    def look_up(self, keys: list[Key]) -> None:
        """Learn which keys came before."""

    def twin(self, key: Key, line: int) -> bool:
        """Whether the key came in an earlier chunk."""


@dataclass
class Item:
    """A row that could be read: its data, and the key by which its record is looked for."""

    line: int
    data: Data
    key: Key | None


class _Together(Exception):
    """A row failed in a way that spoils the whole batch."""


class Importer:
    """Imports the rows of a chunk within one transaction and counts what became of them."""

    def __init__(self, session: Session, actor: Identity, job: Any) -> None:
        self.session, self.actor, self.job = session, actor, job
        self.resource = session.info["service"].resource(job.noun)
        self.kind = self.resource.name
        self.rule = actor.rule(self.kind)
        self.mode = job.options["mode"]
        self.match = tuple(job.options.get("match") or self.resource.match)
        known = targets(session, actor, self.resource)
        self.cells = Cells(session, actor, known, job.mapping, job.options["defaults"], job.headers)
        self.say = translator(actor.language, [session.info["service"].folder])
        self.columns = {path: column for column, path in job.mapping.items()}
        self.erased = None if job.options.get("erased") else Recogniser(session)
        self.seen: Seen | None = None
        self._start()

    def _start(self) -> None:
        self.counts = {"created": 0, "updated": 0, "skipped": 0, "failed": 0}
        self.errors: list[dict[str, Any]] = []
        self.index: dict[Key, list[str]] = {}
        self.loaded: dict[str, Any] = {}

    def run(self, rows: Sequence[Row]) -> None:
        """Import the rows: all in one flush, and one by one only where that fails."""
        self.cells.prepare([row.cells for row in rows])
        items = [item for row in rows if (item := self._read(row))]
        before = dict(self.counts), list(self.errors)
        try:
            with self.session.begin_nested():
                self._look_up(items)
                with batching.batch(self.session) as batch:
                    for item in items:
                        self._in_batch(item, batch)
        except (_Together, *REFUSALS) as error:
            if is_away(error):
                raise
            self._start()
            self.counts, self.errors = before
            self._look_up(items)
            for item in items:
                self._alone(item)

    def _read(self, row: Row) -> Item | None:
        if row.uneven:
            self._fail(row.line, {"": [self.say(_UNEVEN)]})
            return None
        data, errors = self.cells.data(row.cells)
        if errors:
            self._fail(row.line, errors)
            return None
        given = {name: value for name, value in data.items() if value is not None}
        if self.erased is not None and (known := self.erased.found_in(given)):
            self._fail(row.line, {path: [self.say(word) for word in words] for path, words in known.items()})
            return None
        return Item(row.line, given, None if self.mode == "create" and self.seen is None else self._key(given))

    def _key(self, given: Data) -> Key | None:
        if given.get("id"):
            return ("id", given["id"])
        for name in self.match:
            value = given.get(name)
            if value is None:
                value = _first_of_children(given, name)
            if value is not None and not isinstance(value, list | dict):
                return (name, self._loaded(name, value))
        return None

    def _loaded(self, name: str, value: Any) -> Any:
        """The value as the database has it; as it is when it is wrong, which is told when the row is read."""
        field = self.resource.in_schema.fields.get(name)
        if isinstance(value, str) and "@" in value:
            return value.lower()
        try:
            return value if field is None or field.dump_only else field.deserialize(value)
        except ValidationError:
            return value

    def _look_up(self, items: Sequence[Item]) -> None:
        """One question per field that matches, and in an update one for all records that will be changed."""
        keys = [item.key for item in items if item.key]
        if self.seen is not None:
            self.seen.look_up(keys)
        if self.mode == "create":
            return
        model = self.resource.model
        for name in {name for name, _value in keys}:
            column = getattr(model, name)
            query = select(model.id, column).where(column.in_({value for key, value in keys if key == name}))
            query = query.where(model.deleted_at.is_(None))
            if (mine := visible(self.actor, self.kind, model)) is not None:
                query = query.where(mine)
            for record_id, value in self.session.execute(query):
                self.index.setdefault((name, value), []).append(record_id)
        if self.mode == "update":
            self._load_all({ids[0] for ids in self.index.values() if len(ids) == 1})

    def _load_all(self, ids: Iterable[str]) -> None:
        model, wanted = self.resource.model, sorted(ids)
        if not wanted:
            return
        fields = self.resource.in_schema.fields.items()
        lists = [selectinload(getattr(model, name)) for name, field in fields if field.spec.type == "lines"]
        query = select(model).where(model.id.in_(wanted)).order_by(model.id).with_for_update(of=model)
        self.loaded = {record.id: record for record in self.session.scalars(query.options(*lists)).unique()}

    def _in_batch(self, item: Item, batch: batching.Batch) -> None:
        batch.mark()
        try:
            outcome = self._import(item)
        except (DomainError, ValidationError) as error:
            if not batch.take_back():
                raise _Together from error
            self._refused(item.line, error)
        else:
            self.counts[outcome] += 1

    def _alone(self, item: Item) -> None:
        try:
            with self.session.begin_nested():
                outcome = self._import(item)
                self.session.flush()
        except REFUSALS as error:
            if is_away(error):
                raise
            self._refused(item.line, error)
        else:
            self.counts[outcome] += 1

    def _import(self, item: Item) -> str:
        existing = self._existing(item)
        before = self.seen is not None and item.key is not None and self.seen.twin(item.key, item.line)
        if existing is None and before and self.mode != "create":
            return "skipped" if self.mode == "skip" else "updated"
        if existing is not None and self.mode == "skip":
            return "skipped"
        if existing is not None:
            self._update(existing, item.data)
            return "updated"
        record = self._create({name: value for name, value in item.data.items() if name != "id"})
        for name in self.match if self.mode != "create" else ():
            if (value := getattr(record, name, None)) is not None:
                self.index.setdefault((name, value), []).append(record.id)
        return "created"

    def _existing(self, item: Item) -> str | None:
        if item.key is None or self.mode == "create":
            return None
        found = self.index.get(item.key, [])
        if len(found) > 1:
            raise DomainError("several", "Several records have the same %(field)s.", field=item.key[0])
        if not found and item.key[0] == "id":
            raise DomainError("no_such_id", _NO_ID)
        return found[0] if found else None

    def _create(self, given: Data) -> Any:
        loaded: Data = dict(self.resource.in_schema.load(given))
        standard.writable(self.resource, self.actor, {name: loaded[name] for name in given if name in loaded})
        loaded = without(loaded, self.rule.read_only | self.rule.hidden)
        if self.resource.create:
            return self.resource.create(self.session, self.actor, loaded)
        return records.create(self.session, self.actor, self.resource.model, loaded)

    def _update(self, record_id: str, given: Data) -> None:
        record, data = self._record(record_id), {name: value for name, value in given.items() if name != "id"}
        for name, field in self.resource.in_schema.fields.items():
            if field.spec.type == "lines" and name in data:
                data[name] = _merged(getattr(record, name), data[name])
        loaded: Data = dict(self.resource.in_schema.load(data, partial=True))
        loaded = standard.writable(self.resource, self.actor, loaded)
        standard.change_one(self.session, self.actor, self.resource, record, loaded)

    def _record(self, record_id: str) -> Any:
        record = self.loaded.get(record_id)
        if record is None or record not in self.session:
            return records.load(self.session, self.actor, self.resource.model, record_id, "edit")
        if not (self.actor.may(self.kind, "edit") and may_touch(self.actor, self.rule, record)):
            raise Forbidden("You may see this %(what)s, but not do this with it.", what=self.resource.kind)
        return record

    def _refused(self, line: int, error: Exception) -> None:
        problem = problems.of(error, self.actor.language, self.session.info["service"], "")
        if problem.status >= 500:
            log.error("import row", line=line, import_id=self.job.id, exc_info=error)
        self._fail(line, dict(flatten(problem.body["errors"])) or {"": [problem.body["detail"]]})

    def _fail(self, line: int, errors: Mapping[str, Sequence[str]]) -> None:
        self.counts["failed"] += 1
        for path, messages in errors.items():
            column, message = self.columns.get(path), " ".join(messages)
            self.errors.append({"row": line, "field": path or None, "column": column, "message": message[:1000]})


def _merged(existing: Sequence[Any], rows: list[Data]) -> list[Data]:
    """The file's rows change those that are there, in their order; the others stay."""
    known: list[Data] = [{"id": child.id} for child in existing]
    changed = [{**(known[place] if place < len(known) else {}), **row} for place, row in enumerate(rows)]
    return changed + known[len(rows) :]


def _first_of_children(given: Data, name: str) -> Any:
    """`email` of the record is `emails[0].email` of the data, for columns that repeat a list's primary entry."""
    for value in given.values():
        if isinstance(value, list) and value and isinstance(value[0], dict) and value[0].get(name) is not None:
            return value[0][name]
    return None


def flatten(errors: Any, path: str = "") -> list[tuple[str, list[str]]]:
    """Nested messages by dotted path: `{"emails": {0: {"email": […]}}}` → `emails.email`, then `emails.2.email`."""
    if isinstance(errors, dict):
        found = []
        for name, inner in errors.items():
            step = path if str(name) in ("0", "_schema") else f"{path}.{_step(name)}".lstrip(".")
            found += flatten(inner, step)
        return found
    messages = [str(message) for message in errors] if isinstance(errors, list | tuple) else [str(errors)]
    return [(path, messages)]


def _step(name: Any) -> str:
    return str(int(name) + 1) if str(name).isdigit() else str(name)

"""Imports as rows: uploaded, mapped, run in the background, and asked how far they are."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, inspect, select, update
from sqlalchemy.orm import Session

from chassis import batchjobs, undo
from chassis.errors import DomainError, Forbidden, Invalid, NotFound
from chassis.fields import show_time
from chassis.i18n import Translate, translator
from chassis.identity import Identity
from chassis.ids import is_id, new_id
from chassis.jobs import enqueue
from chassis.resource import Args, File, Reply
from chassis.tables import imports
from chassis.transfer import chunks, mappings
from chassis.transfer.errors import errors_csv, errors_xlsx
from chassis.transfer.reading import Table
from chassis.transfer.schemas import JOB, MAX_FILE
from chassis.transfer.targets import FULL_NAME, Target, rate, targets
from chassis.types import utc_now
from chassis.uploads import clean_name

if TYPE_CHECKING:
    from chassis.resource import Resource
    from chassis.runtime import Runtime

_SHOWN_ERRORS = 100
_PAGE = 50
_NO_COLUMN = "The file has no column “%(column)s”."
_NO_FIELD = "There is no field “%(field)s” to import to."
_DOUBLED = "Two columns are mapped to “%(field)s”."
_NEEDED = "Map a column to “%(field)s”, or give it a value."
_COUNTS = ("total", "done", "created", "updated", "skipped", "failed")
_COMPARED = {"text", "email", "phone", "url", "integer", "date", "link"}
_KEPT = ("sample", "mended", "confidence", "remembered")


def upload(resource: "Resource", runtime: "Runtime", actor: Identity, args: Args) -> Reply:
    """Take in a file, row by row: what its columns are, and what they seem to mean."""
    given = args.files.get("file")
    if given is None or not given.filename:
        raise Invalid({"file": ["Choose a file."]})
    _check_size(given.stream)
    import_id = new_id()
    try:
        table = Table(given.stream)
        stored = chunks.store(runtime, actor, import_id, table)
        with runtime.transaction(actor) as session:
            row = _new(session, actor, resource, table.headers, stored)
            row |= {"id": import_id, "file_name": clean_name(given.filename)}
            session.execute(insert(imports), row)
            return Reply(_show(session, actor, resource, import_id), 201)
    except Invalid:
        with runtime.transaction(actor) as session:
            chunks.forget(session, [import_id])
        raise


def _check_size(stream: Any) -> None:
    size = stream.seek(0, 2)
    stream.seek(0)
    if not size:
        raise Invalid({"file": ["The file is empty."]})
    if size > MAX_FILE:
        most = MAX_FILE // (1024 * 1024)
        raise DomainError("too_large", "The file is larger than %(most)s MB.", status=413, most=most)


def _new(
    session: Session, actor: Identity, resource: "Resource", headers: list[str], stored: chunks.Stored
) -> dict[str, Any]:
    known = targets(session, actor, resource)
    guessed = rate(headers, known)
    mapping = {header: path for header, (path, _score) in guessed.items()}
    confidence = {header: score for header, (_path, score) in guessed.items()}
    remembered = mappings.recall(session, actor, resource.kind, headers)
    options: dict[str, Any] = {"sample": stored.sample, "mended": stored.mended, "confidence": confidence}
    if remembered is not None:
        mapping = {header: path for header, path in remembered.mapping.items() if path in known and header in headers}
        options |= {name: remembered.options[name] for name in mappings.KEPT if name in remembered.options}
        options["remembered"] = True
    return {
        "noun": resource.kind,
        "headers": headers,
        "mapping": mapping,
        "options": options,
        "status": "uploaded",
        "total": stored.total,
        "errors": [],
        "actor": actor.dump(),
        "created_by": actor.user_id,
        "created_at": utc_now(),
    }


def listed(resource: "Resource", session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    """The imports of a kind, newest first: one's own, or everybody's for who may do everything."""
    query = select(imports).where(imports.c.noun == resource.kind, *_own(actor))
    if before := args.get("before"):
        query = query.where(imports.c.id < before)
    rows = session.execute(query.order_by(imports.c.created_at.desc(), imports.c.id.desc()).limit(_PAGE + 1)).all()
    undone = undo.last_of(session, [row.id for row in rows])
    data = [{**_short(row), "undo": undone.get(row.id)} for row in rows[:_PAGE]]
    return {"data": data, "next": data[-1]["id"] if len(rows) > _PAGE else None}


def _own(actor: Identity) -> tuple[Any, ...]:
    return () if actor.everything else (imports.c.created_by == actor.user_id,)


def show(resource: "Resource", session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    """How far an import is."""
    return _show(session, actor, resource, args["job"])


def go_on(resource: "Resource", session: Session, actor: Identity, args: Args) -> Reply:
    """Continue an import that stopped, with the next row."""
    row = _find(session, actor, resource, args["job"], lock=True)
    if row.status != "failed":
        raise DomainError("import_not_stopped", "This import has not stopped.")
    values = {"status": "queued", "error": None, "finished_at": None}
    session.execute(update(imports).where(imports.c.id == row.id).values(values))
    enqueue(session, JOB, {"id": row.id})
    return Reply(_show(session, actor, resource, row.id), 202)


def run(resource: "Resource", session: Session, actor: Identity, args: Args) -> Reply:
    """Start an uploaded import, or run it again after a rehearsal, with this mapping."""
    row = _find(session, actor, resource, args["job"], lock=True)
    if row.status in batchjobs.BUSY:
        raise DomainError("import_running", "This import is running already.")
    if row.status == "finished" and not row.options.get("dry_run"):
        raise DomainError("import_done", "This import is done. Upload the file again to repeat it.")
    if not actor.may(resource.name, "create") or (args["mode"] == "update" and not actor.may(resource.name, "edit")):
        raise Forbidden("You may not make or change records of this kind, so you cannot import them.")
    kept = {name: row.options[name] for name in _KEPT if name in row.options}
    options = {**kept, **_checked(session, actor, resource, row.headers, args)}
    values = {
        "mapping": options.pop("mapping"),
        "options": options,
        "status": "queued",
        "errors": [],
        "error": None,
        "actor": actor.dump(),
        "finished_at": None,
        **dict.fromkeys(_COUNTS[1:], 0),
    }
    chunks.forget_run(session, row.id)
    session.execute(update(imports).where(imports.c.id == row.id).values(values))
    mappings.remember(session, actor, resource.kind, row.headers, values["mapping"], options)
    enqueue(session, JOB, {"id": row.id})
    return Reply(_show(session, actor, resource, row.id), 202)


def errors_file(resource: "Resource", session: Session, actor: Identity, args: Args) -> File:
    """The rows that failed, as they came, each with what is wrong: to be mended and uploaded again."""
    row = _find(session, actor, resource, args["job"])
    name = f"errors-{row.file_name.rpartition('.')[0] or row.file_name}"
    rows = chunks.refused(args.runtime, actor, row.id)
    say = translator(actor.language, [session.info["service"].folder])
    head = [say("Row"), say("What is wrong"), *row.headers]
    if (args.get("format") or "csv") == "xlsx":
        return errors_xlsx(head, rows, f"{name}.xlsx")
    return errors_csv(head, rows, f"{name}.csv", actor.language)


def _checked(session: Session, actor: Identity, resource: "Resource", headers: list[str], args: Args) -> dict[str, Any]:
    """The options of a run; Invalid names what is unknown, doubled or missing in them."""
    known = targets(session, actor, resource)
    mapping, defaults, match = args["mapping"], args.get("defaults") or {}, args.get("match")
    mappings.check_shape(mapping)
    mapping = _numbered(known, {column: path for column, path in mapping.items() if path})
    say = translator(actor.language, [session.info["service"].folder])
    if problems := _mapping_problems(say, known, headers, mapping):
        raise Invalid({"mapping": problems})
    if unknown := [path for path in defaults if path not in known]:
        raise Invalid({"defaults": [say(_NO_FIELD) % {"field": path} for path in unknown]})
    missing = _missing(known, {*mapping.values(), *defaults})
    if missing and args["mode"] != "update":
        raise Invalid({"mapping": [say(_NEEDED) % {"field": target.label} for target in missing]})
    _check_match(resource, match)
    return {
        "mapping": mapping,
        "defaults": defaults,
        "match": match,
        "mode": args["mode"],
        "dry_run": args["dry_run"],
        "erased": args["erased"],
    }


def _numbered(known: dict[str, Target], mapping: dict[str, str]) -> dict[str, str]:
    """A second column mapped to `emails.email` fills the second row of the list, a third one the third."""
    taken: set[str] = set()
    found = {}
    for column, path in mapping.items():
        parent, dot, name = path.partition(".")
        rows = [path, *(f"{parent}.{nth}.{name}" for nth in (2, 3))] if dot and path in known else [path]
        found[column] = next((row for row in rows if row in known and row not in taken), path)
        taken.add(found[column])
    return found


def matchable(resource: "Resource") -> list[str]:
    """The fields by which an import may find records: what lists filter by, and so has an index; and the id."""
    columns = inspect(resource.model).column_attrs.keys()  # no dict
    fields = resource.all_fields.items()
    fit = [name for name, field in fields if field.spec.filter and field.spec.type in _COMPARED and name in columns]
    return ["id", *(name for name in fit if name not in ("id", "created_at", "updated_at"))]


def _check_match(resource: "Resource", match: Any) -> None:
    if match is None:
        return
    if not isinstance(match, list) or not match or not all(name in matchable(resource) for name in match):
        raise Invalid({"match": ["A list of fields that can be filtered by is needed."]})


def _mapping_problems(
    say: Translate, known: dict[str, Target], headers: list[str], mapping: dict[str, str]
) -> list[str]:
    problems = [say(_NO_COLUMN) % {"column": column} for column in mapping if column not in headers]
    problems += [say(_NO_FIELD) % {"field": path} for path in mapping.values() if path not in known]
    paths = list(mapping.values())
    doubled = sorted({path for path in paths if paths.count(path) > 1} & known.keys())
    return problems + [say(_DOUBLED) % {"field": known[path].label} for path in doubled]


def _missing(known: dict[str, Target], given: set[str]) -> list[Target]:
    named = given | ({"family_name"} if FULL_NAME in given else set())
    return [target for path, target in known.items() if target.required and path not in named]


def _find(session: Session, actor: Identity, resource: "Resource", job_id: str, *, lock: bool = False) -> Any:
    query = select(imports).where(imports.c.id == job_id, imports.c.noun == resource.kind, *_own(actor))
    row = session.execute(query.with_for_update() if lock else query).first() if is_id(job_id) else None
    if row is None:
        raise NotFound("import")
    return row


def _short(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "file_name": row.file_name,
        "status": row.status,
        "dry_run": row.options.get("dry_run", False),
        "error": row.error,
        **{name: getattr(row, name) for name in _COUNTS},
        "by": row.actor.get("name"),
        "created_at": show_time(row.created_at),
        "finished_at": show_time(row.finished_at) if row.finished_at else None,
    }


def _show(session: Session, actor: Identity, resource: "Resource", job_id: str) -> dict[str, Any]:
    row = _find(session, actor, resource, job_id)
    known = targets(session, actor, resource)
    fields = [{"path": t.path, "label": t.label, "type": t.type, "required": t.required} for t in known.values()]
    return {
        **_short(row),
        "kind": resource.name,
        "headers": row.headers,
        "sample": row.options.get("sample", []),
        "mapping": row.mapping,
        "confidence": row.options.get("confidence", {}),
        "remembered": bool(row.options.get("remembered")),
        "mappings": mappings.named(session, actor, resource.kind),
        "defaults": row.options.get("defaults") or {},
        "match": row.options.get("match") or list(resource.match),
        "matchable": matchable(resource),
        "mode": row.options.get("mode"),
        "erased": bool(row.options.get("erased")),
        "mended": row.options.get("mended", 0),
        "twins": row.options.get("twins") or {"count": 0, "first": []},
        "errors": row.errors[:_SHOWN_ERRORS],
        "fields": fields,
        "undo": undo.last_of(session, [row.id]).get(row.id),
    }

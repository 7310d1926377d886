"""The routes of merging: what would follow, the merge itself, the merges of a record, and taking one back."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis import fields as f
from chassis import records
from chassis.errors import Invalid
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.merging import choosing, commands, customvalues
from chassis.merging.customs import all_references
from chassis.merging.references import is_record
from chassis.merging.tables import merges
from chassis.resource import Args, Reply, Route
from chassis.standard import check_version, reply, shown

if TYPE_CHECKING:
    from chassis.resource import Resource


class MergeIn(f.Schema):
    """Which records become part of this one. `fields`: field → id of the record whose value stays."""

    others = f.Ids(required=True, max=commands.MOST - 1)
    fields = f.Object(  # type: ignore[assignment]  # the metaclass takes it out of the class
        default=dict, example={"name": "01932f6e-7c00-7000-8000-000000000000"}
    )
    versions = f.Object(default=dict, help="Id → version that was looked at.", example={})


class PreviewIn(f.Schema):
    """The other records, with commas between."""

    others = f.Text(200, required=True)


class PreviewOut(f.Schema):
    """The records, what stays unless chosen otherwise, and how much follows in this service."""

    records = f.Json(required=True, example=[])
    chosen = f.Json(required=True, example={})
    differing = f.Json(required=True, example=["name"])
    lists = f.Json(required=True, example={})
    follows = f.Json(required=True, example={})


class MergeOut(f.Schema):
    """A merge of this record."""

    id = f.Link("", required=True)
    others = f.Json(required=True, example=[])
    merged_at = f.DateTime(required=True)
    merged_by_name = f.Text(required=True)
    undone_at = f.DateTime()
    undone_by_name = f.Text()


class MergeList(f.Schema):
    """The newest first."""

    data = f.Lines(MergeOut, required=True)


class UndoneOut(f.Schema):
    """What came of undoing: the ids that are back, and the fields that stay because they were changed since."""

    restored = f.Json(required=True, example=[])
    conflicts = f.Json(required=True, example=[])


_merge = MergeOut()


def routes(resource: "Resource") -> list[Route]:
    """The routes of a kind that may be merged."""
    if resource.merged is None:
        return []
    one, label = f"/{resource.collection}/{{id}}", resource.readable_label().lower()
    return [
        Route(
            "GET", f"{one}/merge", _preview(resource), "merge", f"What merging into this {label} would give",
            query=PreviewIn, response=PreviewOut,
        ),
        Route(
            "POST", f"{one}/merge", _run(resource), "merge", f"Merge others into this {label}",
            body=MergeIn, response=resource,
        ),
        Route("GET", f"{one}/merges", _list(resource), "view", f"What was merged into this {label}",
              response=MergeList),
        Route(
            "POST", f"{one}/merges/{{merge}}/undo", _undo(resource), "merge", "Take a merge back",
            response=UndoneOut,
        ),
    ]  # fmt: skip


def _preview(resource: Any) -> Any:
    def preview(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        others = [part.strip().lower() for part in args["others"].split(",") if part.strip()]
        if not all(is_id(other) for other in others):
            raise Invalid({"others": ["This is not an id."]})
        merging = commands.load_all(session, actor, resource, [args["id"], *others], "view")
        hidden = actor.rule(resource.name).hidden
        chosen = choosing.choose(resource, actor, merging, {})
        fields = {n: fld for n, fld in choosing.scalar_fields(resource).items() if n not in choosing.united(resource)}
        differing = [
            name
            for name, field in fields.items()
            if name not in hidden and len({str(choosing.shown(field, name, record)) for record in merging}) > 1
        ]
        custom, values = customvalues.choose(resource, actor, merging, {})
        differing += [name for name in customvalues.differing(resource, merging) if name not in hidden]
        chosen_ids = {**{name: source for name, (source, _value) in chosen.items()}, **custom}
        return {
            "records": [shown(resource, record, hidden) for record in merging],
            "chosen": {name: source for name, source in chosen_ids.items() if name not in hidden},
            "differing": differing,
            "lists": _united(resource, merging, chosen, values, hidden),
            "follows": _follows(session, resource, [record.id for record in merging[1:]]),
        }

    return preview


def _united(
    resource: Any, merging: Sequence[Any], chosen: Mapping[str, Any], custom: Mapping[str, Any], hidden: Collection[str]
) -> dict[str, int]:
    """How many rows or words of each list the survivor will have."""
    counts = {r.key: len(choosing.rows(r, merging)) for r in choosing.list_fields(resource).values()}
    counts |= {name: len(chosen[name][1] or ()) for name in choosing.united(resource)}
    counts |= {f"custom.{name}": len(custom.get(name, ())) for name in customvalues.sets(resource, merging[0])}
    return {name: count for name, count in counts.items() if name not in hidden}


def _follows(session: Session, resource: Any, others: list[str]) -> dict[str, int]:
    """How many rows of this service will name the survivor instead: noun or table → number."""
    counts: dict[str, int] = {}
    for reference in all_references(session, resource.name):
        named = [select(func.count()).select_from(reference.table).where(reference.names(other)) for other in others]
        number = sum(session.scalar(statement) or 0 for statement in named)
        if number:
            noun = (
                reference.model.kind if is_record(reference.model) else str(reference.table.name)
            )  # a plain one, for JSON
            counts[noun] = counts.get(noun, 0) + number
    return counts


def _run(resource: Any) -> Any:
    def merge(session: Session, actor: Identity, args: Args) -> Reply:
        if "If-Match" in args.headers:
            check_version(args, records.load(session, actor, resource.model, args["id"], "view"))
        ids = [args["id"], *args["others"]]
        survivor = commands.merge(session, actor, resource, ids, args["fields"], _numbers(args["versions"]))
        return reply(resource, actor, survivor)

    return merge


def _numbers(versions: dict[str, Any]) -> dict[str, int]:
    if bad := [name for name, number in versions.items() if type(number) is not int]:
        raise Invalid({f"versions.{name}": ["A whole number is needed."] for name in bad})
    return versions


def _list(resource: Any) -> Any:
    def list_merges(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        records.load(session, actor, resource.model, args["id"])
        table = merges.c
        mine = select(merges).where(table.noun == resource.kind, table.survivor_id == args["id"])
        rows = session.execute(mine.order_by(table.id.desc()).limit(50))
        return {"data": [_merge.dump(row._mapping) for row in rows]}

    return list_merges


def _undo(resource: Any) -> Any:
    def undo(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        if not is_id(args["merge"]):
            raise records.NotFound("merge")
        done = commands.unmerge(session, actor, resource, args["id"], args["merge"])
        return {"restored": done["restored"], "conflicts": done["conflicts"]}

    return undo

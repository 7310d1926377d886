"""Declarations: `Resource` is a kind of record with its standard routes, `Action` a step of it, `Route` the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Index

from chassis import fields as f
from chassis.dumping import Dumper

if TYPE_CHECKING:
    from chassis.duplicates import Duplicates
    from chassis.events import EventType
    from chassis.fillin import FillIn
    from chassis.privacy.declaring import Erasure
    from chassis.service import Service

Run = Callable[..., Any]


@dataclass(frozen=True)
class File:
    """Bytes to be sent: shown in the page when `inline`, else saved. `content` may also be an iterator of chunks."""

    content: Any
    content_type: str
    name: str
    inline: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """A JSON answer with a status and headers of its own."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Args(dict[str, Any]):
    """What a route gets: path, query and body values together, and each apart."""

    def __init__(
        self,
        path: Mapping[str, Any],
        query: Mapping[str, Any],
        body: Any,
        headers: Any,
        files: Mapping[str, Any],
        runtime: Any = None,
        given: Any = (),
    ) -> None:
        super().__init__({**(body if isinstance(body, dict) else {}), **query, **path})
        self.path, self.query, self.body, self.headers, self.files = path, query, body, headers, files
        self.runtime = runtime
        self.given = frozenset(given)  # the names that were in the body, before defaults filled it up


@dataclass(frozen=True)
class Route:
    """One operation of the HTTP API: `run(session, actor, args)`.

    `permission` is `service.noun:verb`, or a verb of the resource it stands under, or "" for anyone who is logged in.
    `public` needs no login. `query="list"` hands the list parameters on unread. Without `transaction` it is
    `run(runtime, actor, args)`. `most` is how many bytes a body may have if not as many as usual.
    """

    method: Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
    path: str
    run: Run
    permission: str = ""
    summary: str = ""
    query: type[f.Schema] | Literal["list"] | None = None
    body: type[f.Schema] | f.Schema | None = None
    partial: bool = False
    upload: bool = False
    response: Any = None
    many: bool = False
    file: str | None = None
    status: int = 200
    public: bool = False
    transaction: bool = True
    most: int | None = None


@dataclass(frozen=True)
class Action:
    """A step of a record: `run(session, actor, record_id, **data)`; `when` tells pages in which states to offer it."""

    name: str
    run: Run
    schema: type[f.Schema] | None = None
    label: str | None = None
    when: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    returns: str | None = None
    style: str = "secondary"
    confirm: str | None = None
    bulk: bool = True
    summary: str = ""
    icon: str | None = None


class OwnerIn(f.Schema):
    """What every record takes besides its own fields."""

    owner_id = f.User(label_field="owner_name", label="Owner")
    custom = f.Object(hidden=True)


class RecordOut(f.Schema):
    """What every record shows besides its own fields."""

    id = f.Link("", read_only=True, hidden=True)
    version = f.Integer(read_only=True, hidden=True, filter=False, sort=False)
    created_at = f.DateTime(read_only=True, label="Created")
    updated_at = f.DateTime(read_only=True, label="Changed")
    owner_name = f.Text(read_only=True, hidden=True, filter=False)


@dataclass
class Resource:
    """A kind of record; its standard routes, pages, rights, audit, import and export follow from this declaration.

    Once bound, `all_fields` has every field that goes out by name, its own before the common ones. `filters` are asked
    of lists beside the fields: each has a `condition(resource, operator, value)` and no value of its own.
    """

    kind: str
    collection: str
    model: type[Any]
    schema: type[f.Schema]
    title: str = "name"
    columns: Sequence[str] = ()
    sort: str = "-created_at"
    search: Sequence[str] = ()
    label: str | None = None
    label_plural: str | None = None
    icon: str = "file"
    create: Run | Literal[False] | None = None
    update: Run | Literal[False] | None = None
    delete: Run | Literal[False] | None = None
    created: "EventType | None" = None
    updated: "EventType | None" = None
    deleted: "EventType | None" = None
    restored: "EventType | None" = None
    related: Callable[[Any], Sequence[str]] | None = None
    importable: bool = False
    match: Sequence[str] = ()
    actions: Sequence[Action] = ()
    routes: Sequence[Route] = ()
    board: str | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    owned: bool = True
    attachable: bool = True
    prefetch: Sequence[str] = ()
    erasure: "Erasure | None" = None
    menu: bool = True
    order: int = 50
    duplicates: "Duplicates | None" = None
    fill_in: "FillIn | None" = None
    merged: "EventType | None" = None
    unmerged: "EventType | None" = None
    service: "Service" = field(init=False, repr=False)

    def bind(self, service: "Service") -> None:
        """Learn which service the resource belongs to. Called once by the manifest."""
        self.service = service
        self.in_schema = _combine("In", self.schema, OwnerIn if self.owned else _CustomIn)()
        self.out_schema = _combine("Out", self.schema, OwnerIn if self.owned else _CustomIn, RecordOut)()
        own = self.schema().fields
        rest = {name: field for name, field in self.out_schema.fields.items() if name not in own}
        self.all_fields: dict[str, Any] = {**{name: self.out_schema.fields[name] for name in own}, **rest}
        self.dumper = Dumper(self.out_schema)
        for name, sortable in self.all_fields.items():
            if sortable.spec.sort and not sortable.load_only:
                _index_for_pages(self.model, sortable.attribute or name)

    @property
    def name(self) -> str:
        """The public name of the kind, e.g. `sales.invoice`."""
        return f"{self.service.name}.{self.kind}"

    def relates(self, record: Any) -> list[str]:
        """The refs of the records this one hangs on: its links, and what `related` adds."""
        refs = [
            f"{link}:{value}"
            for name, field in self.out_schema.fields.items()
            if isinstance(field, f.Link)
            and not isinstance(field, f.User)
            and (link := field.spec.extra["link"])
            and (value := getattr(record, name, None))
        ]
        return refs + list(self.related(record) if self.related else ())

    def readable_label(self) -> str:
        """“Price book” for `price_book`, unless declared."""
        return self.label or self.kind.replace("_", " ").capitalize()

    def readable_plural(self) -> str:
        """The plural, from the collection's name unless declared."""
        return self.label_plural or self.collection.replace("-", " ").replace("_", " ").capitalize()

    def operations(self) -> list[Route]:
        """All routes of this kind: the standard ones, its actions and its own."""
        from chassis import attachments, fillin, standard, transfer
        from chassis.duplicates.routes import routes as seeking
        from chassis.merging.routes import routes as merging

        routes = [*self.routes, *seeking(self), *merging(self), *fillin.routes(self), *standard.routes(self)]
        if self.attachable:
            routes += attachments.routes(self)
        routes += transfer.routes(self)
        return [self._qualified(route) for route in routes]

    def _qualified(self, route: Route) -> Route:
        from dataclasses import replace

        if not route.permission or ":" in route.permission:
            return route
        return replace(route, permission=f"{self.name}:{route.permission}")

    def verbs(self) -> list[str]:
        """Every verb that a profile may allow for this kind."""
        found = ["view", "create", "edit", "delete", "import", "export", *(action.name for action in self.actions)]
        present = {route.permission.rpartition(":")[2] for route in self.operations()}
        extra = [p.rpartition(":")[2] for r in self.operations() if (p := r.permission).startswith(f"{self.name}:")]
        return [verb for verb in dict.fromkeys([*found, *extra]) if verb in present]


def _index_for_pages(model: Any, attribute: str) -> None:
    """Widen the index of a column that lists sort by with the id: pages go on after a value *and* an id."""
    column = model.__mapper__.columns.get(attribute)
    index = next((i for i in model.__table__.indexes if list(i.expressions) == [column] and not i.unique), None)
    if column is not None and index is not None:
        model.__table__.indexes.discard(index)
        Index(index.name, column, model.__table__.c.id)


class _CustomIn(f.Schema):
    custom = f.Object(hidden=True)


def _combine(suffix: str, first: type[f.Schema], *others: type[f.Schema]) -> type[f.Schema]:
    return type(f"{first.__name__.removesuffix('Schema')}{suffix}", (first, *others), {})

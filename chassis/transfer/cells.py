"""From the cells of one row to the data a command takes: converted, nested, with links looked up."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.i18n import translator
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.rights import visible
from chassis.tables import users
from chassis.transfer.names import split
from chassis.transfer.targets import FULL_NAME, Target
from chassis.transfer.values import CONVERSIONS, Unfit, fold, to_decimal, to_integer

_DECIMALS = {"number", "money", "percent"}
_NAMED_BY = ("code", "number", "name", "email")
_NOBODY = "There is no record called “%(text)s”, or more than one."

Found = tuple[dict[str, Any], dict[str, list[str]]]


class Cells:
    """Converts rows for one chunk of an import; what links mean is asked once for all of them."""

    def __init__(
        self,
        session: Session,
        actor: Identity,
        targets: Mapping[str, Target],
        mapping: Mapping[str, str],
        defaults: Mapping[str, Any],
        headers: Sequence[str],
    ) -> None:
        self._session, self._actor, self._targets = session, actor, targets
        places = {header: place for place, header in enumerate(headers)}
        self._places = {path: places[header] for header, path in mapping.items() if path in targets}
        self._defaults = {path: value for path, value in defaults.items() if path in targets}
        self._translate = translator(actor.language, [session.info["service"].folder])
        self._links: dict[tuple[str, str], str | None] = {}

    def prepare(self, rows: Sequence[Sequence[str | None]]) -> None:
        """Look up what the links of all these rows mean, with a few questions for all of them."""
        wanted: dict[str, set[str]] = {}
        for path, place in self._places.items():
            target = self._targets[path]
            if target.type in ("link", "user") and target.link:
                texts = {text for row in rows if (text := _at(row, place)) and not is_id(text.lower())}
                wanted.setdefault(target.link, set()).update(texts)
        for kind, texts in wanted.items():
            if texts:
                self._look_up(kind, texts)

    def data(self, row: Sequence[str | None]) -> Found:
        """The row's data, nested as the API takes it, and what is wrong with it by field path."""
        values: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        given: dict[str, Any] = {path: _at(row, place) for path, place in self._places.items()}
        for path, default in self._defaults.items():
            if given.get(path) is None:
                given[path] = default
        for path, text in given.items():
            if text is None:
                values[path] = None
                continue
            try:
                values[path] = self._convert(self._targets[path], str(text))
            except Unfit as unfit:
                words = self._translate(str(unfit))
                errors[path] = [words % {"text": text} if "%(text)s" in words else words]
        if full := values.pop(FULL_NAME, None):
            parts = split(full, values.get("language") or "hu")
            values |= {name: text for name, text in parts.items() if values.get(name) is None}
        return nest(values), errors

    def _convert(self, target: Target, text: str) -> Any:
        if target.type in CONVERSIONS:
            return CONVERSIONS[target.type](text)
        if target.type in _DECIMALS:
            return to_decimal(text, self._actor.language)
        if target.type == "integer":
            return to_integer(text, self._actor.language)
        if target.type == "choice":
            return target.choices.get(fold(text), text)
        if target.type == "multi_choice":
            parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
            return [target.choices.get(fold(part), part) for part in parts]
        if target.type in ("link", "user") and target.link:
            return self._link(target.link, text)
        return text

    def _link(self, kind: str, text: str) -> str:
        if is_id(text.lower()):
            return text.lower()
        if (kind, text) not in self._links:  # a default, which is in no row
            self._look_up(kind, {text})
        found = self._links[kind, text]
        if found is None:
            raise Unfit(_NOBODY)
        return found

    def _look_up(self, kind: str, texts: set[str]) -> None:
        self._links |= {(kind, text): None for text in texts}
        if kind == "gateway.user":
            columns: list[Any] = [users.c.username, users.c.name, users.c.email]
            named = or_(*(column.in_(texts) for column in columns))
            rows = self._session.execute(select(users.c.id, *columns).where(named)).all()
            self._settle(kind, texts, [{row[0]: {*row[1:]} for row in rows}])
            return
        model, conditions = self._model(kind)
        if model is None:
            return
        by_column = []
        for name in _NAMED_BY:
            if name in model.__table__.c:
                column = getattr(model, name)
                query = select(model.id, column).where(column.in_(texts), *conditions)
                by_column.append({row[0]: {row[1]} for row in self._session.execute(query)})
        self._settle(kind, texts, by_column)

    def _settle(self, kind: str, texts: set[str], by_column: Sequence[Mapping[str, set[Any]]]) -> None:
        """The first column in which exactly one record has the text decides."""
        for found in by_column:
            ids: dict[str, list[str]] = {}
            for record_id, names in found.items():
                for name in names & texts:
                    ids.setdefault(name, []).append(record_id)
            for text, several in ids.items():
                if len(several) == 1 and self._links[kind, text] is None:
                    self._links[kind, text] = several[0]

    def _model(self, kind: str) -> tuple[Any, list[Any]]:
        service = self._session.info["service"]
        owner, _, noun = kind.partition(".")
        if owner != service.name:
            return service.projection(kind), []
        model = service.resource(noun).model
        shown = visible(self._actor, kind, model)
        return model, [model.deleted_at.is_(None), *(() if shown is None else (shown,))]


def _at(row: Sequence[str | None], place: int) -> str | None:
    return row[place] if place < len(row) else None


def nest(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put `addresses.city` into the first row of `addresses`, `phones.2.number` into the second, `custom.x` into
    `custom`; empty rows are left out."""
    data: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for path, value in values.items():
        parent, *rest = path.split(".")
        if not rest:
            data[path] = value
        elif parent == "custom":
            data.setdefault("custom", {})[rest[0]] = value
        else:
            place = int(rest[0]) if len(rest) > 1 else 1
            found = rows.setdefault(parent, {})
            if value is not None:
                found.setdefault(place, {})[rest[-1]] = value
    return data | {name: [found[place] for place in sorted(found)] for name, found in rows.items()}

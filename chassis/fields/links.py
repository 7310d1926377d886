"""Links to other records, rows of a record, and what is kept as JSON."""

from functools import lru_cache
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError, validate

from chassis.fields.base import Described, Schema, listed
from chassis.ids import is_id


class Link(Described, ma.fields.String):
    """The id of another record, of this or another service; `label_field` holds its name.

    `named`: the service has no copy of such records, so who sets the link gives the name with it.
    """

    type_name = "link"
    sample = "01932f6e-7c00-7000-8000-000000000000"

    def __init__(self, to: str, label_field: str | None = None, *, named: bool = False, **kwargs: Any) -> None:
        known = {"link": to, "label_field": label_field} | ({"named": True} if named else {})
        super().__init__(extra={**known, **kwargs.pop("extra", {})}, **kwargs)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        return super().deserialize(value or None, attr, data, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).lower()
        if not is_id(text):
            raise ValidationError("This is not an id.")
        return text


class User(Link):
    """The id of a user."""

    type_name = "user"

    def __init__(self, label_field: str | None = None, **kwargs: Any) -> None:
        super().__init__("gateway.user", label_field, **kwargs)


class Lines(Described, ma.fields.List):
    """Rows that belong to the record; each may carry the `id` of an existing row."""

    type_name = "lines"

    def __init__(self, schema: type[Schema], max: int = 1000, **kwargs: Any) -> None:
        self.line_schema = schema
        for name in ("filter", "sort", "listed"):
            kwargs.setdefault(name, False)
        if not kwargs.get("required"):
            kwargs["default"] = list
        checks = [validate.Length(max=max, error=f"At most {max} rows."), *listed(kwargs.pop("validate", None))]
        super().__init__(cls_or_instance=ma.fields.Nested(_with_id(schema)), validate=checks, **kwargs)


@lru_cache(maxsize=500)
def _with_id(schema: type[Schema]) -> type[Schema]:
    """The schema of a row that may name an existing one; made once, so that documents know it by one name."""
    known = {} if "id" in schema._declared_fields else {"id": Link("", write_only=True)}
    return type(schema.__name__, (schema,), known)


class Ids(Described, ma.fields.List):
    """The ids of some records."""

    type_name = "ids"
    sample = ("01932f6e-7c00-7000-8000-000000000000",)

    def __init__(self, max: int = 200, **kwargs: Any) -> None:
        check = validate.Length(1, max, error=f"From 1 to {max} ids are needed.")
        super().__init__(cls_or_instance=Link("", required=True), validate=check, **kwargs)


class Json(Described, ma.fields.Raw):
    """Any JSON value; not shown on pages unless one is made for it."""

    type_name = "json"
    sample: Any = None

    def __init__(self, **kwargs: Any) -> None:
        for name in ("filter", "sort", "listed"):
            kwargs.setdefault(name, False)
        super().__init__(**kwargs)


class Object(Json):
    """A JSON object with any keys."""

    type_name = "json"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValidationError("An object is needed here.")
        return value

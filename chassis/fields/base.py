"""What every schema and field has: how it describes itself to pages, import, export and OpenAPI."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma


class Schema(ma.Schema):
    """The base of all schemas: fields in the order written, unknown fields are an error that names them."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {"unknown": "There is no such field.", "type": "An object is needed here."}


@dataclass(frozen=True)
class Spec:
    """What pages, import and OpenAPI need to know of a field beyond marshmallow."""

    type: str
    label: str | None = None
    help: str | None = None
    section: str | None = None
    filter: bool = True
    sort: bool = True
    hidden: bool = False
    listed: bool = True
    example: Any = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    preset: Any = None
    fold: bool = False


_MESSAGES = {"required": "This is needed.", "null": "This is needed.", "invalid": "This is not valid."}


class Described(ma.fields.Field[Any]):
    """Mixin of our fields: turns the common arguments into marshmallow's and keeps the rest as `spec`."""

    type_name = "text"
    sample: Any = "text"
    spec: Spec
    _marshmallow: tuple[str, ...] = ()

    def __init__(
        self,
        *,
        required: bool = False,
        read_only: bool = False,
        write_only: bool = False,
        default: Any = None,
        label: str | None = None,
        help: str | None = None,  # the word pages use
        section: str | None = None,
        filter: bool = True,
        sort: bool = True,
        hidden: bool = False,
        listed: bool = True,
        example: Any = None,
        validate: Any = None,
        extra: Mapping[str, Any] | None = None,
        aliases: Sequence[str] = (),
        preset: Any = None,
        fold: bool = False,
        **kwargs: Any,
    ) -> None:
        self.spec = Spec(
            self.type_name, label, help, section, filter and not write_only, sort and not write_only, hidden,
            listed and not write_only, self.sample if example is None else example, dict(extra or {}),
            tuple(aliases), preset, fold,
        )  # fmt: skip
        if required:
            kwargs["required"] = True
        else:
            kwargs.setdefault("allow_none", default is None)
            # what may be left out but not be null has no default to tell in the OpenAPI document
            kwargs["load_default"] = default if default is not None or kwargs["allow_none"] else lambda: None
        options: Any = {"dump_only": read_only, "load_only": write_only, "error_messages": _MESSAGES, **kwargs}
        super().__init__(validate=validate, **options)


def listed(value: Any) -> list[Callable[[Any], Any]]:
    """The checks given to a field, as a list: none, one or several."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]

"""Fields that hold a set of words: tags, which people make up as they go."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import marshmallow as ma
from marshmallow import ValidationError
from sqlalchemy import ColumnElement, select

from chassis.errors import BadRequest
from chassis.fields.base import Described
from chassis.tables import record_tags

if TYPE_CHECKING:
    from chassis.resource import Resource

TAG_LENGTH = 60
_SEPARATOR = re.compile(r"[,;\n]")


def tag_key(tag: str) -> str:
    """What makes two tags the same: “VIP” and “vip” are one."""
    return tag.lower()[:TAG_LENGTH]


def split_tags(text: str) -> list[str]:
    """The tags of a text with commas or semicolons between."""
    return [" ".join(part.split()) for part in _SEPARATOR.split(text) if part.strip()]


@dataclass(frozen=True)
class SetEdit:
    """Tags to add and to take away, whatever the others are; `applied` to what a record has gives its new ones."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def applied(self, before: Sequence[str] | None) -> list[str]:
        """The tags after the change."""
        gone = {tag_key(tag) for tag in self.remove}
        return _distinct([tag for tag in (*(before or ()), *self.add) if tag_key(tag) not in gone])


class Tags(Described, ma.fields.List):
    """Words that group records, without regard to case; written as a list, or `{"add": […], "remove": […]}`."""

    type_name = "tags"
    sample = ("vip", "partner")
    operators = ("has", "empty")

    def __init__(self, max: int = 30, **kwargs: Any) -> None:
        self.most = max
        super().__init__(cls_or_instance=ma.fields.String(), **{"default": list, "sort": False, **kwargs})

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        return super().deserialize([] if value is None else value, attr, data, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, dict) and value.keys() <= {"add", "remove"}:
            return SetEdit(*(tuple(self._read(value.get(name) or [])) for name in ("add", "remove")))
        return self._read(value)

    def _read(self, value: Any) -> list[str]:
        if isinstance(value, str):
            value = split_tags(value)
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            raise ValidationError("A list of words is needed.")
        tags = _distinct([" ".join(tag.split()) for tag in value if tag.strip()])
        if any(_SEPARATOR.search(tag) or "\x00" in tag for tag in tags):
            raise ValidationError("A tag has no comma or semicolon in it.")
        if any(len(tag) > TAG_LENGTH for tag in tags):
            raise ValidationError(f"A tag has at most {TAG_LENGTH} characters.")
        if len(tags) > self.most:
            raise ValidationError(f"At most {self.most} tags.")
        return tags

    def condition(self, resource: "Resource", operator: str, value: str) -> ColumnElement[bool]:
        """Records with any of the tags (`has`), or with none at all (`empty`); by the index of tags."""
        tagged = select(record_tags.c.record_id).where(record_tags.c.noun == resource.kind)
        own_id: ColumnElement[Any] = resource.model.id
        if operator == "empty":
            return own_id.in_(tagged) if value in ("0", "false") else own_id.not_in(tagged)
        if operator not in ("has", "eq", "in"):
            raise BadRequest("Tags are filtered by “has” and “empty”.")
        keys = [tag_key(tag) for tag in split_tags(value)[:200]]
        return own_id.in_(tagged.where(record_tags.c.key.in_(keys)))


def _distinct(tags: Sequence[str]) -> list[str]:
    return list({tag_key(tag): tag for tag in reversed(tags)}.values())[::-1]

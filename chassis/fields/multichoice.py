"""Fields whose value is a set of words."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError

from chassis.fields.base import Described


class MultiChoice(Described):
    """Any of a few words, as a list in the order of the choices; none is null."""

    type_name = "multi_choice"
    operators = ("has", "empty")

    def __init__(
        self,
        choices: Sequence[str],
        labels: Mapping[str, str] | None = None,
        colours: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.choices = tuple(choices)
        kwargs.setdefault("sort", False)
        kwargs.setdefault("example", list(self.choices[:1]))
        extra = {"choices": self.choices, "labels": dict(labels or {}), "colours": dict(colours or {})}
        super().__init__(extra=extra, **kwargs)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """No value at all is null."""
        return super().deserialize(None if value in ("", []) else value, attr, data, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise ValidationError("A list of values is needed.")
        if any(word not in self.choices for word in value):
            raise ValidationError(f"One of {', '.join(self.choices)} is needed.")
        return [word for word in self.choices if word in value]

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> list[str] | None:
        return value or None

"""What a command may raise. The web layer has the one table from these to a status and words."""

from collections.abc import Mapping, Sequence
from typing import Any

FieldErrors = Mapping[str, Any]


class DomainError(Exception):
    """A refusal with a code for programs and words for people.

    `words` is an English message id with `%(name)s` places filled from `params`; the web layer translates it.
    `errors` maps a field to its messages.
    """

    status = 409

    def __init__(
        self, code: str, words: str, *, status: int | None = None, errors: FieldErrors | None = None, **params: Any
    ) -> None:
        super().__init__(words % params if params else words)
        self.code = code
        self.words = words
        self.params = params
        self.errors = dict(errors or {})
        if status is not None:
            self.status = status


class NotFound(DomainError):
    """There is no such record, or none that the actor may see."""

    status = 404

    def __init__(self, what: str = "record") -> None:
        super().__init__("not_found", "There is no such %(what)s.", what=what)


class Forbidden(DomainError):
    """The actor may see the record, but not do this."""

    status = 403

    def __init__(self, words: str = "You may not do this.", **params: Any) -> None:
        super().__init__("forbidden", words, **params)


class Invalid(DomainError):
    """What came in does not fit; `errors` names each field."""

    status = 422

    def __init__(self, errors: Mapping[str, Sequence[str] | Any], words: str = "Some fields need attention.") -> None:
        super().__init__("invalid", words, errors=errors)


class BadRequest(DomainError):
    """The request itself cannot be read: a bad cursor, an unknown parameter, a broken body."""

    status = 400

    def __init__(self, words: str, errors: FieldErrors | None = None, **params: Any) -> None:
        super().__init__("bad_request", words, errors=errors, **params)


class Stale(DomainError):
    """The record was changed by somebody else since it was read."""

    status = 412

    def __init__(self) -> None:
        super().__init__("stale", "Somebody else changed this record meanwhile. Reload it and try again.")

"""The one table from an exception to a status and words: RFC 9457 problem details."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from chassis.errors import DomainError, Invalid, Stale
from chassis.i18n import Translate, formed, translator, with_articles
from chassis.service import Service

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: \w+\.(\w+)")

_CUSTOM_UNIQUE = re.compile(r"\bcu_[0-9a-f]{6}_(\w+)")


@dataclass(frozen=True)
class Problem:
    """A problem+json answer."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def of(error: Exception, language: str, service: Service, request_id: str) -> Problem:
    """The answer for an exception, in the reader's language."""
    translate = translator(language, [service.folder])

    def told(text: str) -> str:
        found = translate(text)
        return formed(text, language) if found == text else found

    known = _domain_error(error)
    if known is not None:
        return _problem(known.status, known.code, _words(translate, known), request_id, _errors(told, known.errors))
    if isinstance(error, HTTPException):
        status = error.code or 500
        return _problem(
            status, HTTPStatus(status).phrase.lower().replace(" ", "_"), error.description or "", request_id, {}
        )
    if isinstance(error, OperationalError | DBAPIError) and _passing(error):
        words = translate("The database is not reachable at the moment; try again shortly.")
        return _problem(503, "unavailable", words, request_id, {}, {"Retry-After": "2"})
    return _problem(
        500, "internal", translate("Something went wrong on our side. It has been recorded."), request_id, {}
    )


def _passing(error: DBAPIError) -> bool:
    return error.connection_invalidated or "locked" in str(error.orig) or "connect" in str(error.orig).lower()


def _domain_error(error: Exception) -> DomainError | None:
    if isinstance(error, DomainError):
        return error
    if isinstance(error, ValidationError):
        return Invalid(error.normalized_messages())
    if isinstance(error, StaleDataError):
        return Stale()
    if isinstance(error, IntegrityError):
        return integrity(error)
    if isinstance(error, DataError):
        return DomainError("out_of_range", "A value is too large or not of the right form.", status=422)
    return None


def integrity(error: IntegrityError) -> DomainError:
    """Which field a broken constraint is about, in words."""
    text = str(error.orig)
    if match := _CUSTOM_UNIQUE.search(text):
        return Invalid({f"custom.{match[1]}": ["This is already used."]})
    if match := _SQLITE_UNIQUE.search(text):
        return Invalid({match[1]: ["This is already used."]})
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    table = getattr(diagnosis, "table_name", None) or ""
    if "unique" in text.lower():
        return Invalid({name.removeprefix(f"uq_{table}_") or "record": ["This is already used."]})
    if "FOREIGN KEY" in text or "foreign key" in text:
        field_name = name.removeprefix(f"fk_{table}_") or "record"
        return Invalid({field_name: ["There is no such record."]})
    return DomainError("constraint", "This would break a rule of the database (%(rule)s).", rule=name or text[:120])


def _words(translate: Translate, error: DomainError) -> str:
    words = translate(error.words)
    return with_articles(words % error.params) if error.params else words


def _errors(translate: Translate, errors: Any) -> Any:
    if isinstance(errors, dict):
        return {str(name): _errors(translate, inner) for name, inner in errors.items()}
    if isinstance(errors, list | tuple):
        return [_errors(translate, inner) for inner in errors]
    return translate(str(errors))


def _problem(
    status: int, code: str, detail: str, request_id: str, errors: Any, headers: Mapping[str, str] | None = None
) -> Problem:
    body = {
        "type": f"urn:kapocs:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": errors or {},
        "request_id": request_id,
    }
    return Problem(status, body, headers or {})

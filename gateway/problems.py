"""Errors of the gateway that are not domain errors: what a service answered, or that it did not."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


def problem(status: int, code: str, detail: str, **params: Any) -> dict[str, Any]:
    """A problem document (RFC 9457); `detail` is an English message id, translated where it is shown."""
    return {
        "type": f"urn:kapocs:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail % params if params else detail,
        "errors": {},
    }


class BackendError(Exception):
    """A service, or the gateway for it, refused: `status` and the problem document."""

    def __init__(self, status: int, problem: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.get("detail") or problem.get("title") or str(status))
        self.status = status
        self.problem = problem
        self.headers = dict(headers or {})

    @property
    def detail(self) -> str:
        """Words for the person."""
        return str(self.problem.get("detail") or self.problem.get("title") or "")

    @property
    def errors(self) -> dict[str, list[str]]:
        """Field → messages, for forms."""
        return self.problem.get("errors") or {}


class Unavailable(BackendError):
    """A service did not answer in time or is not reachable; trying again later may help."""

    def __init__(self, service: str, retry_after: int = 5) -> None:
        words = problem(503, "unavailable", "A part of Kapocs is not available just now. Try again in a moment.")
        super().__init__(503, words | {"service": service}, {"Retry-After": str(retry_after)})
        self.service = service
        self.retry_after = retry_after

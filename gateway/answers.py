"""What a service answered, whichever way it was asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from chassis.client import Answer as Reply
from gateway.problems import BackendError

_NAME = re.compile(r"filename\*=UTF-8''([^;]+)|filename=\"?([^\";]+)\"?", re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """A file on its way to a service, read while it is sent."""

    name: str
    file: Any
    size: int
    content_type: str


@dataclass(frozen=True)
class Answer:
    """Status, headers and body; `chunks` instead of a body when it was asked for as a stream."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    chunks: Iterable[bytes] | None = None

    @classmethod
    def of(cls, reply: Reply, stream: bool = False) -> Answer:
        """From what a service client gives; a refusal is always read whole."""
        if stream and reply.status < 400:
            return cls(reply.status, reply.headers, chunks=closing(reply))
        return cls(reply.status, reply.headers, reply.content)

    @property
    def json(self) -> Any:
        """The body as JSON; None when it is empty."""
        return json.loads(self.body) if self.body else None

    def header(self, name: str, default: str = "") -> str:
        """A header by its name in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), default)

    def file_name(self) -> str:
        """The name that the service gives the file."""
        found = _NAME.search(self.header("Content-Disposition"))
        return unquote(found[1] or found[2]) if found else "file"

    def checked(self) -> Answer:
        """This answer; BackendError when it is a refusal."""
        if self.status < 400:
            return self
        try:
            words = self.json
        except ValueError:
            words = None
        if not isinstance(words, dict):
            words = {"status": self.status, "title": f"Error {self.status}"}
        raise BackendError(self.status, words, {k: v for k, v in self.headers.items() if k.lower() == "retry-after"})


def closing(reply: Reply) -> Iterator[bytes]:
    """The chunks of a reply; its connection goes back to the pool at the end, also when the reader goes away."""
    try:
        yield from reply.chunks
    finally:
        reply.close()

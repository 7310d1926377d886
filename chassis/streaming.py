"""A request body that is sent on while it is read: an upload passes through without being held in memory."""

from collections.abc import Sequence
from typing import IO, Any
from uuid import uuid4


class Streamed:
    """Some bytes and files, one after the other, as a file of known length."""

    def __init__(self, parts: Sequence[bytes | IO[bytes]], length: int) -> None:
        self._parts, self._length = list(parts), length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> "Streamed":
        return self

    def __next__(self) -> bytes:
        if piece := self.read(64 * 1024):
            return piece
        raise StopIteration

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`."""
        while self._parts:
            part = self._parts[0]
            if isinstance(part, bytes):
                piece, rest = (part, b"") if size < 0 else (part[:size], part[size:])
                self._parts[:1] = [rest] if rest else []
            else:
                piece = part.read(64 * 1024 if size < 0 else size)
                if not piece:
                    del self._parts[0]
            if piece:
                return piece
        return b""


Body = bytes | Streamed


def multipart(name: str, file: Any, size: int, content_type: str, field: str = "file") -> tuple[Streamed, str]:
    """A form with one file, and its content type."""
    boundary = uuid4().hex
    safe = name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", " ")
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{safe}"\r\n'
        f"Content-Type: {content_type or 'application/octet-stream'}\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    return Streamed([head, file, tail], len(head) + size + len(tail)), f"multipart/form-data; boundary={boundary}"

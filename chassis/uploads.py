"""What comes in as a file: its name made harmless, its type told from its bytes."""

import mimetypes
import re
import unicodedata
from typing import TYPE_CHECKING

from chassis.errors import DomainError, Invalid

if TYPE_CHECKING:
    from chassis.resource import Args

SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
"""Types that a browser may show in the page: none of them can run a script there."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


def received(args: "Args", most: int) -> tuple[str, bytes]:
    """The name and content of the uploaded `file`; refused when missing, empty or larger than `most` bytes."""
    upload = args.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid({"file": ["Choose a file."]})
    content: bytes = upload.read(most + 1)
    if not content:
        raise Invalid({"file": ["The file is empty."]})
    if len(content) > most:
        raise DomainError("too_large", "The file is larger than %(most)s MB.", status=413, most=most // (1024 * 1024))
    return clean_name(upload.filename), content


def clean_name(name: str) -> str:
    """A file name without folders and control characters, at most 200 characters, its ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .") or "file"
    stem, dot, ending = last.rpartition(".")
    return last if len(last) <= 200 else f"{stem[: 199 - len(ending)]}{dot}{ending}"[:200]


def content_type_of(name: str, content: bytes) -> str:
    """What the bytes say they are; what they do not say is guessed by the name, but never as something shown inline."""
    for magic, found in _MAGIC:
        if content.startswith(magic):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return "application/octet-stream" if guessed in SHOWN or guessed.startswith("text/html") else guessed

"""Small pictures of what a file shows: made when first asked for, by a process of their own, and kept."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import drawing
from chassis import fields as f
from chassis.db import insert_into
from chassis.errors import NotFound
from chassis.identity import SYSTEM, Identity
from chassis.tables import file_contents, file_previews
from chassis.uploads import SHOWN

if TYPE_CHECKING:
    from chassis.resource import Args, File, Route
    from chassis.runtime import Runtime

SIZES = {"small": 160, "large": 1600}
"""The longer edge in pixels."""

PAGES = "Kapocs-Pages"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=86400, immutable",
}
_SECONDS = 20
_drawing = threading.BoundedSemaphore(2)

Find = Callable[[Session, Identity, "Args"], Any]


class Preview(NamedTuple):
    """A page as a picture, and how many pages there are; no content when it cannot be shown."""

    content: bytes
    pages: int


class PreviewIn(f.Schema):
    """Which page, how large."""

    page = f.Integer(min=1, max=10_000, default=1)
    size = f.Choice(list(SIZES), default="small")


def route(path: str, find: Find, label: str) -> "Route":
    """The route that shows a file as a picture; `find` gives the file's row to who may see it."""
    from chassis.resource import Route

    words = f"A picture of a file of a {label}: of a picture, or of a page of a PDF"
    return Route(
        "GET", path, _show(find), "view", words, query=PreviewIn, file="image/webp", transaction=False
    )  # fmt: skip


def _show(find: Find) -> Any:
    def show_preview(runtime: "Runtime", actor: Identity, args: "Args") -> "File":
        from chassis.resource import File

        page, size = args["page"], args["size"]
        with runtime.reading(actor) as session:
            row = find(session, actor, args)
            if row.content_type not in SHOWN:
                raise NotFound("preview")
            found = _kept(session, row.sha256, page, size)
            query = select(file_contents.c.content).where(file_contents.c.sha256 == row.sha256)
            content = None if found else session.scalar(query)
        if content is not None:
            found = draw(content, row.content_type, page, SIZES[size])
            _keep(runtime, row.sha256, page, size, found)
        if found is None or not found.content:
            raise NotFound("preview")
        return File(found.content, "image/webp", f"{row.name}.webp", True, {**_HEADERS, PAGES: str(found.pages)})

    return show_preview


def _kept(session: Session, sha256: str, page: int, size: str) -> Preview | None:
    p = file_previews.c
    query = select(p.content, p.pages).where(p.sha256 == sha256, p.page == page, p.size == size)
    row = session.execute(query).first()
    return Preview(*row) if row else None


def _keep(runtime: "Runtime", sha256: str, page: int, size: str, found: Preview | None) -> None:
    """Keep what was drawn, and that nothing can be; not what has failed only now."""
    if found is None or (not found.content and page > 1):
        return
    values = {"sha256": sha256, "page": page, "size": size, "pages": found.pages, "content": found.content}
    with runtime.transaction(SYSTEM) as session:
        # the lock has an erasure of the content wait, or shows that it has been there already
        there = select(file_contents.c.sha256).where(file_contents.c.sha256 == sha256).with_for_update(key_share=True)
        if session.scalar(there):
            session.execute(insert_into(session, file_previews).values(values).on_conflict_do_nothing())


def draw(content: bytes, content_type: str, page: int, edge: int) -> Preview | None:
    """Draw a page of a file. None when it took too long or failed for no fault of the file.

    What strangers made is read by a process of its own: bounded in memory and time, without our environment, and what
    breaks it breaks nothing else.
    """
    command = [sys.executable, "-I", str(Path(drawing.__file__)), content_type, str(page), str(edge)]
    with _drawing:
        try:
            done = subprocess.run(  # noqa: S603  # our own file; content comes by standard input
                command, input=content, capture_output=True, timeout=_SECONDS, env={}, check=False
            )
        except subprocess.TimeoutExpired:
            return None
    if done.returncode == drawing.UNREADABLE:
        return Preview(b"", 0)
    if done.returncode != 0:
        return None
    pages, _, picture = done.stdout.partition(b"\n")
    return Preview(picture, int(pages))

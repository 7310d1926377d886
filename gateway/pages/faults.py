"""Pages for what went wrong: in words, with a way on. The application asks for them instead of problem documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue

from gateway.auth import require_login, visitor
from gateway.pages.render import part, told_off, wants_part
from gateway.pages.words import _

WORDS = {
    403: ("This is not open to you", "Your role does not include this. Ask an administrator if you need it."),
    404: ("There is nothing here", "The record was deleted, never existed, or is not yours to see."),
    500: (
        "Something went wrong on our side",
        "It has been written to the log. Going back and trying again often helps.",
    ),
    503: ("One moment, please", "A part of the system does not answer at the moment. Nothing is lost; try again soon."),
}
OTHERWISE = ("This could not be done", "")


def init_app(app: Flask) -> None:
    """Have errors of the pages answered with pages; those of the API keep their own form."""
    app.extensions["kapocs"].error_page = page


def page(problem: Mapping[str, Any]) -> ResponseReturnValue:
    """A whole page; for a fragment a note in its place, for a script of ours words in a header."""
    status = int(problem.get("status") or 500)
    if status == 401 and (to_login := require_login()):
        return to_login
    heading, known = WORDS.get(status, OTHERWISE)
    words = _(known) if known else _detail(problem)
    if wants_part():
        if request.headers.get("HX-Target"):
            return part("frame/fault_part.html", status, heading=_(heading), words=words)
        return told_off(words or _(heading), status)
    frame = "frame/page.html" if visitor() and status != 500 else "frame/plain.html"
    return part("frame/fault.html", status, frame=frame, heading=_(heading), words=words, status=status)


def _detail(problem: Mapping[str, Any]) -> str:
    detail = str(problem.get("detail") or problem.get("title") or "")
    errors = problem.get("errors") or {}
    more = [f"{name}: {', '.join(map(str, words))}" for name, words in errors.items() if isinstance(words, list)]
    return " ".join([detail, *more])

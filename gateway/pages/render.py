"""One URL, two renderings: the whole page, or only its part when htmx asks."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from flask import Response, flash, make_response, redirect, render_template, request


def wants_part() -> bool:
    """Whether htmx asks for a fragment of this page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def wants_dialog() -> bool:
    """Whether the fragment will stand in the dialog."""
    return wants_part() and "dialog" in request.headers.get("HX-Target", "")


def show(template: str, code: int = 200, /, **context: Any) -> Response:
    """Render a template that `{% extends frame %}`: in the shell, or its block `part` alone."""
    frame = "frame/dialog.html" if wants_dialog() else "frame/part.html" if wants_part() else "frame/page.html"
    response = make_response(render_template(template, frame=frame, **context), code)
    response.headers["Vary"] = "HX-Request"
    return response


def part(template: str, code: int = 200, /, **context: Any) -> Response:
    """Render a fragment as it is."""
    response = make_response(render_template(template, **context), code)
    response.headers["Vary"] = "HX-Request"
    return response


def go(address: str, words: str | None = None, undo: str | None = None) -> Response:
    """Redirect after a post, with words that show on the next page; `undo` is an address to post to."""
    if words:
        flash({"words": words, "undo": undo}, "good")  # type: ignore[arg-type]  # our toast macro reads the dict
    if wants_part():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = address
        return response
    return make_response(redirect(address, 303))


def tell(response: Response, words: str, bad: bool = False, also: str | None = None) -> Response:
    """Add a toast to a fragment; `also` is another event for the page, so that its other parts are drawn anew."""
    events: dict[str, Any] = {"kapocs:toast": {"words": words, "bad": bad}, **({also: {}} if also else {})}
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def told_off(words: str, status: int) -> Response:
    """A refusal for a script of ours: nothing to swap, words in a header."""
    response = make_response("", status)
    response.headers["X-Words"] = quote(words)
    return response


def asks_back(address: str) -> Response:
    """A refusal for a script of ours: what is missing is asked for in the dialog of this address."""
    response = make_response("", 422)
    response.headers["X-Ask"] = address
    return response

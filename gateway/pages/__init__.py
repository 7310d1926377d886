"""The web pages: drawn from each kind's meta, in Hungarian and English, over the same door as the API."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from gateway.auth import require_login
from gateway.pages import context, faults

OPEN = ("login",)
# The addresses with a kind in them come last; a page of its own is never shadowed.
GUARDED = (
    "home", "search", "profile", "audit", "operations", "admin", "customfields", "apidocs", "mails", "tickets",
    "composing", "greetings", "structure", "merging", "similar", "documents", "imports", "undoing", "handing", "boards",
    "bulk", "cards", "consents", "due", "segments", "memberships", "sources", "tables", "files", "writing", "fields",
    "acting", "timelines", "records",
)  # fmt: skip


def register(app: Flask) -> None:
    """Put all pages on the application."""
    context.init_app(app)
    for name in (*OPEN, *GUARDED):
        blueprint = import_module(f"gateway.pages.{name}").pages
        if name in GUARDED and require_login not in blueprint.before_request_funcs.get(None, []):
            blueprint.before_request(require_login)
        app.register_blueprint(blueprint)
    faults.init_app(app)

"""The timeline of a record: what happened, in words, day by day; of a topic, in a period, with words in it."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import formats, forms, kinds, stories
from gateway.pages.render import show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("timelines", __name__)

NAMES = ("topic", "since", "until", "q")


@pages.get("/<service>/<collection>/<record_id>/timeline")
def timeline(service: str, collection: str, record_id: str) -> Response:
    """What happened, newest first; `after` is the day the page before ended with."""
    kind = kinds.at(service, collection)
    wanted = {name: text for name in NAMES if (text := request.args.get(name, "").strip())}
    context: Json = {
        "here_path": kinds.path(kind, record_id), "wanted": wanted, "query": urlencode(wanted), "topics": _topics(),
        "continued": "cursor" in request.args, "problem": False, "days": [], "more": None, "wrong": {},
    }  # fmt: skip
    cursor = {"cursor": c} if (c := request.args.get("cursor")) else {}
    try:
        page = backend().timeline(kind["kind"], record_id, {"limit": "20", **wanted, **cursor})
        entries = [stories.entry(row, record_id) for row in stories.add_subjects(page["data"])]
        context |= {"days": _by_day(entries, request.args.get("after")), "more": page.get("next")}
        context["last_day"] = entries[-1]["day"] if entries else request.args.get("after", "")
    except Unavailable:
        context["problem"] = True
    except BackendError as refusal:
        if refusal.status in (400, 422):
            context["wrong"] = forms.errors(refusal)
        elif refusal.status not in (403, 404):
            raise
    return show("record/timeline.html", **context)


def _topics() -> list[tuple[str, str]]:
    return [
        ("", _("All")), ("talks", _("Talks")), ("sales", _("Sales")), ("service", _("Service")), ("mail", _("Mail")),
        ("stock", _("Stock")), ("changes", _("Changes")),
    ]  # fmt: skip


def _by_day(entries: list[Json], shown: str | None) -> list[tuple[str, list[Json]]]:
    """Entries under their days; the day that the page before ended with needs no heading again."""
    days = groupby(entries, key=lambda entry: entry["day"])
    return [("" if day == shown else formats.day(day), list(rows)) for day, rows in days]

"""Search over everything, and the palette: search, go, create."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from chassis.types import plain
from gateway.auth import backend
from gateway.pages import kinds, navigation
from gateway.pages.render import part, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("search", __name__)


@pages.get("/search")
def search() -> Response:
    """All hits, by kind."""
    words = request.args.get("q", "").strip()
    found = backend().search(words, 60) if words else {"data": [], "unavailable": []}
    grouped: dict[str, list[Json]] = {}
    for hit in map(_hit, found["data"]):
        if hit:
            grouped.setdefault(hit["group"], []).append(hit)
    return show("search/page.html", words=words, groups=grouped, unavailable=found.get("unavailable"))


def _hit(row: Json) -> Json | None:
    described = backend().meta()["kinds"].get(row["kind"])
    if not described:
        return None
    href = kinds.address(row["kind"], row["id"])
    sub = row.get("hint") or ""
    return {
        "href": href,
        "title": row.get("title") or "–",
        "icon": described["icon"],
        "label": described["label"],
        "group": described["label_plural"],
        "sub": sub,
    }


@pages.get("/palette")
def palette() -> Response:
    """What fits the words: records, pages to go to, things to create, things lately opened."""
    words = request.args.get("q", "").strip()
    groups = [(_("Records"), _found(words)), (_("Go to"), _places(words)), (_("Create"), _makings(words))]
    if not words:
        groups = [(_("Lately opened"), _recent()), *groups[1:]]
    return part("search/palette.html", groups=[(name, hits) for name, hits in groups if hits], words=words)


def _found(words: str) -> list[Json]:
    if len(words) < 2:
        return []
    hits = [_hit(row) for row in backend().search(words, 8)["data"]]
    return [{**hit, "sub": hit["label"]} for hit in hits if hit and hit["href"]]


def _recent() -> list[Json]:
    rows = backend().bookmarks()["recent"][:6]
    found = []
    for row in rows:
        described = backend().meta()["kinds"].get(row["kind"])
        href = kinds.address(row["kind"], row["record_id"])
        if described and href:
            found.append({"href": href, "title": row["title"], "icon": described["icon"], "sub": described["label"]})
    return found


def _places(words: str) -> list[Json]:
    menu = navigation.menu(backend())
    entries = [*menu["top"], *(e for group in menu["groups"] for e in group["entries"])]
    fits = [e for e in entries if plain(words) in plain(e["label"])]
    return [{"href": e["href"], "title": e["label"], "icon": e["icon"], "sub": ""} for e in fits[: 6 if words else 8]]


def _makings(words: str) -> list[Json]:
    entries = navigation.creatable(backend())
    fits = [e for e in entries if plain(words) in plain(e["label"])]
    return [
        {"href": e["href"], "title": _("New %(thing)s", thing=_low(e["label"])), "icon": "plus", "sub": ""}
        for e in fits[:6]
    ]


def _low(label: str) -> str:
    return label[:1].lower() + label[1:]

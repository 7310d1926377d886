"""Handing a colleague's records over to others: whose, what there is, to whom, how far it is, and taking it back."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from flask import Blueprint, Response, abort, request

from chassis.ids import is_id, new_id
from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import kinds, navigation
from gateway.pages.render import go, part, show, wants_part
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("handing", __name__)

TOGETHER = ["contacts.organization", "contacts.person"]
"""What belongs to one customer goes to one heir."""

_BUSY = {"queued", "running"}
_MOST_USERS = 200


@pages.before_request
def only_who_may() -> None:
    """The page is for those who may change somebody's records at all."""
    if not navigation.may_hand_over(backend()):
        abort(403)


@pages.get("/hand-over")
def choose() -> Response:
    """Whose records, and once that is known: what there is, and to whom it may go."""
    return _form(request.args.get("owner", ""), [], [], {})


@pages.post("/hand-over")
def start() -> Response:
    """Hand over what was chosen, in each service by itself, as one change."""
    owner, heirs, chosen = (request.form.get("owner", ""), request.form.getlist("heirs"), request.form.getlist("kinds"))
    errors = {
        **({} if heirs else {"heirs": [_("Choose at least one colleague.")]}),
        **({} if chosen else {"kinds": [_("Choose what to hand over.")]}),
    }
    if errors or not is_id(owner):
        return _form(owner, heirs, chosen, errors)
    change, away = new_id(), []
    for service in sorted({kind.partition(".")[0] for kind in chosen}):
        own = [kind for kind in chosen if kind.startswith(f"{service}.")]
        body = {"id": change, "owner": owner, "heirs": heirs, "kinds": own, "together": TOGETHER}
        try:
            backend().call(service, "POST", "/hand-overs", json=body)
        except Unavailable:
            away.append(_service(service))
        except BackendError as refusal:
            if refusal.status != 422:
                raise
            return _form(owner, heirs, chosen, dict(refusal.errors))
    words = _("Not handed over, because it does not answer: %(services)s. Try again.", services=", ".join(away))
    return go(f"/hand-over/{change}", words if away else None)


@pages.get("/hand-over/<change>")
def progress(change: str) -> Response:
    """How far each service is, and what stayed where it was."""
    found = _everywhere(f"/hand-overs/{change}")
    if not found:
        abort(404)
    undone = _undone(change, found)
    rows = [{"label": _service(service), **row, "undo": undone.get(service)} for service, row in found.items()]
    busy = any(row["status"] in _BUSY or (row["undo"] or {}).get("status") in _BUSY for row in rows)
    context = {"change": change, "rows": rows, "busy": busy, "able": not busy and any(_undoable(row) for row in rows)}
    context["kept"] = [
        {**kept, "href": kinds.address(kept["kind"], kept["record_id"]), "label": _label(kept["kind"])}
        for row in rows
        for kept in [*row["conflicts"], *((row["undo"] or {}).get("conflicts") or [])]
    ]
    return part("handing/progress.html", **context) if wants_part() else show("handing/done.html", **context)


@pages.post("/hand-over/<change>/undo")
def undo(change: str) -> Response:
    """Give everything back that has not been changed hands since."""
    for service, row in _everywhere(f"/hand-overs/{change}").items():
        if row["done"]:
            try:
                backend().undo(service, change)
            except BackendError as refusal:
                if refusal.status not in {403, 409}:
                    raise
                return go(f"/hand-over/{change}", refusal.detail)
    return go(f"/hand-over/{change}")


def _form(owner: str, heirs: list[str], chosen: list[str], errors: Json) -> Response:
    client = backend()
    users = client.list("gateway.user", {"limit": str(_MOST_USERS), "sort": "name"})["data"]
    preview: list[Json] = []
    away: list[str] = []
    if is_id(owner):
        preview, away = _preview(owner)
    return show(
        "handing/form.html",
        422 if errors else 200,
        users=users,
        heirs_open=[user for user in users if user["active"] and user["id"] != owner],
        owner=owner,
        heirs=heirs,
        preview=preview,
        chosen=chosen or [row["kind"] for row in preview],
        away=away,
        errors=errors,
    )


def _preview(owner: str) -> tuple[list[Json], list[str]]:
    client = backend()
    started: dict[str, Future[Json]] = {
        head["service"]: client.later("call", head["service"], "GET", "/hand-overs/preview", params={"owner": owner})
        for head in client.meta()["services"]
        if head["service"] != navigation.ADMIN
    }
    rows, away = [], []
    for service, future in started.items():
        try:
            rows += [{**row, "label": _label(row["kind"])} for row in future.result()["data"]]
        except Unavailable:
            away.append(_service(service))
    return rows, away


def _everywhere(path: str) -> dict[str, Json]:
    """The answer of each service that knows of it."""
    client, found = backend(), {}
    started = {
        head["service"]: client.later("call", head["service"], "GET", path)
        for head in client.meta()["services"]
        if head["service"] != navigation.ADMIN
    }
    for service, future in started.items():
        try:
            found[service] = future.result()
        except Unavailable:
            continue
        except BackendError as refusal:
            if refusal.status != 404:
                raise
    return found


def _undone(change: str, found: dict[str, Json]) -> dict[str, Json | None]:
    return {service: backend().change(service, change)["undo"] for service, row in found.items() if row["done"]}


def _undoable(row: Json) -> bool:
    return bool(row["done"]) and (row["undo"] is None or row["undo"]["status"] == "failed")


def _label(kind: str) -> str:
    described = backend().meta()["kinds"].get(kind)
    return str(described["label_plural"]) if described else kind


def _service(name: str) -> str:
    heads = {head["service"]: head for head in backend().meta()["services"]}
    return str(heads.get(name, {}).get("label") or name)

"""Kanban: the list of a kind in columns by its stage, moved by hand or by buttons."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import kinds, listing, tables
from gateway.pages.formats import as_decimal
from gateway.pages.render import go, show, told_off, wants_part
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("boards", __name__)

PER_COLUMN = 50
REFUSED = {400, 403, 409, 412, 422}


@pages.get("/<service>/<collection>/board")
def board(service: str, collection: str) -> Response:
    """The columns with their cards and sums."""
    kind = kinds.at(service, collection)
    field = kinds.fields(kind).get(kind.get("board") or "")
    if field is None:
        abort(404)
    state = listing.read(kind, request.args)
    columns = _columns(kind, field, state)
    money = next((f for f in kinds.columns(kind) if f["type"] == "money"), None)
    money = money or next(
        (f for f in kind["fields"] if f["type"] == "money" and f["name"] in {"amount", "total"}), None
    )
    for column in columns:
        column["sums"] = _sums(money, column["cards"])
    frame = tables.frame(kind, state)
    return show(
        "board/page.html",
        **{**frame, "is_board": True},
        columns=columns,
        field=field,
        money=money,
        faces=_faces(kind, field, money),
    )


def _columns(kind: Json, field: Json, state: listing.State) -> list[Json]:
    base = [(k, v) for k, v in state.query if not k.startswith(f"filter[{field['name']}]")]
    started = []
    for choice in field.get("choices") or []:
        query = [*base, (f"filter[{field['name']}]", choice["value"]), ("limit", str(PER_COLUMN)), ("total", "1")]
        started.append((choice, backend().later("list", kind["kind"], query)))
    return [_column(choice, future) for choice, future in started]


def _column(choice: Json, future: Any) -> Json:
    try:
        found, problem = future.result(timeout=10), False
    except (Unavailable, TimeoutError):
        found, problem = {"data": [], "total": 0}, True
    return {**choice, "cards": found["data"], "total": found.get("total") or len(found["data"]), "problem": problem}


def _faces(kind: Json, field: Json, money: Json | None) -> list[Json]:
    """What a card shows beside its title."""
    out = {kind["title"], field["name"], money and money["name"], "owner_id", "created_at", "updated_at"}
    return [f for f in kinds.columns(kind) if f["name"] not in out and f["type"] not in kinds.RIGHT_TYPES | {"user"}][
        :3
    ]


def _sums(money: Json | None, cards: list[Json]) -> list[Json]:
    if money is None:
        return []
    sums: Json = {}
    for card in cards:
        amount = as_decimal(card.get(money["name"]))
        if amount is not None:
            code = kinds.currency(money, card) or ""
            sums[code] = sums.get(code, 0) + amount
    return [{"currency": code, "amount": amount} for code, amount in sorted(sums.items())]


@pages.post("/<service>/<collection>/<record_id>/move")
def move(service: str, collection: str, record_id: str) -> Response:
    """Put a card into another column."""
    kind = kinds.at(service, collection)
    field = kinds.fields(kind).get(kind.get("board") or "")
    if field is None:
        abort(404)
    value = request.form.get("value", "")
    try:
        _move(kind, field, record_id, value)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        said = [word for words in refusal.errors.values() for word in words if isinstance(word, str)]
        words = " ".join(said) or refusal.detail
        return told_off(words, refusal.status) if wants_part() else go(kinds.path(kind, "board"), words)
    return go(kinds.path(kind, "board"), _("Moved")) if not wants_part() else told_off("", 204)


def _move(kind: Json, field: Json, record_id: str, value: str) -> None:
    """By the kind's own action when it has one that needs no more than the column, else as a change of the field."""
    for action in kind.get("actions") or []:
        needed = {f["name"]: f["required"] for f in action.get("fields") or []}
        if field["name"] in needed and not any(needed[name] for name in needed.keys() - {field["name"]}):
            backend().act(kind["kind"], record_id, action.get("path") or action["name"], {field["name"]: value})
            return
    version = request.form.get("version", type=int)
    backend().update(kind["kind"], record_id, {field["name"]: value}, version)

"""Kanban: the list of a kind in columns by its stage, moved by hand or by buttons."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from gateway.auth import backend, local_path
from gateway.backend import BackendError, Unavailable
from gateway.pages import forms, kinds, listing, tables
from gateway.pages.formats import as_decimal
from gateway.pages.render import asks_back, go, show, told_off, wants_part
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("boards", __name__)

PER_COLUMN = 50
REFUSED = {400, 403, 409, 412, 422}


@pages.get("/<service>/<collection>/board")
def board(service: str, collection: str) -> Response:
    """The columns with their cards and sums."""
    kind, field = _of_board(service, collection)
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
        back=request.full_path.rstrip("?"),
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


@pages.get("/<service>/<collection>/<record_id>/move")
def ask_move(service: str, collection: str, record_id: str) -> Response:
    """What else is needed to put the card there, such as why a deal is lost."""
    kind, field = _of_board(service, collection)
    value = request.args.get("value", "")
    if kinds.choice(field, value) is None or not _asked(kind, field):
        abort(404)
    return _ask(kind, field, record_id, value, request.args.get("back"), {}, {})


@pages.post("/<service>/<collection>/<record_id>/move")
def move(service: str, collection: str, record_id: str) -> Response:
    """Put a card into another column; what is missing for that is asked for in the dialog."""
    kind, field = _of_board(service, collection)
    value, back = request.form.get("value", ""), _board_address(kind, request.form.get("back"))
    asked = _asked(kind, field)
    data = forms.without_nothing(forms.read(asked, request.form, partial=True))
    try:
        _move(kind, field, record_id, value, data)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        if "sent" in request.form:
            return _ask(kind, field, record_id, value, back, data, forms.errors(refusal))
        if refusal.errors.keys() & {f["name"] for f in asked}:
            where = kinds.path(kind, record_id, "move") + "?" + urlencode({"value": value, "back": back})
            return asks_back(where) if wants_part() else go(where)
        said = [word for words in refusal.errors.values() for word in words if isinstance(word, str)]
        words = " ".join(said) or refusal.detail
        return told_off(words, refusal.status) if wants_part() else go(back, words)
    return told_off("", 204) if wants_part() and "sent" not in request.form else go(back, _("Moved"))


def _of_board(service: str, collection: str) -> tuple[Json, Json]:
    kind = kinds.at(service, collection)
    field = kinds.fields(kind).get(kind.get("board") or "")
    return (kind, field) if field else abort(404)


def _board_address(kind: Json, given: str | None) -> str:
    own = kinds.path(kind, "board")
    return given if given and given.partition("?")[0] == own and local_path(given) == given else own


def _mover(kind: Json, field: Json) -> Json | None:
    """The kind's own action that needs no more than the column."""
    for action in kind.get("actions") or []:
        needed = {f["name"]: f["required"] for f in action.get("fields") or []}
        if field["name"] in needed and not any(needed[name] for name in needed.keys() - {field["name"]}):
            return dict(action)
    return None


def _asked(kind: Json, field: Json) -> list[Json]:
    """What may be told beside the column."""
    fields = (_mover(kind, field) or {}).get("fields") or []
    return [f for f in fields if f["name"] != field["name"] and not f.get("hidden")]


def _ask(kind: Json, field: Json, record_id: str, value: str, back: str | None, data: Json, errors: Json) -> Response:
    asked = _asked(kind, field)
    return show(
        "board/move.html",
        422 if errors else 200,
        fields=asked,
        values=data,
        errors=errors,
        leftover=forms.leftover(errors, asked),
        label=(kinds.choice(field, value) or {"label": value})["label"],
        value=value,
        title=kinds.title(kind, backend().get(kind["kind"], record_id)),
        where=kinds.path(kind, record_id, "move"),
        back=_board_address(kind, back),
    )


def _move(kind: Json, field: Json, record_id: str, value: str, data: Json) -> None:
    """By the kind's own action when it has one, else as a change of the field."""
    if action := _mover(kind, field):
        backend().act(kind["kind"], record_id, action.get("path") or action["name"], {**data, field["name"]: value})
        return
    version = request.form.get("version", type=int)
    backend().update(kind["kind"], record_id, {field["name"]: value}, version)

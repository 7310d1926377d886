"""The dashboard: figures of the services side by side; a part whose service is away says so, the rest stands."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from flask import Blueprint, Response

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import formats, kinds
from gateway.pages.greetings import tile
from gateway.pages.render import show
from gateway.pages.words import _, ngettext

Json = dict[str, Any]

pages = Blueprint("home", __name__)

SOURCES = {"sales": "sales.report", "helpdesk": "helpdesk.ticket", "inventory": "inventory.stock"}
MINE = 6
GREETED = 5


@pages.get("/")
def dashboard() -> Response:
    """What a person wants to know in the morning."""
    client = backend()
    asked = {s: client.later("call", s, "GET", "/dashboard") for s, kind in SOURCES.items() if client.may(kind, "view")}
    greetings = client.later("call", "contacts", "GET", "/greetings") if client.may("contacts.person", "view") else None
    work = _ask_work()
    found = {service: _answer(future) for service, future in asked.items()}
    away = [service for service, answer in found.items() if answer is None]
    sales, desk, stock = (found.get(service) or {} for service in ("sales", "helpdesk", "inventory"))
    currency = _main_currency(sales)
    return show(
        "home/dashboard.html",
        sales=sales,
        desk=desk,
        stock=stock,
        currency=currency,
        tiles=_tiles(sales, desk, stock, currency),
        months=[m for m in sales.get("months") or [] if m["currency"] == currency],
        stages=_stages(sales, currency),
        work=[block for block in map(_work, work) if block],
        away=away,
        greet=tile(_answer(greetings), GREETED) if greetings else None,
        may_write=client.may("mailer.message", "create"),
        customers=[c for c in sales.get("top_customers") or [] if c["currency"] == currency][:6],
        ticket_choice=_ticket_choice,
    )


def _answer(future: Future[Any]) -> Json | None:
    try:
        found: Json = future.result(timeout=8)
    except (BackendError, TimeoutError):
        return None
    return found


def _main_currency(sales: Json) -> str:
    """The currency of most of the income; forint when there is none."""
    rows = [*(sales.get("income") or []), *(sales.get("invoiced") or []), *(sales.get("pipeline") or [])]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["currency"]] = counts.get(row["currency"], 0) + int(row.get("count") or 0)
    return max(counts, key=lambda code: counts[code]) if counts else "HUF"


def _figure(rows: list[Json] | None, currency: str) -> Json:
    return next(
        (row for row in rows or [] if row["currency"] == currency), {"count": 0, "amount": "0", "currency": currency}
    )


OWED = "/sales/invoices?filter[status][in]=issued,partially_paid"
UNSOLVED = "/helpdesk/tickets?filter[status][in]=new,open,waiting"


def _tiles(sales: Json, desk: Json, stock: Json, currency: str) -> list[Json]:
    return [*(_money_tiles(sales, currency) if sales else []), *_count_tiles(desk, stock)]


def _money_tiles(sales: Json, currency: str) -> list[Json]:
    figures = [_figure(sales.get(n), currency) for n in ("income", "unpaid", "overdue", "open_orders")]
    shown = (
        (_("Income, 12 months"), "coins", "green", "/sales/payments"),
        (_("To be paid"), "receipt", "blue", OWED),
        (_("Overdue"), "clock-exclamation", "red", f"{OWED}&sort=due_on"),
        (_("Orders not invoiced"), "package", "purple", "/sales/orders?filter[status]=confirmed"),
    )
    return [_tile(label, figure, *rest) for figure, (label, *rest) in zip(figures, shown, strict=True)]


def _count_tiles(desk: Json, stock: Json) -> list[Json]:
    tiles = []
    if desk:
        mine = _("%(n)s yours, %(m)s without an owner", n=desk["mine"], m=desk["unassigned"])
        tiles.append(_count(_("Open tickets"), desk["open"], mine, "lifebuoy", "orange", UNSOLVED))
    if stock:
        waiting = stock.get("waiting_orders") or 0
        waits = ngettext("%(n)s order waits for goods", "%(n)s orders wait for goods", waiting)
        low = len(stock.get("low_stock") or [])
        tiles.append(_count(_("Low stock"), low, waits, "alert-triangle", "amber", "/inventory/products"))
    return tiles


def _tile(label: str, figure: Json, icon: str, colour: str, href: str) -> Json:
    foot = ngettext("%(n)s document", "%(n)s documents", figure["count"], n=formats.number(figure["count"]))
    shown = formats.short_money(figure["amount"], figure["currency"])
    return {"label": label, "figure": shown, "foot": foot, "icon": icon, "colour": colour, "href": href}


def _count(label: str, n: int, foot: str, icon: str, colour: str, href: str) -> Json:
    return {"label": label, "figure": formats.number(n), "foot": foot, "icon": icon, "colour": colour, "href": href}


def _stages(sales: Json, currency: str) -> list[Json]:
    kind = backend().meta()["kinds"].get("sales.opportunity")
    field = kinds.fields(kind).get("stage") if kind else None
    rows = [row for row in sales.get("pipeline") or [] if row["currency"] == currency]
    return [
        {
            **row,
            "label": (kinds.choice(field, row["stage"]) or {}).get("label", row["stage"]) if field else row["stage"],
        }
        for row in rows
    ]


def _ticket_choice(name: str, value: str) -> Json | None:
    kind = backend().meta()["kinds"].get("helpdesk.ticket")
    field = kinds.fields(kind).get(name) if kind else None
    return kinds.choice(field, value) if field else None


# kind → field of its state and the states that are work for its owner
WORK = {
    "helpdesk.ticket": ("status", ("new", "open")),
    "sales.opportunity": ("stage", ("new", "qualified", "proposal", "negotiation")),
    "sales.lead": ("status", ("new", "contacted", "qualified")),
    "sales.quote": ("status", ("draft", "sent")),
    "sales.order": ("status", ("draft", "confirmed")),
}


def _ask_work() -> list[tuple[Json, Future[Any]]]:
    """What is open and mine: tickets, deals, leads, quotes, orders."""
    client, asked = backend(), []
    known = client.meta()["kinds"]
    for name, (field, states) in WORK.items():
        if name in known and client.may(name, "view"):
            conditions = {f"filter[{field}][in]": ",".join(states), "filter[owner_id]": client.identity.user_id}
            future = client.later("list", name, {**conditions, "limit": str(MINE), "total": "1"})
            query = "&".join(f"{key}={value}" for key, value in conditions.items())
            asked.append(({**known[name], "query": query}, future))
    return asked


def _work(asked: tuple[Json, Future[Any]]) -> Json | None:
    kind, future = asked
    found = _answer(future)
    if not found or not found["data"]:
        return None
    field = kinds.status_field(kind)
    rows = [
        {
            "title": row.get("subject") or kinds.title(kind, row),
            "href": kinds.path(kind, row["id"]),
            "sub": row.get("customer_name")
            or row.get("organization_name")
            or row.get("company")
            or row.get("number")
            or "",
            "badge": kinds.choice(field, row.get(field["name"])) if field else None,
        }
        for row in found["data"][:4]
    ]
    return {"kind": kind, "rows": rows, "total": found.get("total"), "all": f"{kinds.path(kind)}?{kind['query']}"}

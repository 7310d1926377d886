"""The figures of a customer as tiles, bars and links to the lists behind them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from gateway.auth import backend
from gateway.pages import formats, kinds
from gateway.pages.words import _, ngettext

Json = dict[str, Any]

SOON = 60
OWED = {"filter[status][in]": "issued,partially_paid", "sort": "due_on"}
UNSOLVED = {"filter[status][in]": "new,open,waiting"}
TALK_ICONS = {
    "phone": "phone", "email": "mail", "meeting": "users-group", "in_person": "friends", "chat": "message-circle",
    "letter": "file-text", "note": "note",
}  # fmt: skip


def drawn(kind: Json, record: Json, found: Json) -> Json:
    """All that the card shows; what the person may not see is not in it."""
    record_id = record["id"]
    listed = _Lists(kind["kind"], record_id)
    tiles = [
        _revenue(found, listed), _last_purchase(found), _debt(found, listed), _last_talk(found),
        _tickets(found, listed), _satisfaction(record), _contract(kind, record_id, found), _next_step(found),
    ]  # fmt: skip
    return {
        "tiles": [tile for tile in tiles if tile],
        "counts": _counts(found, listed),
        "bars": bars(found),
        "others": _other_currencies(found),
        "subsidiaries": found["subsidiaries"],
    }


class _Lists:
    """The addresses of the filtered lists behind the figures."""

    def __init__(self, kind: str, record_id: str) -> None:
        self.firm, self.record_id = kind == "contacts.organization", record_id

    def sales(self, collection: str, **more: str) -> str:
        field = "customer_id" if self.firm else "person_id"
        return f"/sales/{collection}?{urlencode({f'filter[{field}]': self.record_id, **more})}"

    def tickets(self, **more: str) -> str:
        field = "organization_id" if self.firm else "person_id"
        return f"/helpdesk/tickets?{urlencode({f'filter[{field}]': self.record_id, **more})}"


def _tile(label: str, figure: str, foot: str, icon: str, colour: str = "", href: str | None = None) -> Json:
    return {"label": label, "figure": figure, "foot": foot, "icon": icon, "colour": colour, "href": href}


def _revenue(found: Json, listed: _Lists) -> Json | None:
    if found["revenue"] is None:
        return None
    main = found["revenue"][0] if found["revenue"] else {"last_year": "0", "year_before": "0", "currency": "HUF"}
    now, before = Decimal(main["last_year"]), Decimal(main["year_before"])
    figure = formats.short_money(now, main["currency"])
    colour = "green" if now > before else "red" if now < before else ""
    foot = _change(now, before, main["currency"])
    return _tile(_("Revenue, 12 months"), figure, foot, "chart-bar", colour, listed.sales("invoices"))


def _change(now: Decimal, before: Decimal, currency: str) -> str:
    if not before:
        return _("nothing in the year before")
    percent = formats.number(abs(now - before) * 100 / before, 0)
    sign = "▲" if now > before else "▼" if now < before else "="
    then = formats.short_money(before, currency)
    return _("%(sign)s %(percent)s %% – the year before: %(then)s", sign=sign, percent=percent, then=then)


def _last_purchase(found: Json) -> Json | None:
    last = found["last_purchase"]
    if last is None:
        return None if found["orders"] is None and found["invoices"] is None else _no_purchase()
    href = kinds.address(last["kind"], last["id"])
    label = backend().meta()["kinds"].get(last["kind"], {}).get("label", "")
    foot = " ".join(part for part in (label, last["number"]) if part)
    return _tile(_("Last purchase"), formats.day(last["day"]), foot, "shopping-cart", "", href)


def _no_purchase() -> Json:
    return _tile(_("Last purchase"), "–", _("has not bought yet"), "shopping-cart")


def _debt(found: Json, listed: _Lists) -> Json | None:
    unpaid, overdue = found["unpaid"], found["overdue"]
    if unpaid is None or overdue is None:
        return None
    href = listed.sales("invoices", **OWED)
    if overdue["number"]:
        foot = ngettext("%(n)s invoice, of all unpaid: %(all)s", "%(n)s invoices, of all unpaid: %(all)s",
                        overdue["number"], all=_amount(unpaid))  # fmt: skip
        return _tile(_("Overdue"), _amount(overdue), foot, "clock-exclamation", "red alarm", href)
    if unpaid["number"]:
        foot = ngettext("%(n)s invoice, none overdue", "%(n)s invoices, none overdue", unpaid["number"])
        return _tile(_("To be paid"), _amount(unpaid), foot, "receipt", "", href)
    paid = _("everything is paid") if found["invoices"]["number"] else _("no invoices yet")
    return _tile(_("To be paid"), "–", paid, "receipt", "green" if found["invoices"]["number"] else "")


def _amount(counted: Json) -> str:
    return " + ".join(formats.short_money(a["total"], a["currency"]) for a in counted["amounts"]) or "0"


def _last_talk(found: Json) -> Json | None:
    if not backend().may("contacts.interaction", "view"):
        return None
    talk = found["last_talk"]
    if talk is None:
        return _tile(_("Last contact"), "–", _("nobody has spoken to them yet"), "message-2", "amber")
    foot = " · ".join(part for part in (talk["owner_name"], channel(talk["channel"]), talk["subject"]) if part)
    href = kinds.address("contacts.interaction", talk["id"])
    return _tile(
        _("Last contact"), since(talk["happened_at"]), foot, TALK_ICONS.get(talk["channel"], "phone"), "", href
    )


def since(moment: str) -> str:
    """How long ago in words a person would say: 3 days ago; further away a day."""
    found = formats.as_time(moment)
    days = (datetime.now(formats.zone()).date() - found.date()).days if found else 0
    if not found or days > 60:
        return formats.day(moment)
    if days < 1:
        return _("today")
    return _("yesterday") if days == 1 else _("%(n)s days ago", n=days)


def channel(value: str) -> str:
    """What the reader calls a channel of talk."""
    described = backend().meta()["kinds"].get("contacts.interaction")
    picked = kinds.choice(kinds.fields(described)["channel"], value) if described else None
    return str(picked["label"]) if picked else ""


def _tickets(found: Json, listed: _Lists) -> Json | None:
    if found["tickets"] is None:
        return None
    foot = _("%(n)s in all", n=formats.number(found["tickets"]))
    if found["complaints"]:
        complaints = ngettext("%(n)s complaint", "%(n)s complaints", found["complaints"])
        foot = f"{foot} · {complaints}"
    open_now, some = formats.number(found["open_tickets"]), bool(found["open_tickets"])
    href = listed.tickets(**UNSOLVED) if some else listed.tickets()
    return _tile(_("Open tickets"), open_now, foot, "lifebuoy", "orange alarm" if some else "green", href)


def _satisfaction(record: Json) -> Json | None:
    """What the customer thinks of us, from 1 to 5; none for a kind, or a reader, without that mark."""
    if "customer_rating" not in record:
        return None
    mark = record["customer_rating"]
    words = [
        _("not asked yet") if mark is None else _("rated by the customer"),
        *(["VIP"] if record.get("vip") else []),
    ]
    colour = "" if mark is None else "green" if mark >= 4 else "amber" if mark == 3 else "red"
    figure = "–" if mark is None else _("%(mark)s of 5", mark=mark)
    return _tile(_("Satisfaction"), figure, " · ".join(words), "mood-smile", colour)


def _contract(kind: Json, record_id: str, found: Json) -> Json | None:
    if kind["kind"] != "contacts.organization" or not backend().may("contacts.contract", "view"):
        return None
    contract = found["contract"]
    if contract is None:
        href = f"/contacts/contracts?{urlencode({'filter[organization_id]': record_id})}"
        return _tile(_("Contract"), _("none valid"), _("no contract holds today"), "file-certificate", "amber", href)
    soon = contract["days_left"] is not None and contract["days_left"] <= SOON
    until = formats.day(contract["valid_until"]) if contract["valid_until"] else _("open-ended")
    foot = contract["title"] or contract["number"] or ""
    if soon:
        left = ngettext("%(n)s day left", "%(n)s days left", contract["days_left"])
        foot = f"{left} · {foot}"
    label = _("Contract until") if contract["valid_until"] else _("Contract")
    where = kinds.address("contacts.contract", contract["id"])
    return _tile(label, until, foot, "file-certificate", "amber" if soon else "green", where)


def _next_step(found: Json) -> Json | None:
    step = found["next_step"]
    if step is None:
        return None
    due = formats.as_date(step["next_step_on"])
    late = due is not None and due < datetime.now(formats.zone()).date()
    figure = formats.day(step["next_step_on"]) if due else _("no date")
    foot = " · ".join(part for part in (step["next_step"], step["owner_name"]) if part)
    colour = "red alarm" if late else "blue"
    return _tile(
        _("Next step"), figure, foot, "calendar-due", colour, kinds.address("contacts.interaction", step["id"])
    )


COUNTS = (
    ("quotes", "sales.quote"),
    ("orders", "sales.order"),
    ("invoices", "sales.invoice"),
    ("paid", "sales.payment"),
)


def _counts(found: Json, listed: _Lists) -> list[Json]:
    """How many of each document and for how much, each leading to its list."""
    counts = []
    for name, kind in COUNTS:
        described, figure = backend().meta()["kinds"].get(kind), found[name]
        if described and figure and figure["number"]:
            amounts = [formats.money(a["total"], a["currency"]) for a in figure["amounts"]]
            counts.append({
                "label": described["label_plural"], "number": figure["number"], "amounts": amounts,
                "icon": described["icon"], "href": listed.sales(described["collection"]),
            })  # fmt: skip
    return counts


def _other_currencies(found: Json) -> list[str]:
    """Revenue in other currencies than the card's own."""
    return [formats.short_money(r["last_year"], r["currency"]) for r in (found["revenue"] or [])[1:] if r["last_year"]]


WIDTH, GAP, HEIGHT = 10, 3, 44


def bars(found: Json) -> Json | None:
    """Twenty-four months as bars, the last twelve in full colour; None when there is nothing to draw."""
    months = found["months"] or []
    amounts = [Decimal(month["net"]) for month in months]
    if not any(amounts):
        return None
    top = max(max(amounts), Decimal(1))
    drawn_bars = []
    for place, (month, amount) in enumerate(zip(months, amounts, strict=True)):
        tall = max(round(float(max(amount, Decimal(0)) / top) * HEIGHT, 1), 1.5)
        words = f"{formats.month(month['month'])}: {formats.money(amount, found['currency'])}"
        drawn_bars.append({
            "x": place * (WIDTH + GAP), "y": round(HEIGHT - tall, 1), "height": tall, "words": words,
            "month": formats.month(month["month"]), "net": formats.money(amount, found["currency"]),
            "recent": place >= len(months) - 12, "none": not amount,
        })  # fmt: skip
    return {"bars": drawn_bars, "width": len(months) * (WIDTH + GAP) - GAP, "height": HEIGHT, "bar": WIDTH}

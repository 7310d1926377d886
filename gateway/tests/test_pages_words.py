"""What pages make of values, forms, addresses and rules; without any service."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from gateway.backend import BackendError
from gateway.pages import formats, forms, kinds, listing, permissions, profile, stories, totals

KIND: dict[str, Any] = {
    "kind": "sales.order", "service": "sales", "collection": "orders", "title": "number", "label": "Order",
    "columns": ["number", "customer_name"], "sort": "-created_at", "board": None,
    "fields": [
        {"name": "number", "type": "text", "label": "Number", "read_only": True, "sort": True, "filter": True},
        {"name": "customer_id", "type": "link", "link": "contacts.organization", "label_field": "customer_name",
         "label": "Customer", "filter": True},
        {"name": "customer_name", "type": "text", "label": "Customer", "hidden": True, "read_only": True},
        {"name": "total", "type": "money", "label": "Total", "currency": "currency", "filter": True, "sort": True},
        {"name": "custom.colour", "type": "text", "label": "Colour", "custom": True},
        {"name": "lines", "type": "lines", "label": "Lines", "fields": [
            {"name": "description", "type": "text", "label": "Description"},
            {"name": "quantity", "type": "number", "label": "Quantity"},
            {"name": "net", "type": "money", "label": "Net", "read_only": True},
        ]},
    ],
}  # fmt: skip


@pytest.fixture(params=["hu", "en"])
def language(request: pytest.FixtureRequest) -> Any:
    """A request in one of the languages."""
    app = Flask(__name__)
    with app.test_request_context("/"):
        g.language = request.param
        yield request.param


def test_money_by_language(language: str) -> None:
    shown = {"hu": ("1 234 567 Ft", "12,50 EUR"), "en": ("HUF 1,234,567", "€12.50")}[language]
    assert (formats.money("1234567.00", "HUF"), formats.money("12.5", "EUR")) == tuple(
        s.replace(" ", "\xa0") for s in shown
    )
    assert formats.money(None, "HUF") == ""


def test_short_money_by_language(language: str) -> None:
    found = [
        formats.short_money(amount, code) for amount, code in ((1_250_000, "HUF"), (-1_250_000, "EUR"), (1, "EUR"))
    ]
    shown = {"hu": ["1,2 M Ft", "-1,2 M EUR", "1,00 EUR"], "en": ["HUF 1.2M", "-€1.2M", "€1.00"]}[language]
    assert [text.replace("\xa0", " ") for text in found] == shown


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("1 234,5", "1234.5"), ("1,234.50", "1234.50"), ("1.234,50", "1234.50"), ("12", "12"), ("  ", None)],
)
def test_numbers_are_read_as_people_write_them(language: str, typed: str, sent: str | None) -> None:
    assert formats.from_input("money", typed) == sent


def test_moments_are_shown_and_read_in_the_firms_zone(language: str) -> None:
    assert formats.from_input("datetime", "2026-07-01T12:00") == "2026-07-01T10:00:00Z"
    assert formats.for_input("datetime", "2026-07-01T10:00:00Z") == "2026-07-01T12:00"


def test_a_form_becomes_data_with_rows_in_their_order(language: str) -> None:
    typed = MultiDict(
        [("customer_id", "c1"), ("custom.colour", "red"), ("lines.present", "1"), ("lines.n2.description", "b"),
         ("lines.n2.quantity", "1,5"), ("lines.n1.description", "a"), ("lines.n3.description", "")]
    )  # fmt: skip
    data = forms.read(kinds.writable(KIND), typed, partial=True)
    assert data["custom"] == {"colour": "red"}
    assert data["lines"] == [{"description": "b", "quantity": "1.5"}, {"description": "a"}]
    assert "total" not in data or data["total"] is None


def test_errors_of_rows_find_their_inputs(language: str) -> None:
    refusal = BackendError(
        422, {"errors": {"lines": {"0": {"quantity": ["No."]}}, "customer_id": ["Needed."], "odd": ["?"]}}
    )
    found = forms.errors(refusal)
    assert found["lines.0.quantity"] == ["No."]
    assert forms.leftover(found, KIND["fields"]) == ["odd: ?"]


def test_the_address_of_a_list_carries_its_state_and_nothing_unknown(language: str) -> None:
    given = MultiDict(
        [("filter[total][gte]", "10"), ("filter[nope]", "x"), ("sort", "-total"), ("columns", "number,nope")]
    )
    state = listing.read(KIND, given)
    assert state.address() == "/sales/orders?filter[total][gte]=10&sort=-total&columns=number"
    assert state.address(drop="filter[total][gte]") == "/sales/orders?sort=-total&columns=number"
    assert (state.sort_next("total"), state.sort_next("number"), state.sorted_by("total")) == (
        "",
        "number",
        "descending",
    )


def test_a_links_name_stands_for_the_link_in_lists() -> None:
    assert [f["name"] for f in kinds.columns(KIND)] == ["number", "customer_id"]


def test_totals_by_rate_add_up_what_the_lines_carry() -> None:
    lines = [{"vat_rate": "27", "vat": "2.70"}, {"vat_rate": "5", "vat": "0.50"}, {"vat_rate": "27", "vat": "0.27"}]
    assert totals.vat_rows(lines) == [
        {"rate": Decimal(27), "vat": Decimal("2.97")},
        {"rate": Decimal(5), "vat": Decimal("0.50")},
    ]


def test_colours_of_events_tell_good_from_bad() -> None:
    assert [stories.colour(f"sales.{n}") for n in ("OpportunityWon", "OrderCancelled", "Unknown")] == [
        "green",
        "red",
        "grey",
    ]


STEPS = [{"verb": "view"}, {"verb": "edit"}, {"verb": "confirm"}]
TABLE = {
    "services": [
        {"service": "sales", "label": "Sales", "kinds": [
            {"kind": "sales.order", "label": "Orders", "verbs": STEPS},
            {"kind": "sales.lead", "label": "Leads", "verbs": STEPS[:2]},
        ]},
    ]
}  # fmt: skip
WIDE = {"sales.*": {"verbs": ["*"], "view": "subtree", "edit": "own"}}


def matrix_form(*ticks: str) -> MultiDict[str, str]:
    scopes = {f"sales.{n}:scope-{s}": v for n in ("order", "lead") for s, v in (("view", "subtree"), ("edit", "own"))}
    return MultiDict({**scopes, **dict.fromkeys(ticks, "1")})


def test_a_matrix_sent_back_unchanged_changes_no_rule() -> None:
    every = ("sales.order:view", "sales.order:edit", "sales.order:confirm", "sales.lead:view", "sales.lead:edit")
    assert permissions.read(WIDE, TABLE, matrix_form(*every)) == WIDE


def test_a_tick_taken_away_makes_a_rule_of_that_kind_only() -> None:
    ticks = ("sales.order:view", "sales.order:edit", "sales.lead:view", "sales.lead:edit")
    found = permissions.read(WIDE, TABLE, matrix_form(*ticks))
    assert found == WIDE | {"sales.order": {"verbs": ["view", "edit"], "view": "subtree", "edit": "own"}}


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", "Edge, Windows"),
        ("curl/8.14", "curl/8.14"),
    ],
)
def test_a_session_is_named_by_its_program(agent: str, said: str) -> None:
    assert profile.program(agent) == said

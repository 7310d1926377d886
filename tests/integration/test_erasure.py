"""A person whose every text carries a mark is erased over the bus; afterwards no table of any service has the mark."""

import contextlib
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from chassis.runtime import Runtime
from chassis.settings import SERVICES
from tests.support import northwind
from tests.support.northwind.api import Api
from tests.support.servers import databases

MARK = "Zsiráfkutató"
PLAIN = "zsirafkutato"
NAME = f"{MARK} Aladár"
EMAIL = f"aladar@{PLAIN}.example"
PHONE = "+36301234599"
HELD = {"sales.invoices", "sales.invoice_lines", "sales.payments", "sales.orders", "sales.order_lines"}
INDEX_OF_HELD = {"sales.search_index", "sales.search_fts", "sales.search_fts_data", "sales.search_fts_idx"}


def marks(runtimes: dict[str, Runtime]) -> Counter[str]:
    """How many values of each table have the mark, in any column of any type."""
    found: Counter[str] = Counter()
    for name, runtime in runtimes.items():
        with runtime.database.engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                    found[f"{name}.{table}"] += sum(_has(value) for value in row)
    return +found


def _has(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        value = value.encode()
    if not isinstance(value, bytes):
        return False
    with contextlib.suppress(zlib.error):
        value = zlib.decompress(value)
    return any(
        mark.encode() in value or mark.encode() in value.lower() for mark in (MARK, MARK.lower(), PLAIN, "3630123459")
    )


class World:
    """An installation in which everything that can be said of a person has been said."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.runtimes: dict[str, Runtime] = api._embedded.runtimes
        self.custom_field()
        self.person: str = api.post("/contacts/people", self.body())["id"]
        api.settle()
        self.talk()
        self.sales()
        self.helpdesk()
        self.sole_trader()
        self.own_things()
        api.settle()

    def custom_field(self) -> None:
        field = {"noun": "person", "name": "hobby_x", "label": "Hobbi", "type": "text"}
        self.api.post("/contacts/custom-fields", field)

    def body(self) -> dict[str, Any]:
        return {
            "family_name": MARK, "given_name": "Aladár", "job_title": f"{MARK} mester", "notes": f"jegyzet {MARK}",
            "emails": [{"email": EMAIL}], "phones": [{"number": PHONE}],
            "addresses": [{"city": MARK, "street": f"{MARK} utca 1.", "postal_code": "6720"}],
            "may_email": True, "consent_source": f"űrlap {MARK}", "custom": {"hobby_x": f"{MARK} gyűjtés"},
        }  # fmt: skip

    def talk(self) -> None:
        api, who = self.api, self.person
        texts = {"subject": f"Hívás {MARK}", "text": f"Mondta {MARK}", "agreed": f"Ígérte {MARK}"}
        api.post("/contacts/interactions", {"channel": "phone", "person_id": who, **texts})
        consent = {"channel": "sms", "source": "paper", "text": f"Hozzájárulok {MARK}", "evidence": MARK}
        api.post("/contacts/consents", {"person_id": who, **consent})
        self.attach(f"/contacts/people/{who}/attachments")
        api.call("PATCH", f"/contacts/people/{who}", json={"notes": f"másik jegyzet {MARK}"})
        rows = f"family_name;emails.email\n{MARK} Béla;{EMAIL}\n".encode()
        job = api.call("POST", "/contacts/people/imports", data={"file": (io.BytesIO(rows), "emberek.csv")})
        mapping = {"family_name": "family_name", "emails.email": "emails.email"}
        run = {"mapping": mapping, "mode": "skip", "match": ["email"], "dry_run": False}
        api.post(f"/contacts/people/imports/{job['id']}/run", run)

    def attach(self, path: str) -> None:
        file = (io.BytesIO(f"tartalom {MARK}".encode()), f"{MARK}.txt")
        made = self.api.call("POST", path, data={"file": file})
        newer = (io.BytesIO(f"újabb tartalom {MARK}".encode()), f"{MARK}-2.txt")
        self.api.call("POST", f"{path}/{made['id']}/versions", data={"file": newer})

    def sales(self) -> None:
        api = self.api
        lead = {"family_name": MARK, "given_name": "Aladár", "email": EMAIL, "phone": PHONE, "description": MARK}
        self.lead = api.post("/sales/leads", lead)["id"]
        deal = {"name": f"Üzlet {MARK}", "person_id": self.person, "description": f"leírás {MARK}"}
        made = api.post("/sales/opportunities", deal)
        firm = api.post("/contacts/organizations", {"name": "Tisza Kft."})["id"]
        about = {"opportunity_id": made["id"], "opportunity_name": made["name"]}
        api.post("/contacts/interactions", {"channel": "phone", "subject": "Ár", "organization_id": firm, **about})
        line = {"description": f"tétel {MARK}", "quantity": "1", "unit_price": "1000", "vat_rate": "27"}
        for path in ("quotes", "orders"):
            api.post(f"/sales/{path}", {"person_id": self.person, "notes": f"megjegyzés {MARK}", "lines": [line]})
        invoice = api.post("/sales/invoices", {"person_id": self.person, "notes": MARK, "lines": [line]})
        self.invoice = api.post(f"/sales/invoices/{invoice['id']}/issue")["id"]

    def helpdesk(self) -> None:
        api = self.api
        ticket = {"subject": f"Kérdés {MARK}", "contact_name": NAME, "contact_email": EMAIL, "message": f"Kérem {MARK}"}
        self.ticket = api.post("/helpdesk/tickets", {**ticket, "person_id": self.person})["id"]
        api.post(f"/helpdesk/tickets/{self.ticket}/answer", {"body": "Válaszoltunk."})
        self.attach(f"/helpdesk/tickets/{self.ticket}/attachments")

    def sole_trader(self) -> None:
        api = self.api
        body = {
            "name": f"{NAME} ev.",
            "sole_trader_id": self.person,
            "notes": MARK,
            "emails": [{"email": f"ev{EMAIL}"}],
        }
        firm = api.post("/contacts/organizations", body)["id"]
        api.settle()
        talk = {"channel": "phone", "organization_id": firm, "subject": f"Szó {MARK}", "text": MARK}
        api.post("/contacts/interactions", talk)
        api.post("/sales/opportunities", {"name": f"Bolt {MARK}", "customer_id": firm})
        line = {"description": f"áru {MARK}", "quantity": "1", "unit_price": "10", "vat_rate": "27"}
        api.post("/sales/quotes", {"customer_id": firm, "lines": [line]})
        ticket = {"subject": f"Kérés {MARK}", "organization_id": firm, "message": MARK}
        api.post("/helpdesk/tickets", ticket)
        clerk = {"family_name": "Segéd", "given_name": "Éva", "organization_id": firm, "notes": "marad"}
        self.clerk = api.post("/contacts/people", clerk)["id"]

    def own_things(self) -> None:
        for kind, record, title in (
            ("contacts.person", self.person, NAME),
            ("sales.lead", self.lead, NAME),
            ("helpdesk.ticket", self.ticket, f"Kérdés {MARK}"),
        ):
            body = {"kind": kind, "record_id": record, "title": title, "on": True}
            self.api.post("/gateway/my/favourites", body)

    def erase(self) -> dict[str, Any]:
        """Ask for the erasure, grant it, carry it out; the request afterwards."""
        api = self.api
        asked = {"type": "erasure", "person_id": self.person, "details": f"Kérte {MARK}"}
        request = api.post("/contacts/privacy-requests", asked)
        api.post(f"/contacts/privacy-requests/{request['id']}/approve", {"reason": "jogos"})
        api.post(f"/contacts/privacy-requests/{request['id']}/execute")
        api.settle()
        return dict(api.call("GET", f"/contacts/privacy-requests/{request['id']}"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The installation before the erasure."""
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(databases(*SERVICES)) if request.param == "postgresql" else ""
        yield World(stack.enter_context(northwind.embedded(tmp_path, url)))


def test_nothing_is_left_but_what_a_law_wants_kept(world: World) -> None:
    before = marks(world.runtimes)
    assert sum(before.values()) > 60, before
    assert len(before) > 25, before
    request = world.erase()
    after = marks(world.runtimes)
    assert {table: n for table, n in after.items() if table not in HELD | INDEX_OF_HELD} == {}
    assert after["sales.invoices"], "an issued invoice is kept by law"
    assert request["status"] == "done"
    kept = [row for service in request["services"].values() for row in service["kept"]]
    assert [(row["kind"], row["id"]) for row in kept] == [("sales.invoice", world.invoice)]
    assert set(request["services"]) == set(world.runtimes)
    clerk = world.api.call("GET", f"/contacts/people/{world.clerk}")
    assert (clerk["name"], clerk["notes"]) == ("Segéd Éva", "marad"), "who works there is somebody else"

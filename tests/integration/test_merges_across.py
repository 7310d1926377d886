"""A merge in contacts is followed by sales and helpdesk through its events, and its undoing too."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from chassis import inbox
from chassis.settings import Settings
from chassis.tables import outbox
from tests.support.servers import databases
from tests.support.service import ServiceHarness

NAMES = ("contacts", "sales", "helpdesk")
Services = dict[str, ServiceHarness]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def services(request: pytest.FixtureRequest) -> Iterator[Services]:
    """Three services, each on a database of its own."""
    if request.param == "sqlite":
        made = {name: ServiceHarness(name) for name in NAMES}
        yield made
    else:
        with databases(*NAMES) as url, tempfile.TemporaryDirectory() as folder:
            settings = Settings(data_dir=Path(folder), database_urls={"*": url})
            made = {name: ServiceHarness(name, settings) for name in NAMES}
            yield made
            for service in made.values():
                service.runtime.database.dispose()
            return
    for service in made.values():
        service.close()


def tell(services: Services, backwards: bool = False) -> None:
    """Hand every event to everybody who handles it, in any order and again and again: the inbox drops the doubles."""
    for source in services.values():
        with source.runtime.reading() as session:
            rows = session.execute(select(outbox.c.type, outbox.c.body).order_by(outbox.c.id)).all()
        for row in reversed(rows) if backwards else rows:
            for target in services.values():
                if target.runtime.handlers(row.type):
                    assert inbox.handle(target.runtime, row.body.encode()) in (
                        inbox.Outcome.HANDLED, inbox.Outcome.DUPLICATE
                    )  # fmt: skip


def made(service: ServiceHarness, path: str, **data: Any) -> str:
    return str(service.post(path, data).json["id"])


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
def test_every_service_follows_and_goes_back(services: Services, backwards: bool) -> None:
    contacts, sales, helpdesk = (services[name] for name in NAMES)
    first, second = made(contacts, "/organizations", name="Tisza Kft."), made(contacts, "/organizations", name="TISZA")
    tell(services)
    deal = made(sales, "/opportunities", name="Bútor", customer_id=second, currency="HUF")
    ticket = made(helpdesk, "/tickets", subject="Nyikorog", organization_id=second)
    tell(services)
    contacts.post(f"/organizations/{first}/merge", {"others": [second]})
    tell(services, backwards)

    def where() -> tuple[Any, Any, Any]:
        opportunity = sales.get(f"/opportunities/{deal}").json
        return (
            opportunity["customer_id"],
            opportunity["customer_name"],
            helpdesk.get(f"/tickets/{ticket}").json["organization_id"],
        )

    assert where() == (first, "Tisza Kft.", first)
    assert contacts.get(f"/organizations/{first}/figures").json["open_tickets"] == 1
    merge = contacts.get(f"/organizations/{first}/merges").json["data"][0]["id"]
    contacts.post(f"/organizations/{first}/merges/{merge}/undo")
    tell(services, backwards)
    assert where() == (second, "TISZA", second)
    assert contacts.get(f"/organizations/{second}/figures").json["open_tickets"] == 1


def test_custom_links_follow_in_other_services_with_the_name_and_go_back(services: Services) -> None:
    contacts, sales, _helpdesk = (services[name] for name in NAMES)
    first, second = made(contacts, "/organizations", name="Tisza Kft."), made(contacts, "/organizations", name="TISZA")
    tell(services)
    for name, link in (("agent", "contacts.organization"), ("advisor", "contacts.person")):
        sales.post(
            "/custom-fields",
            {"noun": "opportunity", "name": name, "label": name, "type": "link", "link": link},
        )
    deal = made(
        sales,
        "/opportunities",
        name="Bútor",
        customer_id=first,
        currency="HUF",
        custom={"agent": second, "agent.label": "TISZA"},
    )
    before = sales.get(f"/opportunities/{deal}").json
    contacts.post(f"/organizations/{first}/merge", {"others": [second]})
    tell(services)
    after = sales.get(f"/opportunities/{deal}").json
    assert after["custom"] == {"agent": first, "agent.label": "Tisza Kft."}
    assert after["version"] > before["version"]
    found = sales.get(f"/opportunities?filter[custom.agent]={first}").json["data"]
    assert [row["id"] for row in found] == [deal]
    entry = sales.get(f"/opportunities/{deal}/history").json["data"][0]
    assert entry["changes"]["custom.agent"] == [second, first]
    merge = contacts.get(f"/organizations/{first}/merges").json["data"][0]["id"]
    contacts.post(f"/organizations/{first}/merges/{merge}/undo")
    tell(services)
    assert sales.get(f"/opportunities/{deal}").json["custom"] == before["custom"]

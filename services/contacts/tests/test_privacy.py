"""Privacy requests: who is erased with whom, and who is due for deletion."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select, update

from chassis.ids import new_id
from chassis.merging.tables import merges
from chassis.settings import Settings
from chassis.tables import erasures
from chassis.types import utc_now
from services.contacts.demo import tax_number
from services.contacts.figures.models import CustomerFigures
from services.contacts.people.models import Person
from services.contacts.tests.test_duplicates import person
from services.contacts.tests.test_merging import merge, undo
from tests.support.service import ADMIN, ServiceHarness


def erase(harness: ServiceHarness, person_id: str) -> dict[str, Any]:
    """Ask for an erasure, grant it and have contacts carry it out; what the event says."""
    asked = harness.post("/privacy-requests", {"type": "erasure", "person_id": person_id}).json["id"]
    harness.post(f"/privacy-requests/{asked}/approve", {"reason": "jogos"})
    harness.post(f"/privacy-requests/{asked}/execute")
    [event] = harness.events("contacts.PersonErased")
    harness.deliver("contacts.PersonErased", event.data, subject=f"person/{person_id}", version=99)
    return dict(event.data)


def everything(harness: ServiceHarness) -> str:
    """All that is in the tables of contacts."""
    with harness.session() as session:
        connection = session.connection()
        tables = [name for name in inspect(connection).get_table_names() if "_fts" not in name]
        rows = (connection.exec_driver_sql(f'SELECT * FROM "{table}"') for table in tables)
        return "\n".join(str(row) for found in rows for row in found)


def test_who_was_merged_into_an_erased_person_is_erased_too(harness: ServiceHarness) -> None:
    one = person(harness, "Rejtekhelyi", "Júlia")
    other = person(harness, "Titkossy", "Júlia", emails=[{"email": "julia@titkossy.example"}])
    third = person(harness, "Lappangó", "Júlia", notes="bizalmas")
    merge(harness, other, third, collection="people")
    merge(harness, one, other, collection="people")
    data = erase(harness, one)
    assert set(data["merged"]) == {other, third}
    left = everything(harness)
    assert [
        word for word in ("Rejtekhelyi", "Titkossy", "Lappangó", "titkossy.example", "bizalmas") if word in left
    ] == []
    with harness.session() as session:
        assert {ref.rpartition(":")[2] for ref in session.scalars(select(erasures.c.ref))} == {one, other, third}
    merged = harness.request("POST", f"/people/{one}/merges/{_merge_of(harness, one)}/undo", {})
    assert merged.status_code == 404


def test_a_merge_that_was_undone_leaves_the_other_alone_but_keeps_nothing_of_the_erased(
    harness: ServiceHarness,
) -> None:
    one = person(harness, "Megmaradó", "Júlia")
    other = person(harness, "Titkossy", "Júlia", notes="bizalmas")
    assert merge(harness, one, other, collection="people", fields={"family_name": other}).status_code == 200
    undo(harness, one, "people")
    assert erase(harness, other)["merged"] == []
    assert harness.get(f"/people/{one}").json["family_name"] == "Megmaradó"
    assert "Titkossy" not in everything(harness)


def _merge_of(harness: ServiceHarness, survivor: str) -> str:
    with harness.session() as session:
        return str(session.scalar(select(merges.c.id).where(merges.c.survivor_id == survivor)))


def aged(harness: ServiceHarness, person_id: str, years: int, **figures: Any) -> None:
    """Let somebody have been entered years ago, with figures of then."""
    long_ago = utc_now() - timedelta(days=366 * years)
    with harness.session() as session:
        session.execute(update(Person.__table__).where(Person.id == person_id).values(created_at=long_ago))
        if figures:
            session.merge(CustomerFigures(id=person_id, kind="person", **figures))


def due(harness: ServiceHarness) -> dict[str, str]:
    """Who is due, and why."""
    return {row["person_id"]: row["reason"] for row in harness.get("/privacy-requests/due").json["data"]}


def test_due_for_deletion_are_those_of_whom_nothing_was_heard_for_long(harness: ServiceHarness) -> None:
    years = {name: utc_now() - timedelta(days=366 * n) for name, n in (("long", 9), ("some", 3))}
    silent, fresh, agreed, talked, gone, lately = (person(harness, name, "Éva") for name in "ABCDEF")
    aged(harness, silent, 3)
    aged(harness, agreed, 3)
    harness.post("/consents", {"person_id": agreed, "channel": "email", "source": "paper", "text": "Igen"})
    aged(harness, talked, 3, last_contact_at=utc_now())
    aged(harness, gone, 10, last_purchase_on=years["long"].date())
    aged(harness, lately, 10, last_purchase_on=years["some"].date())
    assert due(harness) == {silent: "no_contact", gone: "customer_gone"}
    assert fresh not in due(harness)


def test_of_those_due_erasure_requests_are_made_once(harness: ServiceHarness) -> None:
    silent = person(harness, "Csendes", "Éva")
    aged(harness, silent, 3)
    body = {"ids": [silent], "details": "esedékes"}
    [request] = harness.post("/privacy-requests/due", body).json["ids"]
    assert harness.get(f"/privacy-requests/{request}").json["status"] == "received"
    assert due(harness) == {}
    assert harness.request("POST", "/privacy-requests/due", body).json["code"] == "erasure_asked"


def test_the_report_shows_only_people_one_may_see(harness: ServiceHarness) -> None:
    aged(harness, person(harness, "Csendes", "Éva"), 3)
    requests = {"verbs": ["view"], "view": "all"}
    seller = harness.as_(contacts__privacy_request=requests, contacts__person={"verbs": ["view"], "view": "own"})
    assert due(seller) == {}
    assert seller.request("POST", "/privacy-requests/due", {"ids": [ADMIN.user_id]}).status_code == 403
    nobody = harness.as_(contacts__person={"verbs": ["view"], "view": "all"})
    assert nobody.request("GET", "/privacy-requests/due").status_code == 403


def test_with_four_eyes_somebody_else_has_to_approve_an_erasure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        service = ServiceHarness("contacts", Settings(data_dir=Path(folder), erasure_four_eyes=True))
        one = person(service, "Törlendő", "Éva")
        other = service.as_(replace(ADMIN, user_id=new_id(), name="Nagy Béla"))
        for kind, status in (("erasure", 403), ("access", 200)):
            asked = service.post("/privacy-requests", {"type": kind, "person_id": one}).json["id"]
            answer = service.request("POST", f"/privacy-requests/{asked}/approve", {})
            assert answer.status_code == status, kind
            if status == 403:
                assert answer.json["code"] == "four_eyes"
                assert other.post(f"/privacy-requests/{asked}/approve").json["status"] == "approved"
        service.close()


def tell_due(harness: ServiceHarness) -> None:
    """What happens once a day."""
    next(one for one in harness.runtime.service.schedules if one.name == "tell-due").run(harness.runtime)


def test_how_many_are_due_is_said_while_there_are_any(harness: ServiceHarness) -> None:
    tell_due(harness)
    assert harness.events("contacts.PeopleDue") == []
    for name in ("Egyik", "Másik"):
        aged(harness, person(harness, name, "Éva"), 3)
    tell_due(harness)
    assert [event.data["people"] for event in harness.events("contacts.PeopleDue")] == [2]


def test_an_old_list_does_not_bring_back_who_was_erased(harness: ServiceHarness) -> None:
    erase(harness, person(harness, "Törölt", "Éva", emails=[{"email": "eva@regi.example"}]))
    old = ("Törölt;EVA@regi.example;", "Új;uj@uj.example;", "Más;m@uj.example;eva@regi.example")
    rows = "\n".join(("family_name;emails.email;Másik", *old))

    def imported(**options: Any) -> dict[str, Any]:
        job = harness.upload("/people/imports", "regi.csv", rows.encode()).json["id"]
        mapping = {"family_name": "family_name", "emails.email": "emails.email", "Másik": "emails.2.email"}
        harness.post(f"/people/imports/{job}/run", {"mapping": mapping, "mode": "create", **options})
        harness.run_jobs()
        return dict(harness.get(f"/people/imports/{job}").json)

    first = imported()
    assert (first["created"], first["failed"]) == (1, 2)
    assert [(e["row"], e["field"]) for e in first["errors"]] == [(2, "emails.email"), (4, "emails.2.email")]
    assert "erased" in first["errors"][0]["message"]
    assert imported(dry_run=True)["failed"] == 2
    again = imported(erased=True)
    assert (again["created"], again["failed"], again["erased"]) == (3, 0, True)


def test_a_sole_trader_goes_with_the_person_and_takes_nobody_along(harness: ServiceHarness) -> None:
    one = person(harness, "Zsiráfkutató", "Béla")
    body = {
        "name": "Zsiráfkutató Béla ev.", "legal_name": "Zsiráfkutató Béla egyéni vállalkozó", "sole_trader_id": one,
        "tax_number": tax_number("5538147", "1-42"), "emails": [{"email": "bela@zsirafkutato.example"}],
        "notes": "zsiráf",
    }  # fmt: skip
    firm = harness.post("/organizations", body).json["id"]
    other = person(
        harness, "Munkatárs", "Éva", organization_id=firm, notes="szorgalmas, Zsiráfkutató Béla ev. vette fel"
    )
    branch = harness.post("/organizations", {"name": "Fiók Kft.", "parent_id": firm, "notes": "marad"}).json["id"]
    assert harness.get(f"/organizations/{firm}").json["sole_trader_name"] == "Zsiráfkutató Béla"
    assert erase(harness, one)["also"] == [f"contacts.organization:{firm}"]
    assert harness.request("GET", f"/organizations/{firm}").status_code == 404
    for mark in ("Zsiráf", "zsiráf", "zsirafkutato", "5538147"):
        assert mark not in everything(harness), mark
    assert harness.get(f"/people/{other}").json["name"] == "Munkatárs Éva"
    assert harness.get(f"/organizations/{branch}").json["notes"] == "marad"
    with harness.session() as session:
        assert set(session.scalars(select(erasures.c.ref))) >= {
            f"contacts.person:{one}",
            f"contacts.organization:{firm}",
        }


def test_a_sole_trader_is_a_person_one_may_see(harness: ServiceHarness) -> None:
    body = {"name": "Senki ev.", "sole_trader_id": ADMIN.user_id}
    answer = harness.request("POST", "/organizations", body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["sole_trader_id"])

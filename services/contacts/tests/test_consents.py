"""Consents: a history that is only added to, and the flags that follow from it."""

from typing import Any

from sqlalchemy import text

from chassis.identity import SYSTEM
from chassis.migrate import migrate
from tests.support.service import ServiceHarness


def person(harness: ServiceHarness, **more: Any) -> str:
    """Make somebody."""
    return str(harness.post("/people", {"family_name": "Kis", **more}).json["id"])


def consent(harness: ServiceHarness, person_id: str, **more: Any) -> Any:
    """Write a consent down."""
    data = {"person_id": person_id, "channel": "email", "source": "paper", "evidence": "17. sz. űrlap", **more}
    return harness.post("/consents", data).json


def channels(harness: ServiceHarness, person_id: str) -> dict[str, Any]:
    """How things stand with marketing, by channel."""
    rows = harness.get(f"/people/{person_id}/consents").json["data"]
    return {row["channel"]: row for row in rows if row["purpose"] == "marketing"}


def test_a_consent_sets_the_flag_of_its_channel_and_a_withdrawal_takes_it_back(harness: ServiceHarness) -> None:
    who = person(harness)
    assert not channels(harness, who)["email"]["allowed"]
    consent(harness, who, text="Hozzájárulok, hogy…", at="2026-01-10T08:00:00Z")
    found = harness.get(f"/people/{who}").json
    assert (found["may_email"], found["may_phone"], found["consent_on"]) == (True, False, "2026-01-10")
    assert channels(harness, who)["email"]["since"] == "2026-01-10T08:00:00Z"
    assert harness.events("contacts.PersonUpdated")[-1].data["marketing_consent"] is True
    consent(harness, who, status="withdrawn", source="phone")
    assert harness.get(f"/people/{who}").json["may_email"] is False
    answer = harness.get(f"/people/{who}/consents").json
    assert [row["status"] for row in answer["history"]] == ["withdrawn", "given"]
    assert len(harness.events("contacts.ConsentGiven")) == len(harness.events("contacts.ConsentWithdrawn")) == 1


def test_an_older_consent_written_down_late_does_not_undo_a_newer_withdrawal(harness: ServiceHarness) -> None:
    who = person(harness)
    consent(harness, who, status="withdrawn", at="2026-02-01T08:00:00Z")
    consent(harness, who, at="2026-01-01T08:00:00Z")
    assert harness.get(f"/people/{who}").json["may_email"] is False


def test_other_purposes_leave_the_flags_alone(harness: ServiceHarness) -> None:
    who = person(harness)
    consent(harness, who, purpose="survey")
    assert harness.get(f"/people/{who}").json["may_email"] is False
    assert {"survey"} < {row["purpose"] for row in harness.get(f"/people/{who}/consents").json["data"]}


def test_a_row_is_never_changed_or_deleted(harness: ServiceHarness) -> None:
    made = consent(harness, person(harness))
    assert harness.request("PATCH", f"/consents/{made['id']}", {"text": "más"}).status_code == 405
    assert harness.request("DELETE", f"/consents/{made['id']}").status_code == 405


def test_a_consent_that_cannot_be_proven_or_lies_ahead_is_refused(harness: ServiceHarness) -> None:
    who = person(harness)
    for field, more in (("text", {"evidence": None}), ("at", {"at": "2126-01-01T00:00:00Z"})):
        data = {"person_id": who, "channel": "sms", "source": "phone", "evidence": "x", **more}
        answer = harness.request("POST", "/consents", data)
        assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    answer = harness.request("POST", "/people", {"family_name": "Kis", "may_sms": True})
    assert list(answer.json["errors"]) == ["consent_source"]


def test_ticks_of_a_form_become_rows(harness: ServiceHarness) -> None:
    who = person(harness, may_sms=True, may_post=True, consent_source="vásár", consent_on="2026-01-05")
    found = channels(harness, who)
    assert {name for name, row in found.items() if row["allowed"]} == {"sms", "post"}
    assert (found["sms"]["evidence"], found["sms"]["since"]) == ("vásár", "2026-01-05T00:00:00Z")
    harness.patch(f"/people/{who}", {"may_sms": False})
    assert not channels(harness, who)["sms"]["allowed"]
    listed = harness.get("/people?filter[may_post]=true").json["data"]
    assert [row["id"] for row in listed] == [who]


def test_somebody_who_may_not_see_the_person_sees_no_consents(harness: ServiceHarness) -> None:
    who = person(harness)
    rules = {"contacts__person": {"verbs": ["view"], "view": "own"}, "contacts__consent": {"verbs": ["view", "create"]}}
    stranger = harness.as_(**rules)
    assert stranger.request("GET", f"/people/{who}/consents").status_code == 404
    data = {"person_id": who, "channel": "sms", "source": "phone", "evidence": "x"}
    assert stranger.request("POST", "/consents", data).status_code == 404


def test_the_ticks_of_before_are_carried_over(tmp_path: Any) -> None:
    from chassis.runtime import compose
    from chassis.settings import Settings

    runtime = compose("contacts", Settings(data_dir=tmp_path))
    migrate(runtime, "0001")
    columns = (
        "id, version, created_at, updated_at, custom, name, family_name, language, marketing_consent, consent_source"
    )
    values = (
        "'0197a1b2-0000-7000-8000-0000000000b1', 1, '2026-01-01', '2026-01-01', '{}', 'Kis', 'Kis', 'hu', 1, 'űrlap'"
    )
    with runtime.transaction(SYSTEM) as session:
        session.execute(text(f"INSERT INTO people ({columns}) VALUES ({values})"))
    migrate(runtime)
    with runtime.reading() as session:
        rows = session.execute(text("SELECT channel, status, evidence FROM consents")).all()
        assert [tuple(row) for row in rows] == [("email", "given", "űrlap")]
        assert session.execute(text("SELECT may_email FROM people")).scalar() == 1
    runtime.database.dispose()

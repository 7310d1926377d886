"""The card of a customer on its page, a talk noted on the spot, and the timeline in words."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import g

from chassis.client import Unreachable
from gateway.pages import stories
from gateway.standard_rights import DEMO_PASSWORD
from gateway.tests.world import World
from tests.support.histories import examples

CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|%\(|\b(contacts|sales|inventory|helpdesk|mailer|gateway)\.[A-Z]")
PART = {"HX-Request": "true"}


def browser(pages: World, username: str = "manager") -> Any:
    client = pages.app.test_client()
    token = client.get("/login").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "username": username, "password": DEMO_PASSWORD}
    assert client.post("/login", data=form).status_code == 303
    return client


@pytest.fixture(scope="module")
def client(pages: World) -> Any:
    """A browser signed in as the sales manager."""
    return browser(pages)


@pytest.fixture(scope="module")
def firm(pages: World) -> str:
    """A firm in whose name a talk was had."""
    return str(pages.as_("manager").post("/contacts/organizations", {"name": "Tisza Kft."})["id"])


def test_the_page_of_a_customer_has_its_card_and_a_place_for_a_note(pages: World, client: Any, firm: str) -> None:
    page = client.get(f"/contacts/organizations/{firm}").get_data(as_text=True)
    assert f'hx-get="/contacts/organizations/{firm}/card"' in page
    assert 'id="talk"' in page
    assert 'id="talk"' not in browser(pages, "warehouse").get(f"/contacts/organizations/{firm}").get_data(as_text=True)


def test_the_card_shows_each_reader_what_they_may_see(pages: World, client: Any, firm: str) -> None:
    shown = client.get(f"/contacts/organizations/{firm}/card", headers=PART).get_data(as_text=True)
    hidden = browser(pages, "helpdesk").get(f"/contacts/organizations/{firm}/card", headers=PART).get_data(as_text=True)
    assert "12 havi árbevétel" in shown
    assert "Nyitott bejelentés" in hidden
    assert "<html" not in shown
    for text in (shown, hidden):
        assert 'href="/sales/payments' not in text or text is shown


def _note(client: Any, firm: str, **fields: Any) -> Any:
    token = client.get("/profile").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "channel": "phone", "subject": "Új árak", **fields}
    return client.post(f"/contacts/organizations/{firm}/talk", data=data, headers=PART)


def test_a_talk_is_noted_without_leaving_the_page(pages: World, client: Any, firm: str) -> None:
    file = (io.BytesIO(b"hello"), "jegyzet.txt")
    answer = _note(
        client, firm, agreed="Pénteken hívjuk", next_step="Visszahívás", next_step_on="2026-01-02", file=file
    )
    assert answer.status_code == 200
    assert "kapocs:talked" in answer.headers["HX-Trigger"]
    pages.settle()
    card = client.get(f"/contacts/organizations/{firm}/card", headers=PART).get_data(as_text=True)
    assert "Új árak" in card
    assert "Visszahívás" in card
    timeline = client.get(f"/contacts/organizations/{firm}/timeline", headers=PART).get_data(as_text=True)
    for text in ("Telefon: Új árak", "Pénteken hívjuk", "jegyzet.txt"):
        assert text in timeline


def test_a_wrong_talk_comes_back_with_the_words_beside_the_field(pages: World, client: Any, firm: str) -> None:
    answer = _note(client, firm, subject="", asked="Ezt kérte")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'id="e-subject"' in text
    assert "Ezt kérte" in text


def test_the_timeline_is_narrowed_and_bad_wishes_are_told(pages: World, client: Any, firm: str) -> None:
    where = f"/contacts/organizations/{firm}/timeline"
    assert "Tisza Kft." in client.get(f"{where}?topic=changes", headers=PART).get_data(as_text=True)
    assert "Ilyen esemény nincs" in client.get(f"{where}?q=semmi+ilyen", headers=PART).get_data(as_text=True)
    assert 'role="alert"' in client.get(f"{where}?since=tegnap", headers=PART).get_data(as_text=True)


def test_purchases_say_when_there_are_none(pages: World, client: Any, firm: str) -> None:
    found = client.get(f"/contacts/organizations/{firm}/purchases", headers=PART).get_data(as_text=True)
    assert "Még nem vásárolt semmit." in found


def test_a_card_without_its_service_says_so(
    pages: World, client: Any, firm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(f"/contacts/organizations/{firm}")

    class Silent:
        def send(self, *given: Any, **options: Any) -> Any:
            raise Unreachable("contacts", "nobody answers")

    clients = pages.gateway.services.clients
    monkeypatch.setitem(clients, "contacts", replace(clients["contacts"], transport=Silent()))  # type: ignore[arg-type]
    answer = client.get(f"/contacts/organizations/{firm}/card", headers=PART)
    assert answer.status_code == 200
    assert "c-amber" in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["hu", "en"])
def test_every_event_reads_as_a_sentence(pages: World, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = pages.gateway.services.meta(language)

    class Told:
        def meta(self) -> Any:
            return meta

    monkeypatch.setattr(stories, "backend", Told)
    wrong, others = {}, pages.gateway.services.meta("en")["events"]
    with pages.app.test_request_context("/"):
        g.language = language
        for event_type, example in examples().items():
            title = (meta["events"].get(event_type) or {}).get("title")
            data = {name: value for name, value in example.items() if isinstance(value, (str, int, float, bool))}
            words = stories.words(event_type, data)
            names = set(re.findall(r"%\((\w+)\)s", title or ""))
            same = language == "hu" and title == others[event_type]["title"] and re.sub(r"%\(\w+\)s|\W", "", title)
            if not title or CODE.search(words) or not names <= data.keys() or " " not in words or same:
                wrong[event_type] = words
    assert wrong == {}


def test_an_event_nobody_describes_is_not_shown_as_a_code(pages: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        stories, "backend", lambda: type("Told", (), {"meta": lambda self: {"events": {}, "kinds": {}}})()
    )
    with pages.app.test_request_context("/"):
        g.language = "hu"
        assert "Unheard" not in stories.words("helpdesk.UnheardOf", {})


def test_the_history_names_parts_and_choices_in_the_readers_language(pages: World, client: Any) -> None:
    body = {"name": "Szavak Kft.", "emails": [{"email": "iroda@szavak.example", "kind": "work"}]}
    made = pages.as_("manager").post("/contacts/organizations", body)["id"]
    shown = client.get(f"/contacts/organizations/{made}/history", headers=PART).get_data(as_text=True)
    assert "Munkahelyi" in shown
    assert "Email kind" not in shown


@pytest.mark.parametrize(
    ("event_type", "noun", "data", "words"),
    [
        ("InteractionLogged", "interaction", {"channel": "meeting", "subject": "Ár"}, "Megbeszélés: Ár"),
        ("ConsentGiven", "consent", {"channel": "post", "purpose": "marketing"}, "Hozzájárulás megadva: Posta"),
    ],
)
def test_the_timeline_says_choices_in_words(
    pages: World, monkeypatch: pytest.MonkeyPatch, event_type: str, noun: str, data: Any, words: str
) -> None:
    meta = pages.gateway.services.meta("hu")
    monkeypatch.setattr(stories, "backend", lambda: type("Told", (), {"meta": lambda self: meta})())
    with pages.app.test_request_context("/"):
        g.language = "hu"
        found = stories.words(f"contacts.{event_type}", data, meta["kinds"][f"contacts.{noun}"])
    assert found.startswith(words)
    assert "marketing" not in found


def test_the_card_says_whether_the_customer_is_satisfied(pages: World, client: Any, firm: str) -> None:
    body = {"name": "Elégedett Kft.", "customer_rating": 5, "vip": True}
    rated = pages.as_("manager").post("/contacts/organizations", body)["id"]
    shown = client.get(f"/contacts/organizations/{rated}/card", headers=PART).get_data(as_text=True)
    assert "5-ből 5" in shown
    assert "az ügyfél értékelése szerint · VIP" in shown
    unasked = client.get(f"/contacts/organizations/{firm}/card", headers=PART).get_data(as_text=True)
    assert "még nem kérdeztük" in unasked


def test_the_people_of_an_organization_are_listed_once(pages: World, client: Any, firm: str) -> None:
    pages.as_("manager").post("/contacts/people", {"family_name": "Egyszeri", "organization_id": firm})
    at = f"/contacts/organizations/{firm}"
    members = client.get(f"{at}/members", headers=PART).get_data(as_text=True)
    assert "Egyszeri" in members
    assert f'href="/contacts/people/new?organization_id={firm}' in members
    assert "Egyszeri" not in client.get(f"{at}/related", headers=PART).get_data(as_text=True)


def test_a_talk_says_what_it_was_about_and_stands_there_too(pages: World, client: Any, firm: str) -> None:
    manager = pages.as_("manager")
    deal = manager.post("/sales/opportunities", {"name": "Székek a tárgyalóba", "customer_id": firm})["id"]
    pages.settle()
    page = client.get(f"/contacts/interactions/new?opportunity_id={deal}&organization_id={firm}").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "channel": "phone", "subject": "Hány szék kell?", "organization_id": firm}
    made = client.post("/contacts/interactions/new", data={**form, "opportunity_id": deal})
    assert made.status_code == 303
    assert "Székek a tárgyalóba" in client.get(made.headers["Location"]).get_data(as_text=True)
    pages.settle()
    there = client.get(f"/sales/opportunities/{deal}/timeline", headers=PART).get_data(as_text=True)
    here = client.get(f"/contacts/organizations/{firm}/timeline", headers=PART).get_data(as_text=True)
    assert "Hány szék kell?" in there
    assert f'href="/sales/opportunities/{deal}">Székek a tárgyalóba</a>' in here
    assert f'href="/sales/opportunities/{deal}"' not in there

"""The demo group's structure: sites, who reports to whom, contracts, and somebody to greet today."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from chassis.days import add_months, today
from services.contacts.greetings.days import names_on

HEAD = "dunahid.example"


class Place(NamedTuple):
    """A part of a firm that is no firm itself; `above` is a domain or the name of a part before it."""

    name: str
    node_kind: str
    above: str
    city: str


class Colleague(NamedTuple):
    """Somebody of the group's head with a boss there, named by family name."""

    family_name: str
    given_name: str
    job_title: str
    department: str
    boss: str
    since: str
    until: str | None = None


class Agreement(NamedTuple):
    """A contract; its days count from today."""

    firm: str
    title: str
    contract_kind: str
    begin: int
    end: int | None
    value: str | None
    notice_days: int = 0
    renewal_months: int | None = None
    signed: bool = True


PLACES = [
    Place("Duna-Híd Építőipari Zrt. – Győri telephely", "site", "dunahid.example", "Győr"),
    Place("Duna-Híd Gépkölcsönző – Szerviz", "department", "dunahidgep.example", "Szigetszentmiklós"),
]
COLLEAGUES = [
    Colleague("Keleti", "Orsolya", "Pénzügyi igazgató", "Pénzügy", "Pásztor", "2018-03-01"),
    Colleague("Erdős", "Márton", "Főmérnök", "Kivitelezés", "Pásztor", "2016-09-01"),
    Colleague("Ladányi", "Petra", "Projektvezető", "Kivitelezés", "Erdős", "2020-02-01"),
    Colleague("Sárközi", "Bence", "Projektvezető", "Kivitelezés", "Erdős", "2022-06-01"),
    Colleague("Halmos", "Gyula", "Főkönyvelő", "Pénzügy", "Keleti", "2012-01-01", "2024-12-31"),
]
AGREEMENTS = [
    Agreement("dunahid.example", "Irodabútor-keretszerződés", "framework", -340, 25, "18000000"),
    Agreement("dunahid.example", "Titoktartási megállapodás", "nda", -800, None, None),
    Agreement("dunahidgep.example", "Eszközkarbantartás", "maintenance", -200, 165, "2400000", 60, 12),
    Agreement("tiszafa.example", "Éves szállítási szerződés", "contract", -120, 245, "9600000"),
    Agreement("alfoldimalom.example", "Raktári polcrendszer karbantartása", "maintenance", -700, -30, "1250000"),
    Agreement("mecseksoft.example", "Bérleti szerződés – tárgyalóbútor", "lease", 10, 375, "1800000", signed=False),
]


def load_structure(api: Any, firms: dict[str, dict[str, Any]], people: dict[str, str], owners: dict[str, str]) -> None:
    """Make the parts of the group, its people with their bosses, the contracts, and a birthday today."""
    places = dict(firms)
    for place in PLACES:
        body = {"name": place.name, "node_kind": place.node_kind, "parent_id": places[place.above]["id"]}
        body |= {"status": "active", "addresses": [{"kind": "site", "city": place.city}]}
        places[place.name] = api.as_("manager").post("/contacts/organizations", body)
    _people(api, firms[HEAD]["id"], people)
    for agreement in AGREEMENTS:
        _contract(api.as_(owners[agreement.firm]), firms[agreement.firm]["id"], agreement)
    api.as_("seller").post("/contacts/people", _celebrant(firms["tiszafa.example"]["id"]))


def _people(api: Any, head: str, people: dict[str, str]) -> None:
    manager = api.as_("manager")
    for name in ("Lengyel", "Bodnár"):
        person = manager.get(f"/contacts/people/{people[name]}")
        rows = [{"id": row["id"], "reports_to_id": people["Pásztor"]} for row in person["positions"]]
        manager.patch(f"/contacts/people/{people[name]}", {"positions": rows})
    for number, one in enumerate(COLLEAGUES):
        position = {
            "organization_id": head, "job_title": one.job_title, "department": one.department,
            "since": one.since, "until": one.until, "reports_to_id": people[one.boss],
        }  # fmt: skip
        body = {"family_name": one.family_name, "given_name": one.given_name, "positions": [position]}
        body["phones"] = [{"number": f"+3630555130{number}", "kind": "mobile"}]
        people[one.family_name] = manager.post("/contacts/people", body)["id"]


def _contract(api: Any, organization_id: str, agreement: Agreement) -> None:
    day = today()
    body = {
        "organization_id": organization_id, "title": agreement.title, "contract_kind": agreement.contract_kind,
        "valid_from": str(day + timedelta(days=agreement.begin)), "value": agreement.value,
        "valid_until": None if agreement.end is None else str(day + timedelta(days=agreement.end)),
        "notice_days": agreement.notice_days, "renewal_months": agreement.renewal_months,
    }  # fmt: skip
    made = api.post("/contacts/contracts", body)
    if agreement.signed:
        signed = {"signed_on": str(day + timedelta(days=agreement.begin - 7))}
        api.post(f"/contacts/contracts/{made['id']}/activate", signed)


def _celebrant(organization_id: str) -> dict[str, Any]:
    """Somebody whose name day is today and whose fortieth birthday comes in two days."""
    day = today()
    born: date = add_months(day + timedelta(days=2), -480)
    return {
        "family_name": "Ünnepi", "given_name": next(iter(names_on(day)), "Mátyás"), "job_title": "Asszisztens",
        "organization_id": organization_id, "birth_date": str(born),
        "emails": [{"email": "unnepi@tiszafa.example"}],
        "phones": [{"number": "+36305551399", "kind": "mobile"}],
    }  # fmt: skip

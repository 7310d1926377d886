"""The demo data is believable: it passes every check and has the size it is said to have."""

from typing import Any

from services.contacts import demo
from tests.support.service import ServiceHarness


class _Api:
    def __init__(self, harness: ServiceHarness) -> None:
        self._harness = harness

    def as_(self, username: str) -> "_Api":
        return self

    def post(self, path: str, json: dict[str, Any]) -> dict[str, Any]:
        return dict(self._harness.post(path.removeprefix("/contacts"), json).json)

    def upload(self, path: str, name: str, content: bytes) -> dict[str, Any]:
        return dict(self._harness.upload(path.removeprefix("/contacts"), name, content).json)

    def get(self, path: str) -> dict[str, Any]:
        return dict(self._harness.get(path.removeprefix("/contacts")).json)

    def patch(self, path: str, json: dict[str, Any]) -> Any:
        return self._harness.patch(path.removeprefix("/contacts"), json).json


def test_it_loads(harness: ServiceHarness) -> None:
    demo.load(_Api(harness))
    places = harness.get("/organizations?limit=200&sort=name").json["data"]
    organizations = [row for row in places if row["code"]]
    people = harness.get("/people?limit=200").json["data"]
    assert (len(organizations), len(people)) == (25, 49)
    assert len({row["tax_number"] for row in organizations}) == 25
    assert {row["status"] for row in organizations} == {"prospect", "active", "former"}
    assert all(row["email"] and row["phone"] and row["city"] for row in organizations)
    assert all(row["phone"].startswith("+36") for row in people)
    assert sum(row["parent_name"] is not None for row in organizations) == 2
    head = next(row["id"] for row in organizations if row["name"].startswith("Duna-Híd Építőipari"))
    assert [n["depth"] for n in harness.get(f"/organizations/{head}/tree").json["data"]] == [0, 1, 1, 2, 1]
    files = harness.get(f"/organizations/{head}/attachments").json["data"]
    assert {(row["name"], row["number"]) for row in files} == {("keretszerzodes.pdf", 2), ("alaprajz-3-emelet.png", 2)}
    chart = harness.get(f"/organizations/{head}/org-chart").json["data"]
    assert (len(chart), [node["name"] for node in chart if node["depth"] == 0]) == (7, ["dr. Pásztor Zoltán"])
    assert harness.get(f"/organizations/{head}/contracts/valid").json["title"] == "Irodabútor-keretszerződés"
    greeted = {row["occasion"] for row in harness.get("/greetings?days=2").json["data"] if "Ünnepi" in row["name"]}
    assert greeted == {"birthday", "name_day"}
    assert len(harness.get("/interactions").json["data"]) == len(demo.TALKS)
    harness.run_jobs()
    twins = {frozenset(row["name"] for row in pair["records"]) for pair in found(harness, "organizations")}
    assert {
        frozenset(("Tisza Faipari Kft.", "Tisza Faipari Kft")),
        frozenset(("Mecsek Szoftver Kft.", "MECSEK SZOFTVER")),
    } < twins
    twins = {frozenset(row["name"] for row in pair["records"]) for pair in found(harness, "people")}
    assert {frozenset(("dr. Szabó Júlia", "Szabo Julia")), frozenset(("Fülöp Dávid", "Fülöp D."))} <= twins
    segments = {row["name"]: row for row in harness.get("/segments").json["data"]}
    assert len(segments) == 5
    assert not [row["name"] for row in segments.values() if row["problem"]]
    assert segments["Beszerzők aktív ügyfeleknél"]["members"] > 0
    assert segments["Hírlevél – őszi vásár"]["members"] > 0
    assert [row["status"] for row in harness.get("/privacy-requests").json["data"]] == ["received"]
    assert {row["status"] for row in harness.get("/consents?limit=200").json["data"]} == {"given", "withdrawn"}


def found(harness: ServiceHarness, collection: str) -> list[dict[str, Any]]:
    return list(harness.get(f"/{collection}/duplicates").json["data"])

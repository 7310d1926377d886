"""Export of lists: the same rows, columns and rights as on the page, and harmless in a spreadsheet."""

import csv
import io
from typing import Any

from python_calamine import CalamineWorkbook

from chassis.transfer import export
from tests.support.service import ServiceHarness


def _csv(harness: ServiceHarness, query: str = "", delimiter: str = ",") -> list[list[str]]:
    answer = harness.get(f"/organizations/export?format=csv{query}")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def _fill(harness: ServiceHarness, count: int) -> None:
    for number in range(count):
        harness.post("/organizations", {"name": f"Firm {number:03}", "status": "active" if number % 2 else "former"})


def test_all_pages_come_as_filtered_and_sorted(harness: ServiceHarness, monkeypatch: Any) -> None:
    monkeypatch.setattr(export, "PAGE", 3)
    _fill(harness, 10)
    rows = _csv(harness, "&fields=name,status&sort=-name&filter[status]=active")
    assert rows == [["Name", "Life cycle"], *([f"Firm {n:03}", "Active"] for n in (9, 7, 5, 3, 1))]


def test_the_default_columns_are_the_lists_then_the_rest(harness: ServiceHarness) -> None:
    harness.post("/organizations", {"name": "X Kft.", "emails": [{"email": "x@x.example"}]})
    header, row = _csv(harness)
    assert header[:5] == ["Name", "Life cycle", "City", "Phone", "E-mail"]
    assert row[:5] == ["X Kft.", "Prospect", "", "", "x@x.example"]
    assert "Tax number" in header
    assert row[header.index("Owner")] == "Kiss Anna"


def test_formulas_are_made_harmless(harness: ServiceHarness) -> None:
    for name in ("=HYPERLINK(1)", "+1", "-1", "@cmd", "\tx"):
        harness.post("/organizations", {"name": name})
    names = {row[0] for row in _csv(harness, "&fields=name")[1:]}
    assert names == {"'=HYPERLINK(1)", "'+1", "'-1", "'@cmd", "x"}


def test_hungarian_files_open_in_hungarian_excel(harness: ServiceHarness) -> None:
    harness.post("/organizations", {"name": "Tűzifa; Kft.", "status": "former"})
    reader = harness.with_language("hu")
    rows = _csv(reader, "&fields=name,status", ";")
    assert rows == [["Név", "Életszakasz"], ["Tűzifa; Kft.", "Volt ügyfél"]]


def test_a_spreadsheet_has_the_same_rows_and_no_formulas(harness: ServiceHarness) -> None:
    harness.post("/organizations", {"name": "=1+1", "payment_days": 30, "website": "x.example"})
    answer = harness.get("/organizations/export?format=xlsx&fields=name,payment_days,website,created_at")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["Name", "Payment days", "Website", "Created"]
    assert sheet[1][:3] == ["=1+1", 30.0, "https://x.example"]
    assert sheet[1][3].year > 2000


def test_what_was_exported_can_be_imported(harness: ServiceHarness) -> None:
    body = {"name": "=Tisza Kft.", "tax_number": "12345676-2-42", "status": "former", "payment_days": 12}
    harness.post("/organizations", body)
    reader = harness.with_language("hu")
    query = "format=csv&fields=name,tax_number,status,payment_days,created_at"
    content = reader.get(f"/organizations/export?{query}").get_data()
    job = reader.upload("/organizations/imports", "vissza.csv", content).json
    assert set(job["mapping"].values()) == {"name", "tax_number", "status", "payment_days"}
    reader.post(f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"], "mode": "create"})
    reader.run_jobs()
    rows = reader.get("/organizations").json["data"]
    assert len(rows) == 2
    assert [{name: row[name] for name in body} for row in rows] == [body, body]


def test_rights_hold(harness: ServiceHarness) -> None:
    _fill(harness, 2)
    assert (
        harness.as_(contacts__organization={"verbs": ["view"]}).request("GET", "/organizations/export").status_code
        == 403
    )
    own = harness.as_(contacts__organization={"verbs": ["export", "view"], "view": "own", "hidden": ["status"]})
    [header] = _csv(own)
    assert "Name" in header
    assert "Life cycle" not in header
    assert own.request("GET", "/organizations/export?fields=status").status_code == 400


def test_bad_parameters_are_named(harness: ServiceHarness) -> None:
    for query in ("format=pdf", "fields=nonsense", "filter[nonsense]=1", "sort=nonsense"):
        answer = harness.request("GET", f"/organizations/export?{query}")
        assert answer.status_code == 400, query
        assert answer.json["errors"]

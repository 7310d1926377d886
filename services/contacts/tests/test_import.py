"""Import of real-looking files into organizations and people."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import update

from chassis import batchjobs
from chassis.ids import new_id
from chassis.retention import clean_up
from chassis.tables import imports
from chassis.transfer import chunks, importing, rows
from chassis.types import utc_now
from tests.support.service import ServiceHarness

SAMPLE = Path(__file__).parents[3] / "tests/support/samples/partnerek.csv"


def _upload(harness: ServiceHarness, content: bytes, name: str = "partnerek.csv", kind: str = "organizations") -> Any:
    return harness.upload(f"/{kind}/imports", name, content).json


def _run(harness: ServiceHarness, job: Any, kind: str = "organizations", **options: Any) -> Any:
    body = {"mapping": job["mapping"], **options}
    started = harness.post(f"/{kind}/imports/{job['id']}/run", body)
    assert (started.status_code, started.json["status"]) == (202, "queued")
    harness.run_jobs()
    return harness.get(f"/{kind}/imports/{job['id']}").json


def _counts(job: Any) -> tuple[int, ...]:
    return tuple(job[name] for name in ("total", "done", "created", "updated", "skipped", "failed"))


def _names(harness: ServiceHarness) -> list[str]:
    return [row["name"] for row in harness.get("/organizations?sort=name&limit=200").json["data"]]


def test_hungarian_headers_are_understood(harness: ServiceHarness) -> None:
    job = _upload(harness, SAMPLE.read_bytes())
    assert job["status"] == "uploaded"
    assert job["total"] == 6
    assert job["sample"][0][0] == "Tisza Faipari Kft."
    assert job["mapping"] == {
        "Cégnév": "name",
        "Adószám": "tax_number",
        "Irányítószám": "addresses.postal_code",
        "Város": "addresses.city",
        "Utca, házszám": "addresses.street",
        "Telefonszám": "phones.number",
        "E-mail": "emails.email",
        "Fizetési határidő (nap)": "payment_days",
        "Pénznem": "currency",
        "Megjegyzés": "notes",
    }


def test_a_rehearsal_tells_everything_and_changes_nothing(harness: ServiceHarness) -> None:
    job = _run(harness, _upload(harness, SAMPLE.read_bytes()), dry_run=True)
    assert job["status"] == "finished"
    assert _counts(job) == (6, 6, 3, 0, 0, 3)
    assert _names(harness) == []
    assert harness.events() == []
    found = {(error["row"], error["field"], error["column"]) for error in job["errors"]}
    days = "Fizetési határidő (nap)"
    assert found == {(5, "tax_number", "Adószám"), (6, "name", "Cégnév"), (7, "payment_days", days)}


def test_good_rows_come_in_and_bad_ones_are_told_by_row_and_column(harness: ServiceHarness) -> None:
    job = _upload(harness, SAMPLE.read_bytes())
    assert _run(harness, job, dry_run=True)["dry_run"] is True
    job = _run(harness, job)
    assert _counts(job) == (6, 6, 3, 0, 0, 3)
    assert _names(harness) == ["Alpenholz GmbH", "Őrségi Gomba Bt.", "Tisza Faipari Kft."]
    tisza = harness.get("/organizations?filter[tax_number]=12345676-2-42").json["data"][0]
    made = harness.get(f"/organizations/{tisza['id']}").json
    assert (made["payment_days"], made["phone"], made["city"]) == (15, "+3662555100", "Szeged")
    assert made["addresses"][0]["street"] == "Kárász utca 12."
    assert len(harness.events("contacts.OrganizationCreated")) == 3
    errors = harness.get(f"/organizations/imports/{job['id']}/errors")
    lines = errors.get_data(as_text=True).splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["5", "6", "7"]
    assert "Hibás Adószám Zrt." in lines[1]
    again = harness.request("POST", f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"]})
    assert again.status_code == 409


def test_errors_speak_the_readers_language(harness: ServiceHarness) -> None:
    reader = harness.with_language("hu")
    job = _run(reader, _upload(reader, SAMPLE.read_bytes()))
    words = {error["field"]: error["message"] for error in job["errors"]}
    assert words["tax_number"] == "Az adószám ellenőrző számjegye hibás."
    assert words["name"] == "Ezt ki kell tölteni."
    assert words["payment_days"] == "Ez nem szám."


def test_existing_records_are_skipped_updated_or_made_again(harness: ServiceHarness) -> None:
    content = b"name,tax_number,city,email\nTisza,12345676-2-42,Szeged,\nDuna,,Baja,duna@x.example\n"
    assert _counts(_run(harness, _upload(harness, content)))[2:] == (2, 0, 0, 0)
    assert _counts(_run(harness, _upload(harness, content)))[2:] == (0, 0, 2, 0)
    tisza = harness.get("/organizations?q=tisza").json["data"][0]["id"]
    rows = harness.get(f"/organizations/{tisza}").json["addresses"]
    harness.patch(f"/organizations/{tisza}", {"addresses": [*[{"id": row["id"]} for row in rows], {"city": "Baja"}]})
    changed = "name,tax_number,city,email\nTisza Új,12345676-2-42,Makó,\nDuna,,,uj@x.example\n".encode()
    assert _counts(_run(harness, _upload(harness, changed), mode="update"))[2:] == (0, 2, 0, 0)
    made = harness.get(f"/organizations/{tisza}").json
    assert (made["name"], made["city"]) == ("Tisza Új", "Makó")
    assert [row["city"] for row in made["addresses"]] == ["Makó", "Baja"]
    duna = harness.get("/organizations?q=duna").json["data"][0]
    assert (duna["city"], duna["email"]) == ("Baja", "uj@x.example")
    assert _counts(_run(harness, _upload(harness, content), mode="create"))[2:] == (2, 0, 0, 0)
    assert len(_names(harness)) == 4


def test_two_matches_are_no_match(harness: ServiceHarness) -> None:
    for _ in range(2):
        harness.post("/organizations", {"name": "Kettős Kft."})
    job = _run(harness, _upload(harness, "name\nKettős Kft.\n".encode()), mode="update")
    assert _counts(job)[2:] == (0, 0, 0, 1)
    assert "name" in job["errors"][0]["message"]


def test_links_are_found_by_name_and_defaults_fill_in(harness: ServiceHarness) -> None:
    harness.post("/organizations", {"name": "Holding Zrt."})
    content = "name;parent;country\nLeány Kft.;Holding Zrt.;USA\nÁrva Kft.;Nincs Ilyen;\n".encode()
    job = _upload(harness, content)
    assert job["mapping"] == {"name": "name", "parent": "parent_id", "country": "addresses.country"}
    job = _run(harness, job, defaults={"currency": "€", "payment_days": "30"})
    assert _counts(job)[2:] == (1, 0, 0, 1)
    assert job["errors"][0]["field"] == "parent_id"
    made = harness.get("/organizations?q=leany").json["data"][0]
    made = harness.get(f"/organizations/{made['id']}").json
    assert (made["parent_name"], made["currency"], made["payment_days"]) == ("Holding Zrt.", "EUR", 30)
    assert made["addresses"][0]["country"] == "US"


def test_people_come_from_a_spreadsheet(harness: ServiceHarness) -> None:
    harness.post("/organizations", {"name": "Tisza Kft."})
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Vezetéknév", "Keresztnév", "Szervezet", "Születési dátum", "Mobil telefonszám", "Nyelv"])
    sheet.write_row(1, 0, ["Szabó", "Júlia", "Tisza Kft.", date(1985, 3, 1), "06 30 555 1234", "magyar"])
    book.close()
    job = _upload(harness, stream.getvalue(), "emberek.xlsx", "people")
    mapping = {**job["mapping"], "Mobil telefonszám": "phones.number"}
    job = _run(harness, {**job, "mapping": mapping}, "people")
    assert _counts(job)[2:] == (1, 0, 0, 0), job["errors"]
    person = harness.get("/people").json["data"][0]
    assert (person["name"], person["organization_name"]) == ("Szabó Júlia", "Tisza Kft.")
    assert (person["birth_date"], person["phone"]) == ("1985-03-01", "+36305551234")


def test_a_bad_mapping_is_refused(harness: ServiceHarness) -> None:
    job = _upload(harness, b"a,b\n1,2\n")
    path = f"/organizations/imports/{job['id']}/run"
    for mapping in ({"a": "nonsense"}, {"z": "name"}, {"a": "name", "b": "name"}, {}, {"a": "email"}, [], {"a": 1}):
        answer = harness.request("POST", path, {"mapping": mapping})
        assert answer.status_code == 422, mapping
        assert "mapping" in answer.json["errors"]
    answer = harness.request("POST", path, {"mapping": {"a": "name"}, "defaults": {"nonsense": 1}})
    assert "defaults" in answer.json["errors"]
    assert harness.request("POST", f"/organizations/imports/{new_id()}/run", {"mapping": {}}).status_code == 404
    for junk in (b"", b"PK\x03\x04junk"):
        refused = harness._client.open(
            "/organizations/imports",
            method="POST",
            data={"file": (io.BytesIO(junk), "x.csv")},
            headers={"Kapocs-Identity": harness._signer.sign(harness.identity, "contacts")},
        )
        assert refused.status_code == 422


def test_a_killed_worker_goes_on_without_importing_a_row_twice(harness: ServiceHarness, monkeypatch: Any) -> None:
    monkeypatch.setattr(chunks, "SIZE", 10)
    content = "name\n" + "".join(f"Firm {n:03}\n" for n in range(45))
    job = _upload(harness, content.encode())
    harness.post(f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"]})
    original, calls = rows.Importer._import, []

    def dies(self: Any, *args: Any) -> str:
        calls.append(1)
        if len(calls) == 27:
            raise KeyboardInterrupt
        return original(self, *args)

    monkeypatch.setattr(rows.Importer, "_import", dies)
    try:
        importing.run_import(harness.runtime, {"id": job["id"]})
    except KeyboardInterrupt:
        pass
    halfway = harness.get(f"/organizations/imports/{job['id']}").json
    assert (halfway["status"], halfway["done"], halfway["created"]) == ("running", 20, 20)
    assert len(_names(harness)) == 20
    importing.run_import(harness.runtime, {"id": job["id"]})
    importing.run_import(harness.runtime, {"id": job["id"]})
    assert _counts(harness.get(f"/organizations/imports/{job['id']}").json) == (45, 45, 45, 0, 0, 0)
    assert _names(harness) == [f"Firm {n:03}" for n in range(45)]


def test_a_long_import_gives_others_a_turn(harness: ServiceHarness, monkeypatch: Any) -> None:
    monkeypatch.setattr(chunks, "SIZE", 10)
    monkeypatch.setattr(batchjobs, "TURN", 0)
    job = _upload(harness, ("name\n" + "".join(f"Firm {n:03}\n" for n in range(25))).encode())
    assert _counts(_run(harness, job))[:3] == (25, 25, 25)


def test_importing_needs_the_rights(harness: ServiceHarness) -> None:
    viewer = harness.as_(contacts__organization={"verbs": ["view", "create"]})
    assert viewer.request("POST", "/organizations/imports").status_code == 403
    importer = harness.as_(contacts__organization={"verbs": ["view", "import"]})
    job = _upload(importer, b"name\nX\n")
    run = importer.request("POST", f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"]})
    assert run.status_code == 403
    other = harness.as_(contacts__organization={"verbs": ["view", "import", "create"]})
    assert other.request("GET", f"/organizations/imports/{job['id']}").status_code == 404


def test_fields_one_may_not_write_are_no_targets(harness: ServiceHarness) -> None:
    rules = {"verbs": ["view", "import", "create"], "hidden": ["tax_number"], "read_only": ["notes"]}
    importer = harness.as_(contacts__organization=rules)
    job = _upload(importer, b"name,tax_number,notes\nX,12345676-2-42,secret\n")
    assert job["mapping"] == {"name": "name"}
    assert {"tax_number", "notes"}.isdisjoint(field["path"] for field in job["fields"])
    body = {"mapping": {"name": "name", "notes": "notes"}}
    assert importer.request("POST", f"/organizations/imports/{job['id']}/run", body).status_code == 422
    assert _counts(_run(importer, job))[2:] == (1, 0, 0, 0)


def test_a_row_that_does_not_fit_the_columns_is_not_guessed_at(harness: ServiceHarness) -> None:
    job = _upload(harness, "name,street,city\nA,24, place Kléber,Lyon\nB,x,y,z\nC,Fő u. 1,Vác\n".encode())
    assert job["mended"] == 1
    mapping = {"name": "name", "street": "addresses.street", "city": "addresses.city"}
    job = _run(harness, {**job, "mapping": mapping})
    assert _counts(job)[2:] == (2, 0, 0, 1)
    assert [error["row"] for error in job["errors"]] == [3]
    assert [row["city"] for row in harness.get("/organizations?sort=name").json["data"]] == ["Lyon", "Vác"]


def test_records_one_may_not_see_are_no_match(harness: ServiceHarness) -> None:
    unseen = harness.post("/organizations", {"name": "Tisza Kft."}).json
    seller = harness.as_(contacts__organization={"verbs": ["view", "import", "create", "edit"], "view": "own"})
    job = _run(seller, _upload(seller, b"name,city\nTisza Kft.,Szeged\n"), mode="update")
    assert _counts(job)[2:] == (1, 0, 0, 0)
    assert harness.get(f"/organizations/{unseen['id']}").json["version"] == 1


def test_uploaded_files_are_forgotten_after_a_month(harness: ServiceHarness) -> None:
    old, new = (_upload(harness, b"name\nX\n")["id"] for _ in range(2))
    with harness.session() as session:
        aged = utc_now() - timedelta(days=31)
        session.execute(update(imports).where(imports.c.id == old).values(created_at=aged))
    clean_up(harness.runtime)
    assert harness.request("GET", f"/organizations/imports/{old}").status_code == 404
    assert harness.get(f"/organizations/imports/{new}").json["status"] == "uploaded"

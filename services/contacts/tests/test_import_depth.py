"""Import to its full depth: remembered mappings, many rows of a list, names, duplicates, matching, continuing."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from chassis.tables import audit, jobs
from chassis.transfer import chunks, rows
from tests.support.service import ServiceHarness


def _upload(harness: ServiceHarness, text: str | bytes, kind: str = "organizations", name: str = "x.csv") -> Any:
    content = text.encode() if isinstance(text, str) else text
    return harness.upload(f"/{kind}/imports", name, content).json


def _run(harness: ServiceHarness, job: Any, kind: str = "organizations", **options: Any) -> Any:
    harness.post(f"/{kind}/imports/{job['id']}/run", {"mapping": job["mapping"], **options})
    harness.run_jobs()
    return harness.get(f"/{kind}/imports/{job['id']}").json


def _counts(job: Any) -> tuple[int, ...]:
    return tuple(job[name] for name in ("created", "updated", "skipped", "failed"))


def _all(harness: ServiceHarness, kind: str = "organizations") -> list[Any]:
    listed = harness.get(f"/{kind}?sort=name&limit=200").json["data"]
    return [harness.get(f"/{kind}/{row['id']}").json for row in listed]


def test_abbreviations_word_order_and_numbers_in_headers(harness: ServiceHarness) -> None:
    headers = "cég neve;Adósz.;irsz.;Telep.;Tel.;Tel. 2;E-mail 2;email;url;Megj.;Street;Tax  No"
    job = _upload(harness, f"{headers}\n" + ";".join("x" * 12) + "\n")
    mapping = job["mapping"]
    assert mapping["cég neve"] == "name"
    assert (mapping["Adósz."], mapping["irsz."], mapping["Megj."]) == ("tax_number", "addresses.postal_code", "notes")
    assert (mapping["Tel."], mapping["Tel. 2"]) == ("phones.number", "phones.2.number")
    assert (mapping["email"], mapping["E-mail 2"]) == ("emails.email", "emails.2.email")
    assert (mapping["url"], mapping["Street"]) == ("website", "addresses.street")
    assert set(job["confidence"]) == set(mapping)
    assert min(job["confidence"].values()) >= 80


def test_a_second_column_fills_the_second_row_of_a_list(harness: ServiceHarness) -> None:
    job = _upload(harness, "name,a,b,Phone 2\nTisza,egy@x.example,ket@x.example,06 30 555 1234\nDuna,,ket@y.example,\n")
    mapping = {"name": "name", "a": "emails.email", "b": "emails.email", "Phone 2": "phones.2.number"}
    assert _counts(_run(harness, {**job, "mapping": mapping})) == (2, 0, 0, 0)
    duna, tisza = _all(harness)
    assert [row["email"] for row in tisza["emails"]] == ["egy@x.example", "ket@x.example"]
    assert [row["number"] for row in tisza["phones"]] == ["+36305551234"]
    assert [row["email"] for row in duna["emails"]] == ["ket@y.example"]
    bad = _upload(harness, "name,a,b\nX,jo@x.example,nem cím\n")
    bad = _run(harness, {**bad, "mapping": {"name": "name", "a": "emails.email", "b": "emails.email"}})
    assert [(e["field"], e["column"]) for e in bad["errors"]] == [("emails.2.email", "b")]


def test_a_full_name_is_taken_apart(harness: ServiceHarness) -> None:
    job = _upload(
        harness, "Teljes név;Nyelv\ndr. Szabó Anna Júlia;magyar\nJohn van Dyke;angol\nSmith, Jane;angol\n", "people"
    )
    assert job["mapping"]["Teljes név"] == "full_name"
    assert _counts(_run(harness, job, "people")) == (3, 0, 0, 0)
    names = {(p["title"], p["family_name"], p["given_name"]) for p in _all(harness, "people")}
    assert names == {("dr.", "Szabó", "Anna Júlia"), (None, "van Dyke", "John"), (None, "Smith", "Jane")}


def test_a_mapping_is_remembered_and_may_be_named(harness: ServiceHarness) -> None:
    text = "Oszlop A,Oszlop B\nTisza,Szeged\n"
    job = _upload(harness, text)
    assert job["remembered"] is False
    job["mapping"] = {"Oszlop A": "name", "Oszlop B": "addresses.city"}
    _run(harness, job, mode="update", match=["name"])
    again = _upload(harness, "oszlop b,OSZLOP A\nSzeged,Tisza\n")
    assert (again["remembered"], again["mapping"]) == (False, {}) or again["remembered"]
    same = _upload(harness, text)
    assert (same["remembered"], same["mapping"]) == (True, job["mapping"])
    assert (same["mode"], same["match"]) == ("update", ["name"])
    kept = harness.request("PUT", "/organizations/import-mappings", {"name": "ERP", "mapping": job["mapping"]})
    assert kept.json["data"] == [{"name": "ERP", "mapping": job["mapping"]}]
    assert _upload(harness, "z\n1\n")["mappings"][0]["name"] == "ERP"
    for wrong in (5, ["name"], {"Name": ["name"]}):
        refused = harness.request("PUT", "/organizations/import-mappings", {"name": "Wrong", "mapping": wrong})
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["mapping"])
    assert harness.request("DELETE", "/organizations/import-mappings/ERP").status_code == 204
    assert harness.request("DELETE", "/organizations/import-mappings/ERP").status_code == 404


def test_a_rehearsal_sees_what_comes_twice_anywhere_in_the_file(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "SIZE", 3)
    text = "code\tname\n" + "".join(f"{n % 7}\tFirm {n}\n" for n in range(10))
    job = _run(harness, _upload(harness, text), dry_run=True)
    assert _counts(job) == (7, 0, 3, 0)
    assert job["twins"] == {"count": 3, "first": [{"row": n + 9, "of": n + 2} for n in range(3)]}
    assert _counts(_run(harness, job)) == (7, 0, 3, 0)


def test_records_match_by_id_and_by_chosen_fields(harness: ServiceHarness) -> None:
    made = harness.post("/organizations", {"name": "Régi", "emails": [{"email": "iroda@x.example"}]}).json
    job = _upload(harness, f"Id,name,industry\n{made['id']},Új,A\n01932f6e-7c00-7000-8000-00000000ffff,Nincs,B\n")
    assert job["mapping"]["Id"] == "id"
    job = _run(harness, job, mode="update")
    assert _counts(job) == (0, 1, 0, 1)
    assert "id" in job["errors"][0]["message"]
    job = _upload(harness, "name,email\nMás név,Iroda@X.example\n")
    assert _counts(_run(harness, job, mode="update", match=["email"])) == (0, 1, 0, 0)
    assert [row["name"] for row in _all(harness)] == ["Más név"]
    for match in ([], ["nonsense"], "name", ["addresses"]):
        refused = harness.request(
            "POST", f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"], "match": match}
        )
        assert refused.status_code in (409, 422)


def test_one_bad_row_spoils_no_other_of_its_batch(harness: ServiceHarness) -> None:
    harness.post("/organizations", {"name": "Van", "code": "K3"})
    text = "code,name\n" + "".join(f"K{n},Firm {n}\n" for n in range(8))
    job = _run(harness, _upload(harness, text), mode="create")
    assert _counts(job) == (7, 0, 0, 1)
    assert job["errors"][0]["row"] == 5
    assert len(harness.events("contacts.OrganizationCreated")) == 8
    assert harness.get("/organizations?q=firm&limit=200").json["data"].__len__() == 7
    with harness.runtime.reading() as session:
        made = session.scalars(select(audit.c.record_id).where(audit.c.action == "create", audit.c.part.is_(None)))
        assert len(set(made)) == 8


def test_a_parked_import_says_so_and_can_go_on(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "SIZE", 2)
    job = _upload(harness, "name\nA\nB\nC\nD\n")
    harness.post(f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"]})
    original = rows.Importer.run

    def broken(self: Any, found: Any) -> None:
        if self.job.done:
            raise RuntimeError("the disk is full")
        original(self, found)

    monkeypatch.setattr(rows.Importer, "run", broken)
    for _ in range(8):
        with harness.session() as session:
            session.execute(jobs.update().where(jobs.c.run_at.is_not(None)).values(run_at=jobs.c.created_at))
        harness.run_jobs()
    stopped = harness.get(f"/organizations/imports/{job['id']}").json
    assert (stopped["status"], stopped["done"], stopped["created"]) == ("failed", 2, 2)
    assert "disk is full" in stopped["error"]
    monkeypatch.setattr(rows.Importer, "run", original)
    going = harness.post(f"/organizations/imports/{job['id']}/continue")
    assert (going.status_code, going.json["status"]) == (202, "queued")
    harness.run_jobs()
    done = harness.get(f"/organizations/imports/{job['id']}").json
    assert (done["status"], _counts(done)) == ("finished", (4, 0, 0, 0))
    assert harness.request("POST", f"/organizations/imports/{job['id']}/continue").status_code == 409


def test_past_imports_are_listed_with_their_undo(harness: ServiceHarness) -> None:
    first, second = (_run(harness, _upload(harness, f"name\n{name}\n")) for name in "AB")
    harness.post(f"/changes/{first['id']}/undo")
    listed = harness.get("/organizations/imports").json["data"]
    assert [row["id"] for row in listed] == [second["id"], first["id"]]
    assert [bool(row["undo"]) for row in listed] == [False, True]
    assert (listed[0]["by"], listed[0]["created"]) == ("Kiss Anna", 1)
    other = harness.as_(contacts__organization={"verbs": ["view", "import"]})
    assert other.get("/organizations/imports").json["data"] == []


def test_errors_as_a_spreadsheet(harness: ServiceHarness) -> None:
    job = _run(harness, _upload(harness, "name,tax_number\n=1+1,hibás\n"))
    answer = harness.get(f"/organizations/imports/{job['id']}/errors?format=xlsx").get_data()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer)).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["Row", "What is wrong", "name", "tax_number"]
    assert (sheet[1][0], sheet[1][2]) == (2, "=1+1")
    assert "tax_number" in sheet[1][1]


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("kind", ["organizations", "people"])
def test_what_is_exported_comes_in_again_as_it_was(harness: ServiceHarness, kind: str, form: str) -> None:
    named = {
        "organizations": {"name": "“Kő\nés” <Fa>; =1+1, Kft."},
        "people": {"family_name": "-Ő;", "given_name": 'A,"b'},
    }
    more = {"organizations": {"payment_days": 31, "industry": "&amp;"}, "people": {"birth_date": "1985-03-01"}}
    harness.post(f"/{kind}", {**named[kind], **more[kind]})
    meta = harness.get("/meta").json["kinds"]
    described = next(k for k in meta if k["collection"] == kind)
    writable = [f["name"] for f in described["fields"] if not f["read_only"] and f["listed"] and not f["hidden"]]
    fields = ",".join(name for name in writable if name not in ("owner_id", "tags"))
    before = _all(harness, kind)[0]
    content = harness.get(f"/{kind}/export?format={form}&fields={fields}").get_data()
    harness.request("DELETE", f"/{kind}/{before['id']}")
    job = _run(harness, _upload(harness, content, kind, f"x.{form}"), kind, mode="create")
    assert _counts(job) == (1, 0, 0, 0), job["errors"]
    after = _all(harness, kind)[0]
    assert {name: after[name] for name in fields.split(",")} == {name: before[name] for name in fields.split(",")}


def test_rows_without_lists_are_written_together(harness: ServiceHarness) -> None:
    def asked(count: int, mark: str) -> int:
        rows = "\n".join(f"{mark} {n},Bútor,,," for n in range(count))
        job = _upload(harness, f"name,industry,city,phone,email\n{rows}\n")
        statements: list[str] = []
        listener = lambda *a: statements.append(a[2])  # noqa: E731  # to be taken off again
        event.listen(harness.runtime.database.engine, "before_cursor_execute", listener)
        assert _counts(_run(harness, job)) == (count, 0, 0, 0)
        event.remove(harness.runtime.database.engine, "before_cursor_execute", listener)
        return len(statements)

    asked(2, "Első")  # what is remembered is read
    assert asked(5, "Kevés") == asked(60, "Sok")

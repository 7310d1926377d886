"""Custom fields: every type in and out, in filters and orders, kept apart from what was removed, and in the audit."""

from typing import Any

import pytest
from sqlalchemy import text

from chassis import customfields
from chassis.ids import new_id
from tests.support.service import ServiceHarness


def define(harness: ServiceHarness, name: str, type_: str, **more: Any) -> dict[str, Any]:
    """Define a custom field of papers."""
    body = {"noun": "paper", "name": name, "label": name.capitalize(), "type": type_, **more}
    made: dict[str, Any] = harness.post("/custom-fields", body).json
    harness.run_jobs()
    return made


def paper(harness: ServiceHarness, title: str, **custom: Any) -> dict[str, Any]:
    """File a paper with custom values."""
    made: dict[str, Any] = harness.post("/papers", {"name": title, "custom": custom}).json
    return made


def refused(harness: ServiceHarness, method: str, path: str, body: Any) -> dict[str, Any]:
    """The errors of a refused request."""
    answer = harness.request(method, path, body)
    assert answer.status_code == 422, answer.get_data(as_text=True)
    errors: dict[str, Any] = answer.json["errors"]
    return errors


def titles(harness: ServiceHarness, query: str) -> list[str]:
    """The papers of a list, by name."""
    return [row["name"] for row in harness.get(f"/papers?{query}").json["data"]]


CHOICES = ["red", {"value": "blue", "label": "Blue", "label_hu": "Kék", "colour": "blue"}]

# type, options, values in their order with what they come back as, and values that are refused
SAMPLES: list[tuple[str, dict[str, Any], list[tuple[Any, Any]], list[Any]]] = [
    ("text", {"max_length": 9}, [(" apa ", "apa"), ("ápol", "ápol"), ("bab", "bab")], [1, "x" * 10, "a\x00"]),
    ("long_text", {}, [("a\nb", "a\nb")], [1]),
    ("integer", {"min": "-5"}, [(-3, -3), (2, 2), (10, 10)], ["x", 1.5, True, -6]),
    ("number", {"max": "100"}, [("-2", "-2"), ("9.5000", "9.5"), ("10", "10")], ["x", 1.5, "101", "1.23456"]),
    ("money", {"currency": "EUR"}, [("-1", "-1.00"), ("9.99", "9.99"), ("10", "10.00")], [1.5, "1 EUR"]),
    ("percent", {}, [("2", "2"), ("10.5", "10.5")], ["101", "x"]),
    ("date", {"min": "2000-01-01"}, [("2026-02-01", "2026-02-01"), ("2026-11-01", "2026-11-01")], ["x", "1999-12-31"]),
    ("datetime", {}, [("2026-02-01T10:00:00.5Z", "2026-02-01T10:00:00Z"),
                      ("2026-02-01T12:00:00+01:00", "2026-02-01T11:00:00Z")], ["x", 1]),
    ("choice", {"choices": CHOICES}, [("blue", "blue"), ("red", "red")], ["green", 1]),
    ("multi_choice", {"choices": CHOICES}, [(["blue", "red"], ["red", "blue"])], [["green"], "red", [1]]),
    ("flag", {}, [(False, False), (True, True)], ["yes", 1]),
    ("user", {}, [], ["x", new_id()]),
    ("email", {}, [("a@Example.com", "a@example.com"), ("b@example.com", "b@example.com")], ["x"]),
    ("phone", {}, [("06 30 123 4567", "+36301234567")], ["x"]),
    ("url", {}, [("example.com", "https://example.com")], ["x y"]),
]  # fmt: skip


def test_every_type_goes_in_and_out_and_can_be_asked_for(harness: ServiceHarness) -> None:
    for type_, options, pairs, bad in SAMPLES:
        name = f"x_{type_}"
        define(harness, name, type_, **options)
        made = [paper(harness, f"{type_}{n}", **{name: given}) for n, (given, _out) in enumerate(pairs)]
        assert [row["custom"][name] for row in made] == [out for _given, out in pairs]
        for value in bad:
            body = {"name": "bad", "custom": {name: value}}
            assert list(refused(harness, "POST", "/papers", body)) == [f"custom.{name}"], (type_, value)
        if type_ == "long_text":
            assert harness.request("GET", f"/papers?filter[custom.{name}]=a").status_code == 400
            continue
        assert len(titles(harness, f"filter[custom.{name}][empty]=0")) == len(pairs)
        for n, (_given, out) in enumerate(pairs):
            value = out[0] if isinstance(out, list) else str(out).lower() if type_ == "flag" else out
            query = {f"filter[custom.{name}]{'[has]' if type_ == 'multi_choice' else ''}": value}
            assert [r["name"] for r in harness.get("/papers", query_string=query).json["data"]] == [f"{type_}{n}"]
    assert titles(harness, "filter[custom.x_text][empty]=1&filter[custom.x_url][empty]=0") == ["url0"]


ORDERED = [sample for sample in SAMPLES if sample[0] in ("text", "integer", "number", "money", "date", "datetime")]


def test_lists_are_ordered_and_bounded_by_values_not_by_their_spelling(harness: ServiceHarness) -> None:
    for type_, options, _pairs, _bad in ORDERED:
        define(harness, f"x_{type_}", type_, **options)
    for n in (2, 0, 1):
        given = {f"x_{type_}": pairs[n][0] for type_, _options, pairs, _bad in ORDERED if n < len(pairs)}
        paper(harness, str(n), **given)
    paper(harness, "none")
    for type_, _options, pairs, _bad in ORDERED:
        wanted = [str(n) for n in range(len(pairs))]
        for sign in ("", "-"):
            paged, cursor = [], ""
            while cursor is not None:
                query = f"/papers?sort={sign}custom.x_{type_}&limit=1" + (f"&cursor={cursor}" if cursor else "")
                page = harness.get(query).json
                paged += [row["name"] for row in page["data"]]
                cursor = page["next"]
            assert [name for name in paged if name in wanted] == (wanted[::-1] if sign else wanted)
            assert len(paged) == 4
        second = {f"filter[custom.x_{type_}][gte]": pairs[1][1], "sort": f"custom.x_{type_}"}
        assert [r["name"] for r in harness.get("/papers", query_string=second).json["data"]] == wanted[1:]


def test_sets_are_asked_for_by_any_of_their_values(harness: ServiceHarness) -> None:
    define(harness, "x", "multi_choice", choices=["a", "b", "c"])
    paper(harness, "1", x=["a", "b"])
    paper(harness, "2", x=["c"])
    assert sorted(titles(harness, "filter[custom.x][has]=b,c")) == ["1", "2"]
    assert titles(harness, "filter[custom.x][has]=b") == ["1"]
    assert harness.request("GET", "/papers?filter[custom.x][has]=z").status_code == 400
    assert harness.request("GET", "/papers?filter[custom.x][gt]=a").status_code == 400
    assert harness.request("GET", "/papers?sort=custom.x").status_code == 400


def test_a_value_is_unique_even_between_two_who_are_quick(harness: ServiceHarness) -> None:
    made = define(harness, "serial", "text", unique=True)
    first = paper(harness, "1", serial="A-1")
    assert refused(harness, "POST", "/papers", {"name": "2", "custom": {"serial": "A-1"}}) == {
        "custom.serial": ["This is already used."]
    }
    assert "custom.serial" in _slip_in(harness, "A-1")  # past the first look, the index still refuses
    harness.patch(f"/papers/{first['id']}", {"custom": {"serial": "A-1"}, "name": "1b"})
    harness.delete(f"/papers/{first['id']}")
    second = paper(harness, "2", serial="A-1")
    assert "custom.serial" in harness.request("POST", f"/papers/{first['id']}/restore").json["errors"]
    harness.patch(f"/custom-fields/{made['id']}", {"unique": False})
    paper(harness, "3", serial="A-1")
    assert list(refused(harness, "PATCH", f"/custom-fields/{made['id']}", {"unique": True})) == ["unique"]
    harness.delete(f"/papers/{second['id']}")
    harness.patch(f"/custom-fields/{made['id']}", {"unique": True})


def _slip_in(harness: ServiceHarness, value: str) -> str:
    """Write a value behind the command's back; what the API would answer."""
    from sqlalchemy.exc import IntegrityError

    from chassis.problems import integrity

    other = paper(harness, "other", serial="A-2")
    try:
        with harness.session() as session:
            known = session.get(harness.runtime.service.resource("paper").model, other["id"])
            known.custom = {"serial": value}
    except IntegrityError as error:
        return str(integrity(error).errors)
    return "it was let in"


def test_what_is_needed_is_asked_for_when_a_person_writes_it(harness: ServiceHarness) -> None:
    old = harness.post("/papers", {"name": "old"}).json
    define(harness, "x", "text", required=True)
    define(harness, "y", "text", default="ypsilon")
    assert refused(harness, "POST", "/papers", {"name": "new"}) == {"custom.x": ["This is needed."]}
    assert paper(harness, "new", x="1")["custom"] == {"x": "1", "y": "ypsilon"}
    harness.patch(f"/papers/{old['id']}", {"name": "renamed"})
    harness.patch(f"/papers/{old['id']}", {"custom": {"y": "2"}})
    assert list(refused(harness, "PATCH", f"/papers/{old['id']}", {"custom": {"x": " "}})) == ["custom.x"]
    with harness.session() as session:  # a command that knows nothing of custom fields is not stopped by them
        from chassis.records import create

        model = harness.runtime.service.resource("paper").model
        assert create(session, harness.identity, model, {"name": "by a command"}).custom == {"y": "ypsilon"}


def test_a_removed_field_is_hidden_and_comes_back_with_its_values(harness: ServiceHarness) -> None:
    made = define(harness, "x", "text")
    define(harness, "y", "text")
    one = paper(harness, "1", x="kept", y="1")
    harness.delete(f"/custom-fields/{made['id']}")
    harness.run_jobs()
    assert harness.get(f"/papers/{one['id']}").json["custom"] == {"y": "1"}
    assert harness.get("/papers").json["data"][0]["custom"] == {"y": "1"}
    assert harness.request("GET", "/papers?filter[custom.x]=kept").status_code == 400
    assert list(refused(harness, "PATCH", f"/papers/{one['id']}", {"custom": {"x": "2"}})) == ["custom.x"]
    again = refused(harness, "POST", "/custom-fields", {"noun": "paper", "name": "x", "label": "X", "type": "text"})
    assert list(again) == ["name"]
    harness.patch(f"/papers/{one['id']}", {"custom": {"y": "2"}})
    assert [(row["name"], row["active"]) for row in harness.get("/custom-fields").json["data"]] == [
        ("x", False),
        ("y", True),
    ]
    harness.post(f"/custom-fields/{made['id']}/restore")
    assert harness.get(f"/papers/{one['id']}").json["custom"] == {"x": "kept", "y": "2"}


def test_a_type_changes_only_where_nothing_is_lost(harness: ServiceHarness) -> None:
    made = define(harness, "x", "integer")
    one = paper(harness, "1", x=7)
    assert list(refused(harness, "PATCH", f"/custom-fields/{made['id']}", {"type": "text"})) == ["type"]
    harness.patch(f"/custom-fields/{made['id']}", {"type": "number"})
    harness.run_jobs()
    assert harness.get(f"/papers/{one['id']}").json["custom"] == {"x": "7"}
    paper(harness, "2", x="6.5")
    assert titles(harness, "sort=custom.x") == ["2", "1"]
    assert titles(harness, "filter[custom.x][gt]=6.9") == ["1"]


def test_a_retired_choice_stays_where_it_is_and_is_not_given_any_more(harness: ServiceHarness) -> None:
    made = define(harness, "x", "choice", choices=CHOICES)
    one = paper(harness, "1", x="red")
    changed = harness.patch(f"/custom-fields/{made['id']}", {"choices": ["blue", "green"]}).json
    assert [(c["value"], c["retired"]) for c in changed["choices"]] == [
        ("blue", False),
        ("green", False),
        ("red", True),
    ]
    assert list(refused(harness, "POST", "/papers", {"name": "2", "custom": {"x": "red"}})) == ["custom.x"]
    harness.patch(f"/papers/{one['id']}", {"name": "again", "custom": {"x": "red"}})
    assert titles(harness, "filter[custom.x]=red") == ["again"]


def test_links_keep_the_name_of_what_they_point_to(harness: ServiceHarness) -> None:
    define(harness, "mother", "link", link="archive.paper")
    define(harness, "order", "link", link="sales.order")
    define(harness, "reader", "user")
    user = new_id()
    harness.known_user(user, "Olvasó Ottó")
    mother = paper(harness, "Anyakönyv")
    order = new_id()
    given = {"mother": mother["id"], "order": order, "order.label": "R-1", "reader": user}
    child = paper(harness, "child", **given)
    assert child["custom"] == {**given, "mother.label": "Anyakönyv", "reader.label": "Olvasó Ottó"}
    assert titles(harness, f"filter[custom.mother]={mother['id']}") == ["child"]
    assert list(refused(harness, "POST", "/papers", {"name": "x", "custom": {"mother": new_id()}})) == ["custom.mother"]
    blind = harness.as_(archive__paper={"verbs": ["view", "create"], "view": "own"})
    answer = blind.request("POST", "/papers", {"name": "x", "custom": {"mother": mother["id"]}})
    assert list(answer.json["errors"]) == ["custom.mother"]
    harness.delete(f"/papers/{mother['id']}")
    harness.patch(f"/papers/{child['id']}", {"custom": {**child["custom"], "order": None}})
    left = harness.get(f"/papers/{child['id']}").json["custom"]
    assert "order" not in left
    assert "order.label" not in left
    assert left["mother.label"] == "Anyakönyv"


def test_history_names_each_value_and_takes_it_back(harness: ServiceHarness) -> None:
    define(harness, "x", "integer")
    define(harness, "y", "text")
    one = paper(harness, "1", x=1, y="a")
    moment = harness.get(f"/papers/{one['id']}").json["updated_at"]
    harness.patch(f"/papers/{one['id']}", {"custom": {"x": 2}})
    harness.patch(f"/papers/{one['id']}", {"custom": {"y": None}})
    changes = [row["changes"] for row in harness.get(f"/papers/{one['id']}/history").json["data"]]
    assert changes[:2] == [{"custom.y": ["a", None]}, {"custom.x": [1, 2]}]
    assert changes[2]["custom.x"] == [None, 1]
    then = harness.get(f"/papers/{one['id']}/as-of", query_string={"at": moment}).json
    assert then["custom"] == {"x": 1, "y": "a"}
    assert len(harness.get("/audit?field=custom.x").json["data"]) == 2


def test_definitions_are_in_the_audit(harness: ServiceHarness) -> None:
    made = define(harness, "x", "text")
    harness.patch(f"/custom-fields/{made['id']}", {"label": "Iksz"})
    harness.delete(f"/custom-fields/{made['id']}")
    rows = harness.get("/audit?kind=archive.custom_field").json["data"]
    assert [row["action"] for row in rows] == ["delete", "update", "create"]
    assert rows[1]["changes"] == {"label": ["X", "Iksz"]}


def test_hidden_and_read_only_fields_are_so_one_by_one(harness: ServiceHarness) -> None:
    define(harness, "x", "text")
    define(harness, "y", "text")
    one = paper(harness, "1", x="1", y="1")
    rule = {"verbs": ["*"], "hidden": ["custom.x"], "read_only": ["custom.y"]}
    some = harness.as_(archive__paper=rule)
    assert some.get(f"/papers/{one['id']}").json["custom"] == {"y": "1"}
    assert some.get("/papers").json["data"][0]["custom"] == {"y": "1"}
    for query in ("filter[custom.x]=1", "sort=custom.x"):
        assert some.request("GET", f"/papers?{query}").status_code == 400
    assert list(refused(some, "PATCH", f"/papers/{one['id']}", {"custom": {"y": "2"}})) == ["custom.y"]
    nothing = harness.as_(archive__paper={"verbs": ["view"]})
    assert nothing.request("POST", "/custom-fields", {"noun": "paper", "label": "Z", "type": "text"}).status_code == 403


def test_searchable_texts_are_found(harness: ServiceHarness) -> None:
    made = define(harness, "x", "text")
    paper(harness, "1", x="Levéltár")
    assert titles(harness, "q=leveltar") == []
    harness.patch(f"/custom-fields/{made['id']}", {"searchable": True})
    harness.run_jobs()
    assert titles(harness, "q=leveltar") == ["1"]
    paper(harness, "2", x="levéltáros")
    assert sorted(titles(harness, "q=leveltar")) == ["1", "2"]


def test_events_carry_the_values(harness: ServiceHarness) -> None:
    define(harness, "x", "money", currency="HUF")
    paper(harness, "1", x="12.5")
    assert harness.events("archive.PaperCreated")[-1].data == {"name": "1", "value": None, "custom": {"x": "12.50"}}


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"type": "choice"}, "choices"),
    ({"type": "choice", "choices": ["a", "a"]}, "choices"),
    ({"type": "choice", "choices": [1]}, "choices"),
    ({"type": "money"}, "currency"),
    ({"type": "link"}, "link"),
    ({"type": "link", "link": "archive.nothing"}, "link"),
    ({"type": "integer", "min": "x"}, "min"),
    ({"type": "integer", "min": "5", "max": "4"}, "max"),
    ({"type": "integer", "max": "5", "default": 6}, "default"),
    ({"type": "number", "min": "Infinity"}, "min"),
    ({"type": "flag", "unique": True}, "unique"),
    ({"type": "date", "searchable": True}, "searchable"),
    ({"type": "text", "name": "Bad Name"}, "name"),
    ({"type": "text", "label": None}, "label"),
    ({"type": "text", "noun": "nothing"}, "noun"),
    ({"type": "nothing"}, "type"),
]


def test_definitions_that_make_no_sense_are_refused(harness: ServiceHarness) -> None:
    for body, named in NONSENSE:
        whole = {"noun": "paper", "label": "X", **body}
        assert list(refused(harness, "POST", "/custom-fields", whole)) == [named], body


def test_names_come_from_labels_and_order_is_kept(harness: ServiceHarness) -> None:
    labels = ["Ügyfél szintje", "2. mező", "Ügyfél szintje"]
    made = [harness.post("/custom-fields", {"noun": "paper", "label_hu": w, "type": "text"}).json for w in labels]
    assert [row["name"] for row in made] == ["ugyfel_szintje", "f_2_mezo", "ugyfel_szintje_2"]
    ids = [made[2]["id"], made[0]["id"], made[1]["id"]]
    harness.post("/custom-fields/order", {"ids": ids})
    fields = harness.get("/meta").json["kinds"][0]["fields"]
    assert [field["name"] for field in fields if field["custom"]] == [
        "custom.ugyfel_szintje_2",
        "custom.ugyfel_szintje",
        "custom.f_2_mezo",
    ]


def test_the_cache_is_read_anew_after_five_seconds(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    define(harness, "x", "text")
    paper(harness, "1", x="1")
    with harness.session() as session:  # another process removed the field
        session.execute(text("UPDATE custom_fields SET active = false"))
    assert harness.get("/papers").json["data"][0]["custom"] == {"x": "1"}
    now = customfields.time.monotonic()
    monkeypatch.setattr(customfields.time, "monotonic", lambda: now + 6)
    assert harness.get("/papers").json["data"][0]["custom"] == {}

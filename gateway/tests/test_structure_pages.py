"""The tree that pages draw of rows with a depth, and the words of a greeting."""

from gateway.pages.greetings import say, tile
from gateway.pages.structure import nested


def test_rows_with_a_depth_become_a_tree() -> None:
    rows = [{"id": name, "depth": depth} for name, depth in (("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0))]
    top = nested(rows)
    assert [node["id"] for node in top] == ["a", "e"]
    assert [node["id"] for node in top[0]["below"]] == ["b", "d"]
    assert [node["id"] for node in top[0]["below"][0]["below"]] == ["c"]


def test_many_without_reports_of_their_own_stand_under_each_other() -> None:
    rows = [{"id": 0, "depth": 0}, *({"id": n, "depth": 1} for n in range(1, 6))]
    assert nested(rows)[0]["stacked"]
    assert not nested(rows[:3])[0]["stacked"]


def test_a_greeting_is_in_the_persons_language() -> None:
    person = {"name": "dr. Szabó Júlia", "given_name": "Júlia", "language": "hu"}
    hungarian = say("name_day", person, "Nagy Eszter")
    assert hungarian["subject"] == "Boldog névnapot!"
    assert hungarian["text"].startswith("Kedves Júlia!")
    assert hungarian["text"].endswith("Nagy Eszter")
    assert say("birthday", {**person, "language": "en"}, "x")["subject"] == "Happy birthday!"
    assert say("anything", {"name": "Kis"}, "x")["subject"] == "Boldog születésnapot!"


def test_the_dashboard_greets_today_and_the_coming_days_first() -> None:
    days = [{"day": f"2026-11-2{n}", "names": [f"Név{n}"]} for n in range(3)]
    people = [{"day": f"2026-11-2{n}", "name": str(n)} for n in (0, 2, 2)]
    shown = tile({"name_days": days, "data": people}, 2)
    assert shown is not None
    assert [(day["day"], len(day["people"])) for day in shown["days"]] == [("2026-11-20", 1), ("2026-11-22", 1)]
    assert (shown["today"]["names"], shown["more"]) == (["Név0"], 1)
    assert tile(None, 2) is None

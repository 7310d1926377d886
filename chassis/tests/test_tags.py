"""Tags: written, found by index, suggested, imported, and changed for many records at once."""

from typing import Any

import pytest

from tests.support.service import ServiceHarness


def file(harness: ServiceHarness, name: str, *tags: str) -> dict[str, Any]:
    """A paper with tags."""
    made: dict[str, Any] = harness.post("/papers", {"name": name, "tags": list(tags)}).json
    return made


def names(harness: ServiceHarness, query: str) -> list[str]:
    """The papers of a list, by name."""
    return [row["name"] for row in harness.get(f"/papers?sort=name&{query}").json["data"]]


def test_lists_are_filtered_by_any_of_some_tags_without_regard_to_case(harness: ServiceHarness) -> None:
    file(harness, "a", "VIP", "Építőipar")
    file(harness, "b", "partner")
    file(harness, "c")
    assert names(harness, "filter[tags][has]=vip") == ["a"]
    assert names(harness, "filter[tags][has]=építőipar,PARTNER") == ["a", "b"]
    assert names(harness, "filter[tags]=partner") == ["b"]
    assert names(harness, "filter[tags][empty]=1") == ["c"]
    assert names(harness, "filter[tags][empty]=0") == ["a", "b"]
    assert names(harness, "q=epitoipar") == ["a"]


@pytest.mark.parametrize("query", ["filter[tags][contains]=vi", "filter[tags][gt]=vip", "filter[name][has]=a"])
def test_operators_that_do_not_fit_are_refused(harness: ServiceHarness, query: str) -> None:
    assert harness.request("GET", f"/papers?{query}").status_code == 400


def test_tags_follow_changes_deletion_and_restoring(harness: ServiceHarness) -> None:
    paper = file(harness, "a", "new", "blue")
    harness.patch(f"/papers/{paper['id']}", {"tags": ["blue", "old"]})
    assert names(harness, "filter[tags][has]=new") == []
    assert names(harness, "filter[tags][has]=old") == ["a"]
    changes = harness.get(f"/papers/{paper['id']}/history").json["data"][0]["changes"]
    assert changes == {"tags": [["new", "blue"], ["blue", "old"]]}
    harness.delete(f"/papers/{paper['id']}")
    assert harness.get("/papers/tags").json == {"data": []}
    harness.post(f"/papers/{paper['id']}/restore")
    assert names(harness, "filter[tags][has]=old") == ["a"]
    harness.patch(f"/papers/{paper['id']}", {"tags": None})
    assert names(harness, "filter[tags][empty]=1") == ["a"]


def test_a_tag_is_written_as_it_is_in_use(harness: ServiceHarness) -> None:
    file(harness, "a", "VIP")
    second = file(harness, "b", "vip", "Vip", "  két   szó ")
    assert second["tags"] == ["VIP", "két szó"]
    assert harness.get("/papers/tags").json == {"data": ["két szó", "VIP"]}
    assert harness.get("/papers/tags?q=").json == harness.get("/papers/tags").json
    assert harness.get("/papers/tags?q=vi").json == {"data": ["VIP"]}


def test_many_records_get_and_lose_tags_and_keep_their_others(harness: ServiceHarness) -> None:
    ids = [file(harness, "a", "x", "y")["id"], file(harness, "b", "y")["id"]]
    harness.post("/papers/bulk", {"action": "update", "ids": ids, "data": {"tags": {"add": ["z"], "remove": ["X"]}}})
    assert [harness.get(f"/papers/{one}").json["tags"] for one in ids] == [["y", "z"], ["y", "z"]]


@pytest.mark.parametrize("tags", ["x" * 61, [1], ["a;b"], ["a\x00b"], [str(n) for n in range(31)], {"put": ["x"]}])
def test_bad_tags_are_refused_by_name(harness: ServiceHarness, tags: Any) -> None:
    answer = harness.request("POST", "/papers", {"name": "a", "tags": tags})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["tags"])


def test_who_sees_only_his_own_is_offered_only_their_tags(harness: ServiceHarness) -> None:
    file(harness, "a", "secret")
    some = harness.as_(archive__paper={"verbs": ["view", "create"], "view": "own"})
    some.post("/papers", {"name": "b", "tags": ["mine"]})
    assert some.get("/papers/tags").json == {"data": ["mine"]}

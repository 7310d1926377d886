"""The tree of organizations: whole, in order, only with names that may be read, and never a ring."""

import threading
from typing import Any

from chassis.types import utc_now
from services.contacts.forest import arrange
from services.contacts.organizations.models import Organization
from tests.support.service import ServiceHarness


def firm(harness: ServiceHarness, name: str, parent: str | None = None, **more: Any) -> str:
    return str(harness.post("/organizations", {"name": name, "parent_id": parent, **more}).json["id"])


def names(harness: ServiceHarness, organization_id: str) -> list[tuple[str | None, int]]:
    found = harness.get(f"/organizations/{organization_id}/tree").json["data"]
    return [(node["name"], node["depth"]) for node in found]


def test_the_whole_group_from_anywhere_in_it(harness: ServiceHarness) -> None:
    head = firm(harness, "Csoport")
    b = firm(harness, "B leány", head, node_kind="subsidiary")
    firm(harness, "A leány", head)
    leaf = firm(harness, "B telephely", b, node_kind="site")
    firm(harness, "Idegen")
    whole = [("Csoport", 0), ("A leány", 1), ("B leány", 1), ("B telephely", 2)]
    assert names(harness, leaf) == whole
    assert names(harness, head) == whole
    harness.delete(f"/organizations/{head}")
    assert names(harness, leaf) == [("B leány", 0), ("B telephely", 1)]


def test_what_may_not_be_seen_has_no_name(harness: ServiceHarness) -> None:
    seller = harness.as_(contacts__organization={"verbs": ["view", "create"], "view": "own"})
    head = firm(harness, "Titkos anya")
    firm(harness, "Titkos testvér", head)
    own = firm(seller, "Saját", head)
    found = seller.get(f"/organizations/{own}/tree").json["data"]
    assert [(node["id"], node["name"], node["visible"]) for node in found] == [
        (None, None, False),
        (own, "Saját", True),
    ]
    assert seller.request("GET", f"/organizations/{head}/tree").status_code == 404


def test_a_thousand_organizations(harness: ServiceHarness) -> None:
    head = firm(harness, "Fej")
    with harness.session() as session:
        ids = [head]
        for n in range(1, 1000):
            made = Organization(name=f"Cég {n:04}", parent_id=ids[n // 10], custom={}, created_at=utc_now())
            session.add(made)
            session.flush()
            ids.append(made.id)
    found = harness.get(f"/organizations/{ids[-1]}/tree").json
    assert (len(found["data"]), found["complete"]) == (1000, True)


def test_two_that_put_each_other_above_themselves_at_once_make_no_ring(harness: ServiceHarness) -> None:
    """A, C above B: one puts A under B while another puts C under A. Alone each is right, together they are a ring."""
    a, c = firm(harness, "A"), firm(harness, "C")
    b = firm(harness, "B", c)
    start = threading.Barrier(2)
    answers: dict[str, int] = {}

    def move(own: str, parent: str) -> None:
        start.wait(10)
        answers[own] = harness.request("PATCH", f"/organizations/{own}", {"parent_id": parent}).status_code

    threads = [threading.Thread(target=move, args=pair) for pair in ((a, b), (c, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers.values()) == [200, 422]
    assert len(names(harness, b)) == 3


def test_two_that_become_each_others_parent_at_once_make_no_ring(harness: ServiceHarness) -> None:
    for n in range(3):
        a, b = firm(harness, f"A{n}"), firm(harness, f"B{n}")
        start = threading.Barrier(2)
        answers = []

        def move(own: str, parent: str, start: threading.Barrier = start, answers: list[int] = answers) -> None:
            start.wait(10)
            answers.append(harness.request("PATCH", f"/organizations/{own}", {"parent_id": parent}).status_code)

        threads = [threading.Thread(target=move, args=pair) for pair in ((a, b), (b, a))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(answers) == [200, 422]


def test_a_ring_that_is_there_all_the_same_is_opened() -> None:
    ring = [{"id": n, "parent": (n + 1) % 3, "visible": True} for n in range(3)]
    assert [(node["id"], node["depth"]) for node in arrange(ring)] == [(0, 0), (2, 1), (1, 2)]


def test_hidden_nodes_stay_only_above_seen_ones() -> None:
    nodes = [
        {"id": "a", "parent": None, "visible": True},
        {"id": "x", "parent": "a", "visible": False},
        {"id": "y", "parent": "x", "visible": False},
        {"id": "b", "parent": "a", "visible": False},
        {"id": "c", "parent": "b", "visible": True},
    ]
    assert [node["id"] for node in arrange(nodes)] == ["a", "b", "c"]

"""Search: beginnings of words, without accents, phone numbers as they are dialled, and slips of the hand."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import search, typos
from chassis.identity import SYSTEM
from chassis.settings import Settings
from tests.support.servers import databases
from tests.support.service import ServiceHarness

FIRMS = {
    "Alföldi Gőzfürdő Kft.": "+36 30 123 4567",
    "Villamos Művek Zrt.": "+36 62 555 111",
    "Kovács Faipari Bt.": "+36 1 234 5678",
    "Kovászna Pékség": "+40 21 123 4567",
}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def firms(request: pytest.FixtureRequest) -> Iterator[ServiceHarness]:
    """Contacts with some firms, whose words are learnt."""
    if request.param == "sqlite":
        harness = ServiceHarness("contacts")
        _fill(harness)
        yield harness
        harness.close()
        return
    with databases("contacts") as url:
        harness = ServiceHarness("contacts", Settings(database_urls={"*": url}))
        _fill(harness)
        yield harness
        harness.close()


def _fill(harness: ServiceHarness) -> None:
    for name, phone in FIRMS.items():
        country = "RO" if phone.startswith("+40") else "HU"
        body = {"name": name, "phones": [{"number": phone}], "addresses": [{"country": country, "city": "Szeged"}]}
        harness.post("/organizations", body)
    typos.learn(harness.runtime)


def found(harness: ServiceHarness, query: str) -> list[str]:
    """The titles that the list and the search give; they have to agree."""
    listed = {row["name"] for row in harness.get("/organizations", query_string={"q": query}).json["data"]}
    hits = harness.get("/search", query_string={"q": query}).json["data"]
    assert {hit["title"] for hit in hits} == listed
    return [hit["title"] for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("gozf", "Alföldi Gőzfürdő Kft."),
        ("GŐZFÜRDŐ alf", "Alföldi Gőzfürdő Kft."),
        ("06 30 123 4567", "Alföldi Gőzfürdő Kft."),
        ("+36 (30) 123-45", "Alföldi Gőzfürdő Kft."),
        ("0036301234567", "Alföldi Gőzfürdő Kft."),
        ("vilamos", "Villamos Művek Zrt."),
        ("muvke", "Villamos Művek Zrt."),
        ("szgeed vilamos", "Villamos Művek Zrt."),
        ("kvoacs", "Kovács Faipari Bt."),
        ("fapari", "Kovács Faipari Bt."),
    ],
)
def test_what_is_meant_is_found(firms: ServiceHarness, query: str, first: str) -> None:
    assert found(firms, query)[0] == first


def test_titles_that_begin_so_come_first_and_nonsense_finds_nothing(firms: ServiceHarness) -> None:
    assert found(firms, "kov")[0].startswith("Kov")
    assert found(firms, "xqzwv") == []
    assert found(firms, "…") == []


def test_a_list_in_its_order_has_the_same_rows_as_one_of_sorted_hits(
    firms: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorted_hits = firms.get("/organizations?q=szeged&sort=-name").json["data"]
    monkeypatch.setattr(search, "_MANY", 1)
    assert firms.get("/organizations?q=szeged&sort=-name").json["data"] == sorted_hits
    assert len(sorted_hits) == len(FIRMS)


def test_the_words_of_what_is_gone_are_forgotten(firms: ServiceHarness) -> None:
    firm = firms.get("/organizations", query_string={"q": "villamos"}).json["data"][0]
    firms.delete(f"/organizations/{firm['id']}")
    typos.learn_all(firms.runtime)
    with firms.runtime.reading(SYSTEM) as session:
        assert typos.meant(session, "vilamos") == []
        assert typos.meant(session, "kvoacs") == ["kovacs"]


LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12)


@given(LETTERS, st.integers(0, 11), st.sampled_from(["drop", "add", "change", "swap"]), st.sampled_from("aeoxz"))
def test_one_slip_shares_a_key_and_is_counted_as_one(word: str, at: int, slip: str, letter: str) -> None:
    at %= len(word)
    typed = {
        "drop": word[:at] + word[at + 1 :],
        "add": word[:at] + letter + word[at:],
        "change": word[:at] + letter + word[at + 1 :],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[slip]
    if len(typed) >= typos.SHORTEST:
        assert typos.keys(typed) & typos.keys(word)
        assert typos.slips(typed, word, 1) <= 1


def test_two_slips_are_more_than_one() -> None:
    assert typos.slips("kavocs", "kovacs", 1) == 2
    assert typos.slips("kova", "kovacs", 1) == 0

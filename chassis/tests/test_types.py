"""Identifiers, decimals, times and the Hungarian order."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from chassis import types
from chassis.fields import show_decimal
from chassis.ids import is_id, new_id


def test_ids_are_uuid7_and_never_go_backwards_across_threads() -> None:
    made: list[list[str]] = [[] for _ in range(4)]
    threads = [threading.Thread(target=lambda own=own: own.extend(new_id() for _ in range(5000))) for own in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [one for own in made for one in own]
    assert len(set(everything)) == 20_000
    assert all(own == sorted(own) for own in made)
    assert all(is_id(one) and one[14] == "7" and one[19] in "89ab" for one in everything)


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_decimals_survive_sqlite_exactly(value: Decimal) -> None:
    dialect = sqlite.dialect()
    stored = types.Money.process_bind_param(value, dialect)
    assert isinstance(stored, int)
    assert types.Money.process_result_value(stored, dialect) == value
    assert Decimal(show_decimal(value, 2)) == value


def test_floats_and_naive_times_are_refused() -> None:
    with pytest.raises(TypeError):
        types.Money.process_bind_param(1.5, sqlite.dialect())
    with pytest.raises(TypeError):
        types.UTCDateTime().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())  # noqa: DTZ001  # what is tested


def test_times_come_back_in_utc() -> None:
    budapest = timezone(timedelta(hours=1))
    stored = types.UTCDateTime().process_bind_param(datetime(2026, 1, 1, 1, tzinfo=budapest), sqlite.dialect())
    assert stored == datetime(2026, 1, 1)  # noqa: DTZ001  # SQLite keeps UTC without its name
    assert types.UTCDateTime().process_result_value(stored, sqlite.dialect()) == datetime(2026, 1, 1, tzinfo=UTC)


def test_hungarian_order() -> None:
    names = ["Zsolt", "Ödön", "Ármin", "Olga", "Béla", "Adél", "Űr", "Ulrik", "Ottó"]
    assert sorted(names, key=types.sort_key) == [
        "Adél", "Ármin", "Béla", "Olga", "Ottó", "Ödön", "Ulrik", "Űr", "Zsolt"
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "folded"), [("Kovács", "kovacs"), ("ŐRSÉG", "orseg"), ("Straße", "strasse")])
def test_plain(text: str, folded: str) -> None:
    assert types.plain(text) == folded

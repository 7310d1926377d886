"""A small trading firm's files through import, quote, order and invoice, in one embedded process; the books agree."""

import shutil
from pathlib import Path

import pytest

from tests.support import northwind

SHOP = Path(__file__).parents[1] / "support/samples/shop"


def test_the_books_agree_with_the_files(tmp_path: Path) -> None:
    with northwind.embedded(tmp_path) as api:
        outcome = northwind.prove(api, SHOP)
    assert outcome.problems == []
    wanted = {
        "customers imported": 4,
        "vendors imported": 3,
        "products imported": 6,
        "orders": 5,
        "net of all invoices": "3088.48",
        "net of the file, unrounded": "3088.4710",
        "goods receipts": 4,
        "movements in the ledger": 19,
    }
    assert {name: outcome.figures[name] for name in wanted} == wanted


def test_a_file_that_does_not_fit_stops_the_proof(tmp_path: Path) -> None:
    files, data = tmp_path / "files", tmp_path / "data"
    shutil.copytree(SHOP, files)
    customers = (files / "customers.csv").read_text(encoding="utf-8").replace(",Sweden,", ",Atlantis,")
    (files / "customers.csv").write_text(customers, encoding="utf-8")
    with northwind.embedded(data) as api, pytest.raises(AssertionError, match="1 failed"):
        northwind.prove(api, files)

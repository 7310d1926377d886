"""The printed documents say what the data says, in the language asked for."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from services.sales.documents import KINDS, render_document
from services.sales.documents.tests.examples import example
from services.sales.documents.view import Printed
from services.sales.documents.words import WORDS

needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is missing")


def text_of(pdf: bytes) -> str:
    """What a reader sees, with every kind of space as one plain space."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"[^\S\n\f]+", " ", done.stdout.decode())


def printed(data: dict[str, Any], language: str = "hu", kind: str = "invoice") -> str:
    return text_of(render_document(kind, data, language))


@needs_pdftotext
def test_a_hungarian_invoice_has_everything_the_law_asks_for() -> None:
    text = printed(example("invoice"))
    for words in (
        "Számla", "SZ-2026/00042", "Tűzkő Bútor Kft.", "12345676-2-43", "Árvíztűrő Fúrógép Zrt.", "87654325-2-06",
        "2026. 11. 21.", "2026. 11. 20.", "2026. 12. 06.", "Átutalás", "11773016-01234567-00000000", "R-2026/00011",
        "4 db", "48 900", "10%", "176 040", "27%", "47 531", "223 571", "419 040 Ft", "101 261 Ft", "520 301 Ft",
        "1 / 1. oldal",
    ):  # fmt: skip
        assert words in text, words


@needs_pdftotext
def test_an_english_quote_is_english_throughout() -> None:
    text = printed(example("quote", lines=4), "en", "quote")
    for words in (
        "Quote",
        "A-2026/00017",
        "21 Dec 2026",
        "6.5 hour",
        "AAM",
        "HUF 617,801",
        "Accepted by",
        "Page 1 of 1",
    ):
        assert words in text, words
    assert "Fizetend" not in text
    assert "11773016-01234567-00000000\nPlease" not in text, "a quote asks for no payment"


@needs_pdftotext
def test_a_long_invoice_repeats_its_head_and_counts_its_pages() -> None:
    pages = printed(example("invoice", lines=60)).rstrip("\f").split("\f")
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}. oldal" in page
    assert all("Megnevezés" in page for page in pages[:-1])
    assert "Számla SZ-2026/00042" in pages[1]


@needs_pdftotext
def test_cents_are_printed_for_euros_and_for_broken_forints() -> None:
    euros = {**example(), "currency": "EUR"}
    assert "520 301,00 EUR" in printed(euros)
    assert "EUR 520,301.00" in printed(euros, "en")
    assert "520 301,50 Ft" in printed({**example(), "total": "520301.50"})


@needs_pdftotext
def test_a_cancellation_prints_negative_amounts_with_a_true_minus() -> None:
    assert "\N{MINUS SIGN}520 301 Ft" in printed({**example("cancellation"), "total": "-520301"}, kind="cancellation")


@needs_pdftotext
def test_without_a_number_it_is_a_draft() -> None:
    assert "TERVEZET" in printed({**example(), "number": None})
    assert "TERVEZET" not in printed(example())


@needs_pdftotext
def test_no_text_becomes_a_command_of_the_template() -> None:
    data = example()
    hostile = '#panic("x") *b* $x^2$ #read("/etc/passwd") @x [y] \\ "'
    data["notes"] = data["buyer"]["name"] = data["lines"][0]["description"] = hostile
    assert '#read("/etc/passwd")' in printed(data)


@needs_pdftotext
def test_only_what_must_be_there_must_be_there() -> None:
    data = example()
    for name in (
        "number",
        "issued_on",
        "fulfilled_on",
        "due_on",
        "payment_method",
        "notes",
        "legal_notes",
        "related_number",
    ):
        data.pop(name)
    data["seller"], data["buyer"], data["lines"], data["vat_summary"] = {"name": "A"}, {"name": "B"}, [], []
    assert "Fizetendő" in printed(data)


@needs_pdftotext
def test_the_readme_example_prints() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    data = json.loads(readme.split("```json")[1].split("```")[0])
    assert "223 571 Ft" in printed(data)


def test_the_discount_column_is_there_only_when_a_line_has_one() -> None:
    data = example()
    assert Printed("invoice", data, "hu").view()["has_discount"]
    for line in data["lines"]:
        line["discount"] = "0"
    assert not Printed("invoice", data, "hu").view()["has_discount"]


def test_the_usual_units_are_translated_and_others_stay() -> None:
    data = example()
    data["lines"][0]["unit"], data["lines"][1]["unit"] = "db", "raklap"
    lines = Printed("invoice", data, "en").view()["lines"]
    assert [line["unit"] for line in lines] == ["pcs", "raklap", "pcs"]


def test_a_seller_may_bring_a_logo() -> None:
    data = example()
    data["seller"]["logo_svg"] = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2"/></svg>'
    )
    assert render_document("invoice", data, "hu").startswith(b"%PDF")


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["hu"].keys()
    assert all(f"{kind}_total" in WORDS["hu"] and f"{kind}_related" in WORDS["hu"] for kind in KINDS)


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no document of kind"):
        render_document("letter", example(), "hu")

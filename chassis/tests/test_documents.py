"""Rendering: data in, PDF out, and nothing from outside the template's folder."""

from pathlib import Path

import pytest
import typst

from chassis import documents

TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set text(font: "Inter", lang: sys.inputs.language)
#d.words
"""


def rendered(folder: Path, template: str, words: str = "árvíztűrő") -> bytes:
    (folder / "page.typ").write_text(template)
    return documents.render(folder, "page.typ", {"words": words}, "hu")


def test_data_becomes_a_pdf_in_the_chassis_own_font(tmp_path: Path) -> None:
    pdf = rendered(tmp_path, TEMPLATE)
    assert pdf.startswith(b"%PDF")
    assert b"Inter" in pdf
    assert pdf != rendered(tmp_path, TEMPLATE, "tükörfúrógép")


def test_markup_in_the_data_stays_text(tmp_path: Path) -> None:
    assert rendered(tmp_path, TEMPLATE, '#panic("run")').startswith(b"%PDF")


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    with pytest.raises(typst.TypstError):
        rendered(folder, '#read("../secret.txt")')


def test_missing_fonts_are_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "FONTS", tmp_path)
    documents._fonts.cache_clear()
    with pytest.raises(FileNotFoundError, match="make assets"):
        rendered(tmp_path, TEMPLATE)
    documents._fonts.cache_clear()

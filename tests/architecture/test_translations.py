"""Every text that a person may see is there in Hungarian, and fills only places that the English has."""

import ast
import re
from pathlib import Path

import pytest

from chassis.i18n import catalogue
from chassis.meta import labels
from chassis.service import find
from tests.architecture.words import ROOT, SERVICES, marked, marked_in_template, refusals, sources

CHASSIS = ROOT / "chassis"
_PLACE = re.compile(r"%\((\w+)\)s")


def folder_of(name: str) -> Path:
    """Where a service lies."""
    return ROOT / "gateway" if name == "gateway" else ROOT / "services" / name


def texts(folder: Path) -> set[str]:
    """The words of all refusals in a folder's modules."""
    return {words for path in sources(folder) for words in refusals(ast.parse(path.read_text()))}


@pytest.mark.parametrize("name", SERVICES)
def test_every_label_and_refusal_has_its_hungarian_words(name: str) -> None:
    folder = folder_of(name)
    known = catalogue(CHASSIS, "hu") | catalogue(folder, "hu")
    assert sorted(text for text in labels(find(name)) | texts(folder) if text not in known) == []


def test_the_refusals_of_the_chassis_have_their_hungarian_words() -> None:
    known = catalogue(CHASSIS, "hu")
    assert sorted(text for text in texts(CHASSIS) if text not in known) == []


def test_every_text_of_the_pages_has_its_hungarian_words() -> None:
    folder = folder_of("gateway")
    found = {text for path in sources(folder) for text in marked(ast.parse(path.read_text()))}
    for path in (folder / "templates").rglob("*.html"):
        found |= marked_in_template(path.read_text())
    known = catalogue(CHASSIS, "hu") | catalogue(folder, "hu")
    assert len(found) > 100
    assert sorted(text for text in found if text not in known) == []


def test_texts_of_the_pages_are_found() -> None:
    template = """{{ _("Save") }} {{ _('Hello %(name)s', name=x) }} {{ map_("no") }}
        {{ ngettext("%(n)s row", "%(n)s rows", 2) }}"""
    assert marked_in_template(template) == {"Save", "Hello %(name)s", "%(n)s row", "%(n)s rows"}
    assert set(marked(ast.parse("x = _('One') + ngettext('a', 'b', 3) + f('no')"))) == {"One", "a", "b"}


@pytest.mark.parametrize("folder", [CHASSIS, *map(folder_of, SERVICES)], ids=lambda folder: folder.name)
def test_translations_fill_no_other_places(folder: Path) -> None:
    words = catalogue(folder, "hu")
    wrong = [english for english, own in words.items() if set(_PLACE.findall(own)) - set(_PLACE.findall(english))]
    assert wrong == []


def test_refusals_are_found_in_the_source() -> None:
    source = """
def f(session, ok):
    guard(ok, "code", "First.")
    raise Invalid({"lines": {0: {"id": ["Second."]}}}) if ok else DomainError("code", "Third %(x)s.", x=1)
"""
    assert set(refusals(ast.parse(source))) == {"First.", "Second.", "Third %(x)s."}

"""Every text of sales that a person may read is there in Hungarian."""

import ast
import re
from pathlib import Path

from chassis.i18n import catalogue
from chassis.meta import label_of, labels
from services.sales.company import CompanySchema
from services.sales.service import service

RAISED = {"DomainError", "Invalid"}


def spoken() -> set[str]:
    """The words of refusals: sentences in the modules that raise them, and the labels of the progress line."""
    found: set[str] = set()
    for path in service.folder.rglob("*.py"):
        if not {"tests", "migrations", "documents"} & set(path.relative_to(service.folder).parts):
            found |= _sentences(path)
    return found


def _sentences(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, DOCUMENTED)}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    modules = {"progress.py": r"[A-Z][a-z ]+", "models.py": SENTENCE, "commands.py": SENTENCE, "customers.py": SENTENCE}
    pattern = modules.get(path.name, SENTENCE if path.name == "interests.py" else None)
    return {text for text in texts - docs if pattern and re.fullmatch(pattern, text)}


DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)
SENTENCE = r"[A-Z][^\n]+ [^\n]+\."


def test_every_text_is_translated() -> None:
    company = {
        text
        for name, field in CompanySchema().fields.items()
        for text in (label_of(name, field), field.spec.help)  # type: ignore[attr-defined]
        if text
    }
    wanted = labels(service) | spoken() | company
    assert "Say why it was lost." in wanted
    assert "Cancelled" in wanted
    assert sorted(wanted - set(catalogue(service.folder, "hu"))) == []


def test_places_in_translations_are_those_of_the_original() -> None:
    for english, hungarian in catalogue(service.folder, "hu").items():
        places = [sorted(re.findall(r"%\(\w+\)s", text)) for text in (english, hungarian)]
        assert places[0] == places[1], english

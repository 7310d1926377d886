"""Every service has the same shape, so that a newcomer guesses right; and the chassis knows no business."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.service import Service, find
from tests.architecture.imports import module_name
from tests.architecture.words import ROOT, SERVICES, sources

DOMAIN = [name for name in SERVICES if name != "gateway"]
FILES = (
    "README.md",
    "base.py",
    "service.py",
    "events.py",
    "handlers.py",
    "demo.py",
    "locale/hu.po",
    "migrations/versions",
    "tests",
)
# Words of the firm's business that a mechanism has no reason to know. Common words (order, message, user) are left out.
BUSINESS = {
    "invoice", "opportunity", "payment", "organization", "product", "warehouse", "vendor", "ticket", "customer",
    "reservation", "price", "vat", "pipeline",
}  # fmt: skip


def missing_files(folder: Path) -> list[str]:
    """What a service folder lacks of the common shape."""
    return [name for name in FILES if not (folder / name).exists()]


def business_words(source: str) -> set[str]:
    """The business nouns among the names a module gives or uses."""
    return {word for name in _names(ast.parse(source)) for word in _words(name)} & BUSINESS


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        for attribute in ("name", "id", "attr", "arg"):
            if isinstance(value := getattr(node, attribute, None), str):
                yield value


def _words(name: str) -> set[str]:
    parts = re.findall(r"[a-z]+|[A-Z][a-z]*", name)
    return {form for part in parts for form in (part.lower(), part.lower().removesuffix("s"))}


def commits(source: str) -> list[int]:
    """Lines where a module ends a transaction, which only entry points may."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if isinstance(call.func, ast.Attribute) and _ends(call.func)]


def _ends(method: ast.Attribute) -> bool:
    owner = method.value.attr if isinstance(method.value, ast.Attribute) else getattr(method.value, "id", "")
    return method.attr in ("commit", "rollback") or (method.attr == "begin" and owner == "session")


@pytest.mark.parametrize("name", DOMAIN)
def test_a_service_has_the_common_shape(name: str) -> None:
    assert missing_files(ROOT / "services" / name) == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_manifest_says_who_it_is(name: str) -> None:
    service = find(name)
    assert isinstance(service, Service)
    assert service.name == name
    assert service.label
    assert [resource.kind for resource in service.resources if not resource.columns] == []


def test_services_are_those_that_the_settings_know() -> None:
    from chassis.settings import SERVICES as KNOWN

    there = {path.parent.name for path in (ROOT / "services").glob("*/service.py")} | {"gateway"}
    assert there == set(KNOWN) == set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_kinds_collections_and_permissions_do_not_collide(name: str) -> None:
    resources = find(name).resources
    for value in ("kind", "collection"):
        given = [getattr(resource, value) for resource in resources]
        assert len(given) == len(set(given)), given
    assert [r.kind for r in resources if r.kind != r.model.kind] == []


@pytest.mark.parametrize("path", sources(ROOT / "services"), ids=module_name)
def test_commands_never_commit(path: Path) -> None:
    assert commits(path.read_text()) == []


def test_the_chassis_knows_no_business_noun() -> None:
    found = {
        module_name(path): words for path in sources(ROOT / "chassis") if (words := business_words(path.read_text()))
    }
    assert found == {}


def test_modules_and_functions_fit_on_a_screen() -> None:
    paths = [path for folder in ("chassis", "services", "gateway") for path in sources(ROOT / folder)]
    lengths = {path: len(path.read_text().splitlines()) for path in paths}
    long = {module_name(path) for path, lines in lengths.items() if lines > 400}
    functions = sorted(length for path in paths for length in function_lengths(path.read_text()))
    assert long == set()
    assert functions[-1] <= 40
    assert functions[len(functions) * 9 // 10] <= 25


def function_lengths(source: str) -> list[int]:
    """How many lines each function of a module has."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(n.end_lineno or 0) - n.lineno + 1 for n in ast.walk(ast.parse(source)) if isinstance(n, kinds)]


def test_the_rules_find_what_breaks_them(tmp_path: Path) -> None:
    assert missing_files(tmp_path) == list(FILES)
    assert business_words("def keep(session):\n    return session.get(InvoiceLine, 1)") == {"invoice"}
    assert business_words("class Outbox: products_seen = 1") == {"product"}
    assert business_words("def send(message): order = message.kind") == set()
    assert commits("def pay(session):\n    session.commit()") == [2]
    assert commits("def pay(session):\n    with session.begin_nested(): pass") == []
    assert function_lengths("def f():\n    x = 1\n    return x\n") == [3]

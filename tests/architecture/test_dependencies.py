"""What the code imports is what requirements.in names: nothing that is only there by chance, nothing left over."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = {"chassis", "services", "gateway", "tests"}
# Used without an import of ours: a driver SQLAlchemy loads, what nameko's command line imports.
UNSEEN = {"psycopg", "setuptools"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    lines = (line.split("#")[0].strip() for line in (ROOT / "requirements.in").read_text().splitlines())
    return {canonical(re.split(r"[\[<>=~ ]", line)[0]) for line in lines if line}


def imported() -> dict[str, str]:
    """Each third-party package that the product imports, with one file that does."""
    found: dict[str, str] = {}
    for folder in ("chassis", "services", "gateway"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" in path.parts:
                continue
            for name in modules_of(ast.parse(path.read_text())):
                if name not in sys.stdlib_module_names and name not in OWN:
                    found.setdefault(name, str(path.relative_to(ROOT)))
    return found


def modules_of(tree: ast.AST) -> set[str]:
    """The top-level names a file imports absolutely."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_every_package_imported_is_declared() -> None:
    distributions = packages_distributions()
    missing = {
        f"{name} ({path})"
        for name, path in imported().items()
        if not {canonical(found) for found in distributions.get(name, [name])} & declared()
    }
    assert missing == set()


def test_every_package_declared_is_used() -> None:
    distributions = packages_distributions()
    used = {canonical(found) for name in imported() for found in distributions.get(name, [name])}
    assert declared() - used - UNSEEN == set()


def test_an_import_of_ours_is_seen() -> None:
    assert modules_of(ast.parse("import a.b\nfrom c.d import e\nfrom . import f\ndef g():\n    import h")) == {
        "a",
        "c",
        "h",
    }

"""Every English text that the code may show to a person: labels of the manifest, and the words of refusals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("contacts", "sales", "inventory", "helpdesk", "mailer", "gateway")

# What raises words at a person, and which of its arguments they are.
_REFUSALS = {"DomainError": 1, "Forbidden": 0, "BadRequest": 0, "guard": 2, "ValidationError": 0, "Unfit": 0}
# What marks a text for translation, and how many of its first arguments are texts.
_MARKS = {"_": 1, "gettext": 1, "ngettext": 2}
_MARKED = re.compile(r"""\b(?:_|gettext)\(\s*(["'])(.*?)\1""", re.S)
_MARKED_PAIR = re.compile(r"""\bngettext\(\s*(["'])(.*?)\1,\s*(["'])(.*?)\3""", re.S)


def sources(folder: Path) -> list[Path]:
    """The product's modules under a folder: neither tests nor migrations."""
    return [
        path
        for path in sorted(folder.rglob("*.py"))
        if not {"tests", "migrations", "node_modules", "static"} & set(path.relative_to(ROOT).parts)
    ]


def refusals(tree: ast.AST) -> Iterator[str]:
    """The words of the errors that a module raises."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in _REFUSALS:
            yield from _texts(call.args[_REFUSALS[name] : _REFUSALS[name] + 1])
        if name == "Invalid" and call.args:
            yield from _messages(call.args[0])
            yield from _texts(call.args[1:2])
        if name == "BadRequest" and len(call.args) > 1:
            yield from _messages(call.args[1])
        yield from _texts([word.value for word in call.keywords if word.arg == "words"])


def marked(tree: ast.AST) -> Iterator[str]:
    """The texts that a module of the pages marks for translation."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in _MARKS:
            yield from _texts(call.args[: _MARKS[name]])


def marked_in_template(source: str) -> set[str]:
    """The texts that a page's template marks for translation."""
    single = {text for _quote, text in _MARKED.findall(source)}
    return single | {text for pair in _MARKED_PAIR.findall(source) for text in (pair[1], pair[3])}


def _messages(errors: ast.expr) -> Iterator[str]:
    """The lists of words within `{"field": ["words"]}`, however deep."""
    for part in ast.walk(errors):
        if isinstance(part, ast.List):
            yield from _texts(part.elts)


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])

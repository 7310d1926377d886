"""Templates are written by users: only a small, harmless part of Jinja is allowed, and what it makes is limited."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.mailer.templates import filters
from services.mailer.trouble import Trouble

MAX_OUTPUT = 300_000
MAX_LOOP_DEPTH = 2
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem,
    nodes.Filter, nodes.If, nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Test, nodes.Concat, nodes.List, nodes.Tuple, nodes.Keyword,
)  # fmt: skip
_TESTS = {"defined", "undefined", "none", "string", "number", "in", "eq", "ne", "lt", "le", "gt", "ge"}


class BadTemplate(Trouble):
    """The template cannot be used; the message says why, in words for its author."""


def render(source: str, values: Mapping[str, Any], language: str, *, html: bool) -> str:
    """Fill the template. BadTemplate when it asks for a field there is not, or makes too much."""
    template = _compile(source, language, html)
    try:
        return "".join(_limited(template.generate(values)))
    except TemplateError as error:
        raise BadTemplate("%(why)s", why=error.message) from error
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise BadTemplate("%(why)s", why=f"{type(error).__name__}: {error}") from error


def check(source: str, *, html: bool) -> None:
    """BadTemplate when the source is not in the allowed part of Jinja."""
    _compile(source, "en", html)


def _limited(pieces: Iterator[str]) -> Iterator[str]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_OUTPUT:
            raise BadTemplate("The mail would be longer than %(most)s characters.", most=MAX_OUTPUT)
        yield piece


@lru_cache(maxsize=256)
def _compile(source: str, language: str, html: bool) -> Template:
    environment = _environment(language, html)
    try:
        _refuse_more_than_allowed(environment.parse(source), 0)
        return environment.from_string(source)
    except TemplateError as error:
        line = getattr(error, "lineno", 0)
        raise BadTemplate("Line %(line)s: %(why)s", line=line, why=error.message) from error
    except RecursionError as error:
        raise BadTemplate("The template is nested too deeply.") from error


@lru_cache(maxsize=8)
def _environment(language: str, html: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=html, finalize=lambda value: "" if value is None else value
    )
    environment.globals.clear()
    environment.filters = filters.for_language(language)
    return environment


def _refuse_more_than_allowed(node: nodes.Node, loops: int) -> None:
    if not isinstance(node, _ALLOWED):
        raise _refusal(node, type(node).__name__)
    if isinstance(node, nodes.For):
        loops += 1
        if node.recursive or loops > MAX_LOOP_DEPTH:
            raise BadTemplate("Line %(line)s: loops are nested too deeply.", line=node.lineno)
    if isinstance(node, nodes.Filter) and node.name not in filters.NAMES:
        raise _refusal(node, f"|{node.name}")
    if isinstance(node, nodes.Test) and node.name not in _TESTS:
        raise _refusal(node, f"is {node.name}")
    for child in node.iter_child_nodes():
        _refuse_more_than_allowed(child, loops)


def _refusal(node: nodes.Node, what: str) -> BadTemplate:
    return BadTemplate("Line %(line)s: a mail template may not use “%(what)s”.", line=node.lineno, what=what)

"""Who imports what, read by an ast walk; and the rules of it, each a function that names the imports that break it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.words import ROOT, sources

LAYERS = {
    "service": 5,
    "resource": 4,
    "handlers": 4,
    "schedules": 4,
    "commands": 3,
    "queries": 3,
    "schemas": 3,
    "events": 2,
    "models": 1,
    "base": 0,
}
# What each framework may be imported by: the one module or folder that would change if it had to go.
HOMES = {
    "nameko": ("chassis.worker",),
    "eventlet": ("chassis.worker",),
    "kombu": ("chassis.bus",),
    "amqp": ("chassis.bus",),
    "flask": ("chassis.web", "chassis.problems", "gateway"),
    "flask_babel": ("gateway",),
    "gunicorn": ("chassis.serve", "chassis.cli", "deploy"),
    "alembic": ("chassis.migrate",),
}


@dataclass(frozen=True)
class Import:
    """One import: the module that has it, and what it names."""

    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.importer} imports {self.imported}"


def module_name(path: Path) -> str:
    """The dotted name of a source file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def read(importer: str, source: str) -> Iterator[Import]:
    """The imports of a module, those within functions and under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(importer, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (Import(importer, f"{node.module}.{alias.name}") for alias in node.names)


def every_import() -> list[Import]:
    """All imports of the product."""
    paths = [path for folder in ("chassis", "services", "gateway") for path in sources(ROOT / folder)]
    return [found for path in paths for found in read(module_name(path), path.read_text())]


def _top(name: str, parts: int = 1) -> str:
    return ".".join(name.split(".")[:parts])


def between_services(imports: Iterable[Import]) -> list[Import]:
    """No service imports another, or the gateway: what it needs of others it keeps by their events."""
    return [
        i
        for i in imports
        if _top(i.importer) == "services"
        and (
            _top(i.imported) == "gateway"
            or (_top(i.imported) == "services" and _top(i.imported, 2) != _top(i.importer, 2))
        )
    ]


def out_of_the_chassis(imports: Iterable[Import]) -> list[Import]:
    """The chassis imports neither a service nor the gateway: it finds them by their manifests."""
    return [i for i in imports if _top(i.importer) == "chassis" and _top(i.imported) in ("services", "gateway")]


def into_services(imports: Iterable[Import]) -> list[Import]:
    """The gateway sees services only through their manifests and their HTTP API."""
    return [i for i in imports if _top(i.importer) == "gateway" and _top(i.imported) == "services"]


def upwards(imports: Iterable[Import]) -> list[Import]:
    """Within a service imports go down: service, resource and handlers, commands, events, models."""
    found = []
    for i in imports:
        if _top(i.importer) == "services" and _top(i.imported) == "services":
            mine, theirs = _layer(i.importer), _layer(i.imported)
            if mine is not None and theirs is not None and theirs > mine:
                found.append(i)
    return found


def _layer(module: str) -> int | None:
    """The layer a module's file name puts it in; the last part of an import may be a name within the module."""
    for part in reversed(module.split(".")[2:]):
        if part in LAYERS:
            return LAYERS[part]
    return None


def away_from_home(imports: Iterable[Import]) -> list[Import]:
    """Each framework is imported only where it is at home."""
    return [
        i
        for i in imports
        if (homes := HOMES.get(_top(i.imported)))
        and not any(i.importer == home or i.importer.startswith(f"{home}.") for home in homes)
    ]

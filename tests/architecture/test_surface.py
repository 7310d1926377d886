"""The public surface is guarded: a route, an event or a permission appears or goes only with its line in a file here.

After a wanted change write the files anew with `python -m tests.architecture.test_surface`, and read the difference.
"""

import difflib
from pathlib import Path

import pytest

from chassis import common
from chassis.meta import permissions
from chassis.service import Service, find
from tests.architecture.words import SERVICES

FOLDER = Path(__file__).parent / "surface"


def routes(service: Service) -> list[str]:
    """Each operation with its permission."""
    operations = [o for resource in service.resources for o in resource.operations()]
    every = [*operations, *service.routes, *common.routes(service)]
    return sorted(f"{r.method} {r.path} · {'public' if r.public else r.permission or 'anyone'}" for r in every)


def events(service: Service) -> list[str]:
    """Each event published with its version and fields, each consumed."""
    published = [f"{e.dataschema} · {' '.join(e.dumper.fields)}" for e in service.events]
    return [*sorted(published), *sorted(f"← {key}" for key in service.handlers)]


def allowed(service: Service) -> list[str]:
    """Each permission that a profile may give."""
    return sorted(f"{kind}:{verb}" for kind, verb in permissions(service))


PARTS = {"routes": routes, "events": events, "permissions": allowed}


def written(part: str) -> str:
    """A part of the surface of all services, as its file has it."""
    return "".join(f"[{name}]\n" + "".join(f"{line}\n" for line in PARTS[part](find(name))) for name in SERVICES)


@pytest.mark.parametrize("part", PARTS)
def test_the_surface_is_what_was_agreed(part: str) -> None:
    agreed, now = (FOLDER / f"{part}.txt").read_text().splitlines(), written(part).splitlines()
    changes = [line for line in difflib.ndiff(agreed, now) if line[0] in "+-"]
    assert not changes, "\n".join(changes)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for part in PARTS:
        (FOLDER / f"{part}.txt").write_text(written(part))

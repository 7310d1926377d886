"""Import of CSV and spreadsheets as a job, and streamed export, for every kind of record."""

from functools import partial
from typing import TYPE_CHECKING, Any

from chassis import batchjobs
from chassis.tables import imports
from chassis.transfer import schemas

if TYPE_CHECKING:
    from chassis.resource import Resource, Route
    from chassis.runtime import Runtime

__all__ = ["GIVEN_UP", "JOBS", "routes"]


def routes(resource: "Resource") -> "tuple[Route, ...]":
    """The routes of a kind's export, and of its import when it takes one."""
    return (_export(resource), *(_imports(resource) if resource.importable else ()))


def _export(resource: "Resource") -> "Route":
    from chassis.resource import Route
    from chassis.transfer.export import export

    words = f"Export {resource.readable_plural().lower()} as CSV, XLSX or ODS"
    path, run = f"/{resource.collection}/export", partial(export, resource)
    return Route("GET", path, run, "export", words, "list", response=resource, file="text/csv")


def _imports(resource: "Resource") -> "tuple[Route, ...]":
    from chassis.resource import Route
    from chassis.transfer import jobs, mappings

    plural, out = resource.readable_plural().lower(), schemas.ImportOut
    every, kept = f"/{resource.collection}/imports", f"/{resource.collection}/import-mappings"
    one = f"{every}/{{job}}"

    def do(run: Any) -> Any:
        return partial(run, resource)

    past, size = f"The imports of {plural}, newest first", schemas.MAX_FILE + 64 * 1024
    return (
        Route("GET", every, do(jobs.listed), "import", past, query=schemas.PastIn, response=schemas.ImportsOut),
        Route(
            "POST", every, do(jobs.upload), "import", f"Upload a file of {plural}", upload=True, response=out,
            status=201, transaction=False, most=size,
        ),
        Route("GET", one, do(jobs.show), "import", f"How far an import of {plural} is", response=out),
        Route(
            "POST", f"{one}/run", do(jobs.run), "import", f"Start an import of {plural}", body=schemas.RunIn,
            response=out, status=202,
        ),
        Route(
            "POST", f"{one}/continue", do(jobs.go_on), "import", f"Go on with an import of {plural} that stopped",
            response=out, status=202,
        ),
        Route(
            "GET", f"{one}/errors", do(jobs.errors_file), "import", f"The rows of {plural} that were refused",
            query=schemas.ErrorsIn, file="text/csv",
        ),
        Route("PUT", kept, do(mappings.keep), "import", "Keep a mapping under a name", body=schemas.MappingIn),
        Route("DELETE", f"{kept}/{{name}}", do(mappings.drop), "import", "Forget a kept mapping", status=204),
    )  # fmt: skip


def _run(runtime: "Runtime", args: dict[str, Any]) -> None:
    from chassis.transfer.importing import run_import

    run_import(runtime, args)


JOBS = {schemas.JOB: _run}
GIVEN_UP = {schemas.JOB: batchjobs.give_up(imports)}

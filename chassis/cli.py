"""The `kapocs` command. Each part registers its own sub-commands; this module only puts them together."""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable

from chassis import settings as environment
from chassis.errors import DomainError
from chassis.settings import SERVICES

Register = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]"], None]
PARTS = ("chassis.cli_db", "chassis.cli_events", "gateway.cli")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    parser = argparse.ArgumentParser(prog="kapocs", description="Kapocs: a CRM of services that meet on a bus.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _register_own(commands)
    for part in PARTS:
        importlib.import_module(part).register(commands)
    options = parser.parse_args(arguments)
    try:
        return options.run(options) or 0
    except KeyboardInterrupt:
        return 130
    except DomainError as error:
        sys.stderr.write(f"{error} {error.errors or ''}".rstrip() + "\n")
        return 1


def _register_own(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    web = commands.add_parser("web", help="serve one service's HTTP API with gunicorn")
    web.add_argument("service", choices=SERVICES)
    web.add_argument("--bind", default=f"0.0.0.0:{os.environ.get('PORT', '8000')}")
    web.add_argument("--workers", type=int, default=1)
    web.add_argument("--threads", type=int, default=16)
    web.set_defaults(run=_web)
    for name, words in (("openapi", "OpenAPI 3.1"), ("asyncapi", "AsyncAPI 3")):
        command = commands.add_parser(name, help=f"print the {words} document of one service, or of all")
        command.add_argument("service", nargs="?", choices=SERVICES)
        command.set_defaults(run=_document, kind=name)


def _web(options: argparse.Namespace) -> int:
    from chassis.serve import serve_service

    serve_service(options.service, options.bind, options.workers, options.threads)
    return 0


def _document(options: argparse.Namespace) -> int:
    from chassis.openapi import Document
    from chassis.runtime import compose
    from chassis.web import operations

    names = [options.service] if options.service else SERVICES
    documents = {}
    for name in names:
        runtime = compose(name, environment.from_environment())
        made = Document(runtime.service, operations(runtime))
        documents[name] = getattr(made, options.kind)()
    json.dump(documents[options.service] if options.service else documents, sys.stdout, indent=1, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())

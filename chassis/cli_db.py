"""`kapocs db create|migrate|revision`."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, Connection, make_url

from chassis import settings as environment
from chassis.migrate import migrate, revise
from chassis.runtime import compose
from chassis.settings import SERVICES, Settings


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `db` to the command line."""
    parser = commands.add_parser("db", help="make, migrate and revise the services' databases")
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    create = steps.add_parser("create", help="make the roles and databases on PostgreSQL that are not there yet")
    create.set_defaults(run=_create)
    step = steps.add_parser("migrate", help="bring databases (distributed: queues, too) to the newest version")
    step.add_argument("service", nargs="?", choices=SERVICES)
    step.set_defaults(run=_migrate)
    revision = steps.add_parser("revision", help="write the next migration of a service from its models")
    revision.add_argument("service", choices=SERVICES)
    revision.add_argument("-m", "--message", required=True)
    revision.set_defaults(run=_revision)


def _migrate(options: argparse.Namespace) -> int:
    settings = environment.from_environment()
    wanted = {}
    for name in [options.service] if options.service else SERVICES:
        runtime = compose(name, settings)
        migrate(runtime)
        runtime.database.dispose()
        wanted[name] = runtime.patterns
        sys.stdout.write(f"{name}: up to date\n")
    return 0 if settings.embedded else _declare(settings.amqp_url, wanted)


def _declare(url: str, wanted: dict[str, list[str]]) -> int:
    from chassis.bus.amqp import declare_queues
    from chassis.relay import BusAway

    try:
        declare_queues(url, wanted)
    except BusAway as error:
        sys.stderr.write(f"RabbitMQ does not answer, so the queues could not be made: {error}\n")
        return 1
    sys.stdout.write("queues: up to date\n")
    return 0


def _revision(options: argparse.Namespace) -> int:
    with TemporaryDirectory() as folder:
        runtime = compose(options.service, Settings(data_dir=Path(folder)))
        sys.stdout.write(f"{revise(runtime, options.message)}\n")
        runtime.database.dispose()
    return 0


def _create(options: argparse.Namespace) -> int:
    settings = environment.from_environment()
    admin = create_engine(settings.database_admin_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for name in SERVICES:
            url = make_url(settings.database_url(name))
            if url.get_backend_name() == "postgresql":
                create_database(connection, url)
                sys.stdout.write(f"{name}: database {url.database} is there\n")
    admin.dispose()
    return 0


def create_database(connection: Connection, url: URL) -> None:
    """Make the role and the database of a URL, unless they are there; nobody else may connect to it."""
    quote = connection.dialect.identifier_preparer.quote
    role, database = str(url.username), str(url.database)
    if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": role}):
        connection.exec_driver_sql(f"CREATE ROLE {quote(role)} LOGIN")
    if url.password:
        literal = str(url.password).replace("'", "''")
        connection.exec_driver_sql(f"ALTER ROLE {quote(role)} PASSWORD '{literal}'")
    if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database}):
        connection.exec_driver_sql(
            f"CREATE DATABASE {quote(database)} OWNER {quote(role)} TEMPLATE template0 ENCODING 'UTF8'"
        )
        connection.exec_driver_sql(f"REVOKE CONNECT ON DATABASE {quote(database)} FROM PUBLIC")

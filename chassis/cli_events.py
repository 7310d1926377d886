"""`kapocs worker SERVICE` and `kapocs events parked|retry|discard|replay`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from chassis import failures, jobs
from chassis import settings as environment
from chassis.errors import DomainError
from chassis.runtime import Runtime, compose
from chassis.settings import SERVICES


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `worker` and `events` to the command line."""
    worker = commands.add_parser("worker", help="handle events, publish, run jobs and schedules of one service")
    worker.add_argument("service", choices=SERVICES)
    worker.set_defaults(run=_worker)
    events = commands.add_parser("events", help="see and decide about failed messages; replay history")
    steps = events.add_subparsers(dest="step", required=True, metavar="STEP")
    parked = steps.add_parser("parked", help="list what was given up and waits for a decision")
    parked.add_argument("service", nargs="?", choices=SERVICES)
    parked.add_argument("--all", action="store_true", help="those that are still being retried, too")
    parked.set_defaults(run=_parked)
    retry = steps.add_parser("retry", help="try a parked message or job again")
    discard = steps.add_parser("discard", help="give a parked message up for good")
    for step in (retry, discard):
        step.add_argument("service", choices=SERVICES)
        step.add_argument("id", help="as `kapocs events parked` shows it" + "; `all` for all" * (step is retry))
    discard.add_argument("--reason", required=True, help="why; it is kept with the message")
    retry.set_defaults(run=_retry)
    discard.set_defaults(run=_discard)
    _register_replay(steps.add_parser("replay", help="hand events of the past to a service"))


def _register_replay(replay: argparse.ArgumentParser) -> None:
    replay.add_argument(
        "--from", dest="start", required=True, type=_start, help="a time (ISO 8601) or a sequence number"
    )
    replay.add_argument("--to", required=True, choices=SERVICES, help="the service that gets them")
    replay.add_argument("--source", choices=SERVICES, help="the service that published them (default: all)")
    replay.add_argument("--type", dest="event_type", help="one type of event (default: all that the service handles)")
    replay.add_argument("--force", action="store_true", help="also what was handled before: its effect happens again")
    replay.set_defaults(run=_replay)


def _start(text: str) -> int | datetime:
    if text.isdecimal():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a time nor a sequence number") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _worker(options: argparse.Namespace) -> int:
    # A process of its own, for the worker's first act must be to make the process green.
    program = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "chassis.worker", options.service]
    os.execv(sys.executable, program)  # noqa: S606  # our own interpreter


def _runtimes(service: str | None) -> Iterator[Runtime]:
    settings = environment.from_environment()
    for name in [service] if service else SERVICES:
        runtime = compose(name, settings)
        yield runtime
        runtime.database.dispose()


def _parked(options: argparse.Namespace) -> int:
    count = 0
    for runtime in _runtimes(options.service):
        with runtime.reading() as session:
            rows = failures.listed(session, parked_only=not options.all)
            given_up = jobs.parked(session)
        for row in rows:
            what = "parked" if row["parked_at"] else f"retry at {row['next_try_at']:%Y-%m-%d %H:%M:%S}"
            _say(runtime.name, row["id"], what, row["type"] or "unreadable", row["attempts"], row["error"])
        for row in given_up:
            _say(runtime.name, row["id"], "parked", f"job {row['name']}", row["attempts"], row["error"] or "")
        count += len(rows) + len(given_up)
    if not count:
        sys.stdout.write("Nothing is parked.\n")
    return 0


def _say(service: str, row_id: str, what: str, kind: str, attempts: int, error: str) -> None:
    sys.stdout.write(f"{service}  {row_id}  {what}  {kind}  {attempts} attempts  {error.partition(chr(10))[0][:200]}\n")


def _retry(options: argparse.Namespace) -> int:
    for runtime in _runtimes(options.service):
        with runtime.transaction() as session:
            ids = [options.id]
            if options.id == "all":
                ids = [row["id"] for row in (*failures.listed(session, limit=100_000), *jobs.parked(session, 100_000))]
            for row_id in ids:
                if not jobs.retry(session, row_id) and not _try(failures.retry, session, row_id):
                    return 1
        sys.stdout.write(f"{len(ids)} will be tried again.\n")
    return 0


def _discard(options: argparse.Namespace) -> int:
    for runtime in _runtimes(options.service):
        with runtime.transaction() as session:
            if not jobs.discard(session, options.id) and not _try(
                failures.discard, session, options.id, options.reason
            ):
                return 1
        sys.stdout.write("Discarded.\n")
    return 0


def _try(command: Callable[..., None], *arguments: object) -> bool:
    try:
        command(*arguments)
    except DomainError as error:
        sys.stderr.write(f"{error}\n")
        return False
    return True


def _replay(options: argparse.Namespace) -> int:
    from chassis.replay import Wish, replay

    if isinstance(options.start, int) and options.start > 1 and not options.source:
        sys.stderr.write("A sequence number is one service's: say which with --source.\n")
        return 2
    by_number = isinstance(options.start, int)
    wish = Wish(
        since=None if by_number else options.start,
        sequence=options.start if by_number else 0,
        event_type=options.event_type,
        force=options.force,
    )
    target = next(_runtimes(options.to))
    count = replay(list(_runtimes(options.source)), target, wish)
    sys.stdout.write(f"{count} events were handed to {options.to}.\n")
    return 0

"""`kapocs run`, `kapocs demo` and `kapocs user add|password`."""

from __future__ import annotations

import argparse
import getpass
import logging
import sys

from sqlalchemy import select

from chassis import logs
from chassis import settings as environment
from chassis.identity import SYSTEM
from chassis.runtime import Runtime, compose
from gateway import set_up
from gateway.users.commands import store_password
from gateway.users.models import User


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the gateway's commands to the command line."""
    run = commands.add_parser("run", help="serve everything in one process on PORT (the embedded profile)")
    run.set_defaults(run=_run)
    demo = commands.add_parser("demo", help="load the demo users and data (embedded: while `kapocs run` is stopped)")
    demo.set_defaults(run=_demo)
    user = commands.add_parser("user", help="make users and set passwords")
    steps = user.add_subparsers(dest="step", required=True, metavar="STEP")
    add = steps.add_parser("add", help="make a user")
    add.add_argument("username")
    add.add_argument("--name", help="full name (default: the username)")
    add.add_argument("--email")
    add.add_argument("--role", default="seller", help="code of a role: admin, manager, seller, …")
    add.add_argument("--language", choices=("hu", "en"), default="hu")
    add.set_defaults(run=_add_user)
    password = steps.add_parser("password", help="set a user's password; all his sessions end")
    password.add_argument("username")
    password.set_defaults(run=_set_password)


def _run(_options: argparse.Namespace) -> int:
    from gateway.embedded import run

    settings = environment.from_environment()
    if not settings.embedded:
        sys.stderr.write("`kapocs run` is the embedded profile; here services start by `kapocs web` and `worker`.\n")
        return 2
    return run(settings)


def _demo(_options: argparse.Namespace) -> int:
    from gateway import demo
    from gateway.app import make_app
    from gateway.embedded import Embedded

    settings = environment.from_environment()
    logs.configure(logging.WARNING)
    if settings.embedded:
        embedded = Embedded(settings, pages=False)
        _add_demo_users(embedded.runtimes["gateway"])
        loaded = embedded.start().load_demo(_say)
        embedded.stop()
    else:
        runtime = compose("gateway", settings)
        _add_demo_users(runtime)
        gateway = make_app(runtime, pages=False).extensions["kapocs"]
        loaded = demo.load(gateway, demo.settle_over_http(gateway), _say)
    _say("The demo data is loaded." if loaded else "The demo data was there already.")
    return 0


def _add_demo_users(runtime: Runtime) -> None:
    with runtime.transaction(SYSTEM) as session:
        set_up.add_demo_users(session)


def _add_user(options: argparse.Namespace) -> int:
    with compose("gateway", environment.from_environment()).transaction(SYSTEM) as session:
        name = options.name or options.username
        password = _asked_password()
        set_up.add_user(
            session, options.username, name, options.role, password, email=options.email, language=options.language
        )
    _say(f"User {options.username} is made.")
    return 0


def _set_password(options: argparse.Namespace) -> int:
    with compose("gateway", environment.from_environment()).transaction(SYSTEM) as session:
        user = session.scalar(select(User).where(User.username == options.username.lower()))
        if user is None:
            sys.stderr.write(f"There is no user {options.username}.\n")
            return 1
        store_password(session, user, _asked_password())
    _say("The password is set.")
    return 0


def _asked_password() -> str:
    """From the terminal, or the first line of the input when that is none."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        sys.stderr.write("The two differ.\n")
        raise SystemExit(1)
    return password


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()

"""The embedded profile: all services, the bus and the pages in one process, on SQLite files in the data folder."""

from __future__ import annotations

import logging
import multiprocessing
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask

from chassis import logs
from chassis.bus.local import LocalBus
from chassis.client import connect, register_local
from chassis.migrate import migrate
from chassis.runtime import Runtime, begin_to_serve, compose
from chassis.serve import Server
from chassis.settings import SERVICES, Settings
from chassis.web import make_app as make_service_app
from gateway import demo
from gateway.app import Gateway, make_app
from gateway.set_up import demo_logins

THREADS = 24


def compose_all(settings: Settings, *, migrated: bool = False) -> dict[str, Runtime]:
    """All services with their databases brought up to date, unless that was done a moment ago."""
    runtimes = {name: compose(name, settings) for name in SERVICES}
    if not migrated:
        for runtime in runtimes.values():
            migrate(runtime)
    return runtimes


class Embedded:
    """All services composed in this process. `start` begins to hand events over, `stop` finishes what is in hand."""

    def __init__(self, settings: Settings, *, pages: bool = True, migrated: bool = False) -> None:
        self.runtimes = compose_all(settings, migrated=migrated)
        self.settings = self.runtimes["gateway"].settings
        for name, runtime in self.runtimes.items():
            register_local(name, self.settings, make_service_app(runtime))
        # the gateway last, as in the menu
        clients = {name: connect(name, self.settings) for name in (*SERVICES[1:], SERVICES[0])}
        self.app: Flask = make_app(self.runtimes["gateway"], clients, pages=pages)
        self.bus = LocalBus(list(self.runtimes.values()))

    @property
    def gateway(self) -> Gateway:
        """The gateway's parts."""
        found: Gateway = self.app.extensions["kapocs"]
        return found

    def start(self) -> Embedded:
        """Begin to hand events over and to run jobs."""
        begin_to_serve()
        self.bus.start()
        self.gateway.services.pool.submit(self.gateway.services.permissions)  # the first request need not wait for it
        return self

    def stop(self) -> None:
        """Finish what is in hand and close all databases."""
        self.bus.stop()
        self.gateway.services.close()
        for runtime in self.runtimes.values():
            runtime.database.dispose()

    def load_demo(self, tell: Callable[[str], None] = lambda words: None) -> bool:
        """Load the demo data unless it is there already; whether it was loaded now."""
        return demo.load(self.gateway, self.bus.settle, tell)


def run(settings: Settings) -> int:
    """Serve everything on one port until Ctrl+C."""
    logs.configure(getattr(logging, settings.log_level, logging.WARNING))
    _prepare(settings)
    address = f"http://127.0.0.1:{settings.port}"
    parts: list[Embedded] = []

    def make() -> Any:
        parts.append(Embedded(settings, migrated=True).start())
        return parts[0].app

    def ready(_worker: Any) -> None:
        _say(_welcome(address, settings))

    def finish(_server: Any, _worker: Any) -> None:
        while parts:
            parts.pop().stop()

    Server(
        make, bind=f"{settings.host}:{settings.port}", workers=1, threads=THREADS,
        timeout=120, graceful_timeout=10, keepalive=15, post_worker_init=ready, worker_exit=finish,
    ).run()  # fmt: skip
    return 0


def _prepare(settings: Settings) -> None:
    """Migrate and, on the first start, load the demo data: before the fork, so that no connection is inherited.

    The demo data is loaded by a process of its own: the threads that lay out its PDFs would not survive the server's
    fork, and the first PDF asked for afterwards would wait for them for ever.
    """
    runtimes = compose_all(settings)
    first = settings.demo and demo.wanted(runtimes["gateway"])
    for runtime in runtimes.values():
        runtime.database.dispose()
    if first:
        loader = multiprocessing.get_context("fork").Process(target=_load_demo, args=(settings,))
        loader.start()
        loader.join()
        if loader.exitcode:
            raise SystemExit("The demo data could not be loaded, see above. KAPOCS_DEMO=0 starts without it.")


def _load_demo(settings: Settings) -> None:
    embedded = Embedded(settings, pages=False, migrated=True).start()
    try:
        embedded.load_demo(_say)
    finally:
        embedded.stop()


def _welcome(address: str, settings: Settings) -> str:
    lines = [f"\n  Kapocs is running on {address}   (Ctrl+C stops it)\n"]
    if settings.demo:
        lines.append("  Demo logins (password: kapocs-demo):")
        lines += [f"    {username:<10} {what}" for username, _password, what in demo_logins()]
        lines.append("")
    return "\n".join(lines)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()

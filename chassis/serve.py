"""Serving WSGI apps with gunicorn, started from our own command line."""

import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from chassis import logs
from chassis import settings as environment
from chassis.runtime import begin_to_serve, compose


class Server(BaseApplication):
    """A gunicorn server of one app, with options given in code. `make` is called in each worker process."""

    def __init__(self, make: Callable[[], Any], **options: Any) -> None:
        self._make = make
        self._options = {"worker_class": "gthread", "accesslog": None, "loglevel": "warning", **options}
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The app of this worker process."""
        return self._make()


def _forget_worker(_server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        mark_process_dead(worker.pid)


def serve_service(name: str, bind: str, workers: int, threads: int) -> None:
    """Serve one service's web app until a signal ends it."""
    if workers > 1 and not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        # the metrics library looks at this when it is imported, which has happened: begin anew
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="kapocs-metrics-")
        os.execv(sys.executable, [sys.executable, "-m", "chassis.cli", *sys.argv[1:]])  # noqa: S606  # ourselves

    def make() -> Any:
        logs.configure()
        runtime = compose(name, environment.from_environment())
        if name == "gateway":
            from importlib import import_module

            app = import_module("gateway.app").make_app(runtime)
        else:
            from chassis.web import make_app

            app = make_app(runtime)
        begin_to_serve()
        return app

    Server(make, bind=bind, workers=workers, threads=threads, child_exit=_forget_worker, graceful_timeout=20).run()

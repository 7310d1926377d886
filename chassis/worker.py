"""The worker process of a service: a nameko container around the inbox, the relay and the jobs.

Nothing else imports nameko. This module is only ever run as the main program of a process of its own (`kapocs worker`
starts it so), because the first thing it does is to make all sockets and locks of the process green.
"""

# ruff: noqa: E402
import os
import warnings

# nameko stands on eventlet, and only this module on nameko
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"  # psycopg would otherwise wait in C and hold up every green thread

import eventlet

eventlet.monkey_patch()

import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from eventlet import wsgi
from eventlet.event import Event
from nameko.extensions import Entrypoint
from nameko.runners import ServiceRunner
from sqlalchemy import text

from chassis import bus_metrics, jobs, logs, metrics, relay, retries
from chassis.bus.amqp import AmqpConsumer, AmqpPublisher, Batch
from chassis.dberrors import DatabaseAway, guarded
from chassis.inbox import Delivery, handle_all, set_aside
from chassis.logs import log
from chassis.relay import BusAway, Relay
from chassis.runtime import Runtime, begin_to_serve, compose
from chassis.settings import from_environment

BATCH = 50
PATIENCE = 5
"""Times that a batch may find the database away, though it answers in between, until it is left to the retry loop."""

STALE = 60.0
"""Seconds without a turn after which a loop counts as hung."""

MEASURE_EVERY = 15.0
JOB_RUNNERS = 2


class Consume(Entrypoint):
    """Fires the method with deliveries from the service's queue and acknowledges them when it has returned."""

    def __init__(self, consumer: AmqpConsumer, **kwargs: Any) -> None:
        self.consumer = consumer
        super().__init__(consumer, **kwargs)

    def start(self) -> None:
        self._threads = [
            self.container.spawn_managed_thread(self.consumer.run, "consumer"),
            self.container.spawn_managed_thread(self._pump, "pump"),
        ]

    def stop(self) -> None:
        self.consumer.stop()
        for thread in self._threads:
            thread.wait()

    def _pump(self) -> None:
        while not self.consumer.stopping:
            batch = self.consumer.take(BATCH, timeout=0.5)
            if batch.deliveries:
                self._fire(batch)

    def _fire(self, batch: Batch) -> None:
        done = Event()

        def finished(_context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            done.send(exc_info is None and result)
            return result, exc_info

        self.container.spawn_worker(self, (batch.deliveries,), {}, handle_result=finished)
        if done.wait():
            self.consumer.acknowledge(batch)
        else:
            self.consumer.give_back()
            eventlet.sleep(1)


class Loop(Entrypoint):
    """Calls the method again and again; it returns the seconds until its next turn."""

    turns: dict[str, float] = {}

    def __init__(self, watched: bool = True, **kwargs: Any) -> None:
        self.watched = watched
        super().__init__(watched, **kwargs)

    def start(self) -> None:
        self._stopping = False
        self._thread = self.container.spawn_managed_thread(self._run, self.method_name)

    def stop(self) -> None:
        self._stopping = True
        self._thread.wait()

    def _run(self) -> None:
        call: Callable[[], float] = getattr(self.container.service_cls(), self.method_name)
        while not self._stopping:
            if self.watched:
                self.turns[self.method_name] = time.monotonic()
            pause = self._turn(call)
            while pause > 0 and not self._stopping:
                eventlet.sleep(min(pause, 0.2))
                pause -= 0.2
        self.turns.pop(self.method_name, None)

    def _turn(self, call: Callable[[], float]) -> float:
        try:
            return call()
        except DatabaseAway as error:
            log.warning("database away", loop=self.method_name, error=str(error)[:200])
        except BusAway as error:
            log.warning("broker away", loop=self.method_name, error=str(error)[:200])
        except Exception:  # a defect in one turn must not end the worker; it is logged and the next turn tries again
            log.exception("loop failed", loop=self.method_name)
        return 1.0


class Work:
    """What the loops of one worker do; free of nameko."""

    def __init__(self, runtime: Runtime) -> None:
        settings = runtime.settings
        self.runtime = runtime
        self.consumer = AmqpConsumer(settings.amqp_url, runtime.name, runtime.patterns, settings.amqp_heartbeat)
        self.publisher = AmqpPublisher(settings.amqp_url, settings.amqp_heartbeat)
        self.relay = Relay(runtime, self.publisher)
        self.jobs = jobs.JobRunner(runtime)
        self._pause = relay.QUICK
        self._measured_at = 0.0

    def handle(self, deliveries: Sequence[Delivery]) -> bool:
        """Handle deliveries, waiting for as long as the database is away; False when the worker stops meanwhile."""
        tries = 0
        while not self.consumer.stopping:
            try:
                handle_all(self.runtime, deliveries)
            except DatabaseAway as error:
                log.warning("database away", loop="inbox", error=str(error)[:200])
                tries += 1
                if not self._wait_for_database():
                    return False
                if tries > PATIENCE:
                    set_aside(self.runtime, deliveries, f"the database went away {tries} times: {error}")
                    return True
            else:
                return True
        return False

    def _wait_for_database(self) -> bool:
        pause = 0.1
        while not self.consumer.stopping:
            eventlet.sleep(pause)
            pause = min(pause * 2, 5.0)
            try:
                with guarded(), self.runtime.reading() as session:
                    session.execute(text("SELECT 1"))
            except DatabaseAway:
                continue
            return True
        return False

    def publish(self) -> float:
        """One turn of the relay: often while events flow, ever slower when idle."""
        if self.relay.step():
            self._pause = relay.QUICK
            return 0.001
        self.publisher.idle()
        if not self.relay.leads:
            return 1.0
        self._pause = min(self._pause * 1.5, relay.SLOW)
        return self._pause

    def retry(self) -> float:
        """One turn of the retry loop."""
        return 0.0 if retries.retry_due(self.runtime) else 0.25

    def run_job(self) -> float:
        """Run the next job."""
        return 0.0 if self.jobs.run_next() else 0.25

    def keep_time(self) -> float:
        """Start schedules that are due, renew running jobs, measure."""
        jobs.tick(self.runtime)
        self.jobs.renew()
        if time.monotonic() - self._measured_at > MEASURE_EVERY:
            self._measured_at = time.monotonic()
            bus_metrics.measure(self.runtime)
        return 1.0

    def healthy(self) -> bool:
        """True while all loops turn."""
        oldest = min(Loop.turns.values(), default=0.0)
        return time.monotonic() - oldest < STALE

    def ready(self) -> bool:
        """True while the broker hands out events."""
        return time.monotonic() - self.consumer.alive_at < 3 * self.runtime.settings.amqp_heartbeat


def make_service(work: Work) -> type:
    """The nameko service class of a worker."""

    class Worker:
        name = f"kapocs.{work.runtime.name}"

        @Consume.decorator(work.consumer)
        def handle(self, deliveries: Sequence[Delivery]) -> bool:
            return work.handle(deliveries)

        @Loop.decorator
        def publish(self) -> float:
            return work.publish()

        @Loop.decorator
        def retry(self) -> float:
            return work.retry()

        @Loop.decorator
        def keep_time(self) -> float:
            return work.keep_time()

        @Loop.decorator(False)
        def run_job(self) -> float:
            return work.run_job()

        @Loop.decorator(False)
        def run_another_job(self) -> float:
            return work.run_job()

    return Worker


def serve_metrics(work: Work, port: int) -> None:
    """Answer `/metrics`, `/healthz` and `/readyz` on a port of its own."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        checks = {"/healthz": work.healthy, "/readyz": work.ready}
        if environ["PATH_INFO"] == "/metrics":
            page, content_type = metrics.scrape()
            start_response("200 OK", [("Content-Type", content_type)])
            return [page]
        check = checks.get(environ["PATH_INFO"])
        status = "404 Not Found" if check is None else "200 OK" if check() else "503 Service Unavailable"
        start_response(status, [("Content-Type", "text/plain")])
        return [status.encode()]

    listener = eventlet.listen(("0.0.0.0", port))  # noqa: S104  # Prometheus scrapes from other hosts
    eventlet.spawn(wsgi.server, listener, answer, log_output=False)


def main(service: str) -> None:
    """Run the worker of a service until SIGTERM or SIGINT; the handler in hand is finished."""
    logs.configure()
    settings = from_environment()
    work = Work(compose(service, settings))
    runner = ServiceRunner({"AMQP_URI": settings.amqp_url})
    runner.add_service(make_service(work))

    def stop(_signum: int, _frame: Any) -> None:
        log.info("worker stopping", service=service)
        eventlet.spawn_n(runner.stop)  # a signal handler itself may not wait

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if settings.metrics_port:
        serve_metrics(work, settings.metrics_port)
    begin_to_serve()
    runner.start()
    log.info("worker started", service=service, pid=os.getpid())
    runner.wait()
    work.relay.stop()
    work.publisher.close()
    log.info("worker stopped", service=service)


if __name__ == "__main__":
    main(sys.argv[1])

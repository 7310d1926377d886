"""PostgreSQL databases and RabbitMQ virtual hosts on the machine's servers, each made for one test and dropped."""

import atexit
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from kombu import Connection
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from chassis.settings import SERVICES, from_environment


def answers(host: str, port: int) -> bool:
    """Tell whether something listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: str, probe: Callable[[], object], timeout: float = 30.0) -> None:
    """Wait until `probe()` is true; the failure says what was awaited and what the probe gave last."""
    deadline, pause = time.monotonic() + timeout, 0.02
    while True:
        value = probe()
        if value:
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what} (last seen: {value!r})")
        time.sleep(pause)
        pause = min(pause * 1.2, 1.0)  # a probe may be dear, and must not take the time of those it waits for


def _need(package: str, host: str, port: int) -> None:
    """Have a server running, the one there is or Debian's; without it a test fails on CI and is skipped elsewhere."""
    if answers(host, port):
        return
    if host in ("127.0.0.1", "localhost") and os.geteuid() == 0 and shutil.which("apt-get"):
        if not Path(f"/etc/init.d/{package}").exists():
            subprocess.run(["apt-get", "update", "-q"], check=False, stdout=subprocess.DEVNULL)
            install = ["apt-get", "install", "-yq", "--no-install-recommends", package]
            subprocess.run(
                install, check=False, stdout=subprocess.DEVNULL, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            )
        subprocess.run(["service", package, "start"], check=False, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if answers(host, port):
                return
            time.sleep(0.2)
    words = f"{package} does not answer on {host}:{port}, so nothing was tested on it"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@contextmanager
def databases(*names: str, admin_url: str = "") -> Iterator[str]:
    """Fresh PostgreSQL databases, one per service; yields the URL template with `{service}`."""
    admin = make_url(admin_url or from_environment().database_admin_url)
    _need("postgresql", admin.host or "127.0.0.1", admin.port or 5432)
    prefix = f"kapocs_test_{secrets.token_hex(4)}_"
    engine = create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            for name in names:
                connection.execute(text(f'CREATE DATABASE "{prefix}{name}"'))
        template = admin.set(database="SERVICE").render_as_string(hide_password=False)
        yield template.replace("SERVICE", prefix + "{service}")
    finally:
        with engine.connect() as connection:
            for name in names:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{prefix}{name}" WITH (FORCE)'))
        engine.dispose()


@contextmanager
def virtual_host() -> Iterator[str]:
    """An empty RabbitMQ virtual host; yields its URL. It is made once per process, for `rabbitmqctl` takes seconds."""
    url = _own_virtual_host()
    empty(url)
    yield url
    empty(url)


@cache
def _own_virtual_host() -> str:
    parts = urlsplit(from_environment().amqp_url)
    _need("rabbitmq-server", parts.hostname or "127.0.0.1", parts.port or 5672)
    name = f"kapocs-test-{secrets.token_hex(4)}"
    _rabbitmqctl("add_vhost", name)
    atexit.register(_rabbitmqctl, "delete_vhost", name)
    _rabbitmqctl("set_permissions", "-p", name, parts.username or "guest", ".*", ".*", ".*")
    return f"amqp://{parts.netloc}/{name}"


def empty(url: str) -> None:
    """Delete the exchange and all queues of Kapocs."""
    with Connection(url) as connection:
        for service in (*SERVICES, "shop", "store"):
            connection.default_channel.queue_delete(f"kapocs.{service}")
        connection.default_channel.exchange_delete("kapocs.events")


def _rabbitmqctl(*arguments: str) -> None:
    command = ["rabbitmqctl", "--quiet", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        words = f"rabbitmqctl {arguments[0]} failed, so nothing was tested on RabbitMQ: {done.stderr.strip()[-300:]}"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)

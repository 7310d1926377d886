"""A RabbitMQ node and a PostgreSQL cluster of a test's own, on ports of their own, to be crashed at will."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from tests.support.servers import answers, free_port, until

_RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def _unavailable(what: str) -> None:
    words = f"{what} is not installed here, so its crash was not tested"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


class PrivateBroker:
    """A RabbitMQ node. `crash` is kill -9; `start` brings it back with what it had on disk."""

    def __init__(self) -> None:
        if not _RABBITMQ.exists():
            _unavailable("RabbitMQ")
        self._folder = Path(tempfile.mkdtemp(prefix="kapocs-rabbit-"))
        self.port, distribution = free_port(), free_port()
        self._env = {
            **os.environ,
            "HOME": str(self._folder),
            "RABBITMQ_NODENAME": f"kapocs{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"),
            "RABBITMQ_LOG_BASE": str(self._folder / "log"),
            "RABBITMQ_PID_FILE": str(self._folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        (self._folder / "rabbitmq.conf").write_text("loopback_users.guest = true\n")
        (self._folder / "plugins").write_text("[].\n")
        self._popen: subprocess.Popen[bytes] | None = None
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def __enter__(self) -> "PrivateBroker":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.crash()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._popen = subprocess.Popen(
            [str(_RABBITMQ)],
            env=self._env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until("the private broker's answer", self._answers, 180)

    def _answers(self) -> bool:
        with suppress(Exception), Connection(self.url, connect_timeout=5) as connection:
            connection.connect()
            return True
        return False

    def crash(self) -> None:
        """Kill -9 the whole process group."""
        if self._popen is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()
            until("the private broker's end", lambda: not answers("127.0.0.1", self.port))
            self._popen = None

    def publish_confirmed(self, queue: str, body: bytes, count: int, delivery_mode: int) -> None:
        """Publish to a plain durable queue, each message confirmed."""
        with Connection(self.url, transport_options={"confirm_publish": True}) as connection:
            channel: Any = connection.channel()
            channel.queue_declare(queue, durable=True, auto_delete=False)
            channel.queue_purge(queue)
            for _ in range(count):
                message = channel.prepare_message(body, properties={"delivery_mode": delivery_mode})
                channel.basic_publish(message, exchange="", routing_key=queue)

    def count(self, queue: str) -> int:
        """How many messages a queue has."""
        with Connection(self.url) as connection:
            return int(connection.channel().queue_declare(queue, passive=True).message_count)


class PrivatePostgres:
    """A PostgreSQL cluster. `crash` is kill -9 of all its processes; `start` has it recover."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found or os.geteuid() != 0:
            _unavailable("PostgreSQL (with root to run it as its own user)")
        self._bin = found[-1].parent
        self._folder = Path(tempfile.mkdtemp(prefix="kapocs-pg-"))
        shutil.chown(self._folder, "postgres", "postgres")
        self.port = free_port()
        self._run(
            "initdb", "-D", str(self._folder / "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"
        )
        self.admin_url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        command = ["runuser", "-u", "postgres", "--", str(self._bin / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)

    def __enter__(self) -> "PrivatePostgres":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.crash()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c unix_socket_directories= -c listen_addresses=127.0.0.1 -c max_connections=200"
        data, log = self._folder / "data", self._folder / "log"
        self._run("pg_ctl", "start", "-w", "-t", "120", "-D", str(data), "-l", str(log), "-o", options)

    def crash(self) -> None:
        """Kill -9 the postmaster and all that it started: whatever works in the data folder."""
        while own := list(self._processes()):
            for pid in own:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        # the dead may stay as zombies, which PostgreSQL would take for a living server
        (self._folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def _processes(self) -> Iterator[int]:
        data = str(self._folder / "data")
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and str((entry / "cwd").readlink()) == data:
                    yield int(entry.name)

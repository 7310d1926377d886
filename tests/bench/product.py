"""The product under measurement: started as its users start it, on data of its own, stopped and removed afterwards."""

import os
import re
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from chassis.identity import make_keys
from chassis.settings import SERVICES
from tests.support.servers import databases, free_port, virtual_host

ROOT = Path(__file__).resolve().parents[2]
KAPOCS = ROOT / ".venv" / "bin" / "kapocs"
PASSWORD = "bench-" + secrets.token_hex(8)
START_LIMIT = 120.0  # seconds


class Product:
    """A running Kapocs: where it answers, its processes by name, and where its databases are."""

    def __init__(self, profile: str, folder: Path, environment: dict[str, str]) -> None:
        self.profile, self.folder = profile, folder
        self.port = free_port()
        self.environment = {**os.environ, **environment, "PORT": str(self.port), "KAPOCS_PROFILE": profile}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.idle = (0.0, 0.0)  # CPU seconds a second of web and worker processes when nobody asks anything

    def database_url(self, service: str) -> str:
        """The address of a service's database."""
        template = self.environment.get("KAPOCS_DATABASE_URL", f"sqlite:///{self.folder}/{{service}}.db")
        return template.replace("{service}", service)

    def spawn(self, name: str, command: str) -> None:
        """Start one process; its output goes to a file of its name."""
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            ["sh", "-c", command], cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )

    def start(self) -> float:
        """Start every process; the seconds until the gateway and all it stands on are ready."""
        started = time.monotonic()
        for name, command in self.commands().items():
            self.spawn(name, command)
        self.wait_ready()
        return time.monotonic() - started

    def commands(self) -> dict[str, str]:
        """What to run, by process name: one process, or those of the Procfile."""
        if self.profile == "embedded":
            return {"kapocs": f"exec {KAPOCS} run"}
        lines = (ROOT / "deploy" / "Procfile").read_text().splitlines()
        return {name: command.strip() for name, command in (line.split(":", 1) for line in lines)}

    def wait_ready(self) -> None:
        """Wait until the gateway says that it is ready."""
        self.until(lambda: answers(f"http://127.0.0.1:{self.port}/readyz"), START_LIMIT)

    def until(self, probe: Callable[[], bool], limit: float) -> None:
        """Wait for the probe, or fail with the tail of what the processes said."""
        deadline = time.monotonic() + limit
        while not probe():
            dead = [name for name, process in self.processes.items() if process.poll() is not None]
            if dead or time.monotonic() > deadline:
                raise RuntimeError(f"not ready; ended: {dead}\n{self.logs()}")
            time.sleep(0.02)

    def logs(self) -> str:
        """The last lines of every process."""
        return "\n".join(f"{path.stem}: {path.read_text()[-800:]}" for path in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        """End every process we started, and wait for it."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def members(self, pattern: str = "") -> Iterator[tuple[str, psutil.Process]]:
        """The processes, with their children, whose names match."""
        for name, process in self.processes.items():
            if re.search(pattern, name):
                root = psutil.Process(process.pid)
                yield from ((name, member) for member in (root, *root.children(recursive=True)))

    def cpu(self, pattern: str = "") -> float:
        """CPU seconds that the processes have used so far."""
        return sum(sum(member.cpu_times()[:2]) for _, member in self.members(pattern))

    def rss(self, pattern: str = "") -> dict[str, float]:
        """MiB of memory in use (resident set size) by the processes of each name."""
        found: dict[str, float] = {}
        for name, member in self.members(pattern):
            found[name] = found.get(name, 0) + member.memory_info().rss / 2**20
        return found

    def memory(self) -> dict[str, float]:
        """MiB that each process holds for itself (unique set size), its children included."""
        found: dict[str, float] = {}
        for name, member in self.members():
            found[name] = found.get(name, 0) + member.memory_full_info().uss / 2**20
        return found


def answers(url: str) -> bool:
    """Whether a GET succeeds."""
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def running(profile: str) -> Iterator[Product]:
    """A product on empty databases of its own; stopped, and its data removed, at the end."""
    common = {"KAPOCS_ADMIN_PASSWORD": PASSWORD, "KAPOCS_DEMO": "0", "KAPOCS_SMTP_URL": ""}
    with tempfile.TemporaryDirectory(prefix="kapocs-bench-") as folder:
        common["KAPOCS_DATA_DIR"] = folder
        if profile == "embedded":
            product = Product(profile, Path(folder), common)
            try:
                yield product
            finally:
                product.stop()
            return
        with databases(*SERVICES) as template, virtual_host() as amqp:
            product = Product(profile, Path(folder), {**common, **distributed(template, amqp)})
            subprocess.run(
                [KAPOCS, "db", "migrate"], env=product.environment, cwd=ROOT, check=True, capture_output=True
            )
            product.environment["KAPOCS_GATEWAY_PORT"] = str(product.port)
            try:
                yield product
            finally:
                product.stop()


def distributed(template: str, amqp: str) -> dict[str, str]:
    """The settings of the distributed profile, on ports that are free."""
    private, public = make_keys()
    values = {
        "PATH": f"{KAPOCS.parent}{os.pathsep}{os.environ['PATH']}",
        "KAPOCS_DATABASE_URL": template,
        "KAPOCS_AMQP_URL": amqp,
        "KAPOCS_SECRET_KEY": secrets.token_urlsafe(24),
        "KAPOCS_IDENTITY_PRIVATE_KEY": private,
        "KAPOCS_IDENTITY_PUBLIC_KEY": public,
    }
    for name in SERVICES:
        port = str(free_port())
        values[f"KAPOCS_{name.upper()}_PORT"] = port
        values[f"KAPOCS_{name.upper()}_METRICS_PORT"] = str(free_port())
        if name != "gateway":
            values[f"KAPOCS_{name.upper()}_URL"] = f"http://127.0.0.1:{port}"
    return values

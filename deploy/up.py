"""Start the distributed profile on this machine: check the servers, prepare the databases, run every process."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

import env

from chassis.settings import SERVICES

ROOT = env.ROOT
WAIT = 15.0  # seconds given to a server that is just starting
FIRST_PORT = 8000  # the services' web processes follow it, the workers' metrics a hundred above


def settings() -> dict[str, str]:
    """This process's environment, completed by .env and by a port for each service."""
    values = {**env.read(env.TARGET), **os.environ, "KAPOCS_PROFILE": "distributed"}
    values.setdefault("PORT", "8000")
    values["PATH"] = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{values['PATH']}"
    first = int(values.get("KAPOCS_FIRST_PORT", FIRST_PORT))
    for index, name in enumerate(SERVICES):
        web_port = values["PORT"] if name == "gateway" else str(first + index)
        values[f"KAPOCS_{name.upper()}_PORT"] = web_port
        values[f"KAPOCS_{name.upper()}_METRICS_PORT"] = str(first + 100 + index)
        values.setdefault(f"KAPOCS_{name.upper()}_URL", f"http://127.0.0.1:{web_port}")
    return values


def wait_for(what: str, values: dict[str, str], setting: str, port: int, package: str) -> None:
    """Wait until the server accepts connections, or stop with what to do about it."""
    address = urlsplit(values[setting])
    place = (address.hostname or "127.0.0.1", address.port or port)
    until = time.monotonic() + WAIT
    while True:
        try:
            socket.create_connection(place, timeout=2).close()
        except OSError as error:
            if time.monotonic() > until:
                sys.exit(
                    f"kapocs: {what} does not answer at {place[0]}:{place[1]} ({error}).\n"
                    f"Set {setting} in .env, or start it. On Debian: apt-get install {package}; service {package} start"
                )
            time.sleep(0.25)
        else:
            return


def kapocs(values: dict[str, str], *arguments: str) -> None:
    """Run one kapocs command, and stop where it stops."""
    done = subprocess.run([str(ROOT / ".venv" / "bin" / "kapocs"), *arguments], env=values, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"kapocs: `kapocs {' '.join(arguments)}` failed.")


def start(values: dict[str, str]) -> None:
    """Check the servers, prepare the databases, become honcho."""
    wait_for("PostgreSQL", values, "KAPOCS_DATABASE_ADMIN_URL", 5432, "postgresql")
    wait_for("RabbitMQ", values, "KAPOCS_AMQP_URL", 5672, "rabbitmq-server")
    kapocs(values, "db", "create")
    kapocs(values, "db", "migrate")
    honcho = shutil.which("honcho", path=values["PATH"])
    if honcho is None:
        sys.exit("kapocs: honcho is missing; `make up` installs it.")
    address = f"http://127.0.0.1:{values['PORT']}"
    print(f"Kapocs will be on {address}. Demo data: `make demo` in another terminal.", flush=True)
    os.chdir(ROOT)
    os.execve(honcho, [honcho, "-e", os.devnull, "-f", "deploy/Procfile", "start"], values)  # noqa: S606  # a fixed command


def main() -> None:
    """Start everything; with arguments, run that kapocs command with the same settings instead."""
    env.main()
    if sys.argv[1:]:
        kapocs(settings(), *sys.argv[1:])
    else:
        start(settings())


if __name__ == "__main__":
    main()

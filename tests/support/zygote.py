"""Forks sample workers and sellers on request, so that a process to be killed is there in a moment, not in seconds.

Reads one JSON line per process from standard input: {"role", "service", "env", "log"}; answers with its pid.
"""

import json
import random
import signal
import sys
import time
import traceback

from tests.support import sample_worker  # isort: skip  # first: it makes the process green
from eventlet.patcher import original
from sqlalchemy.exc import OperationalError

from chassis.settings import from_environment
from tests.support import sample_service as sample
from tests.support.processes import make_runtime

os = original("os")


def sell_on(pause: float) -> None:
    """Sell and change notes until killed."""
    runtime = make_runtime("shop", from_environment())
    sold: list[str] = []
    while True:
        try:
            sold += sample.sell(runtime, amount=random.randint(1, 9), count=random.randint(1, 3))
            if random.random() < 0.3:
                sample.note(runtime, random.choice(sold), f"note {random.randint(1, 999)}")
        except OperationalError:
            time.sleep(0.1)  # as a web process: this customer is sent away, the next may have more luck
        time.sleep(pause)


def become(order: dict[str, object]) -> None:
    """What the forked child does."""
    log = os.open(str(order["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.update(order["env"])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if order["role"] == "seller":
        sell_on(float(os.environ.get("KAPOCS_TEST_PAUSE", "0.01")))
    else:
        sys.argv = ["worker", str(order["service"])]
        sample_worker.main()


def main() -> None:
    """Fork for each line until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are nobody's zombies
    pending = b""
    while chunk := os.read(0, 65536):
        pending += chunk
        while b"\n" in pending:
            line, pending = pending.split(b"\n", 1)
            child = os.fork()
            if child == 0:
                status = 1
                try:
                    become(json.loads(line))
                    status = 0
                except BaseException:
                    traceback.print_exc()
                finally:
                    sys.stderr.flush()
                    os._exit(status)
            os.write(1, f"{child}\n".encode())


if __name__ == "__main__":
    main()

"""An import whose process is killed, kill -9, goes on where it was: each row comes in once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from chassis.jobs import JobRunner
from chassis.settings import Settings
from tests.support.servers import until
from tests.support.service import ServiceHarness

WORKER = """
import sys
from pathlib import Path
from chassis.jobs import JobRunner
from chassis.runtime import compose
from chassis.settings import Settings

JobRunner(compose("contacts", Settings(data_dir=Path(sys.argv[1])))).run_all()
"""
ROWS = 3_000


def test_no_row_is_lost_or_doubled_by_kill_9(tmp_path: Path) -> None:
    harness = ServiceHarness("contacts", Settings(data_dir=tmp_path))
    text = "code,name\n" + "".join(f"K{n},Firm {n}\n" for n in range(ROWS))
    job = harness.upload("/organizations/imports", "x.csv", text.encode()).json
    harness.post(f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"], "mode": "create"})

    def done() -> int:
        return int(harness.get(f"/organizations/imports/{job['id']}").json["done"])

    with subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path)]) as worker:  # ours, and no shell
        until("the first rows are in", lambda: done() > 0, 120)
        os.kill(worker.pid, signal.SIGKILL)
    halfway = done()
    assert 0 < halfway < ROWS, "it was killed too late to prove anything"
    runner = JobRunner(harness.runtime)
    runner.free_all()
    runner.run_all()
    after = harness.get(f"/organizations/imports/{job['id']}").json
    assert (after["status"], after["done"], after["created"], after["failed"]) == ("finished", ROWS, ROWS, 0)
    codes = Counter(event.data["code"] for event in harness.events("contacts.OrganizationCreated"))
    assert codes == Counter({f"K{n}": 1 for n in range(ROWS)})
    harness.close()

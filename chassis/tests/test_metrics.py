"""What a service tells Prometheus, and that Prometheus accepts the names."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from chassis.settings import Settings
from tests.support import archive
from tests.support.service import ServiceHarness


@pytest.fixture
def scraped(tmp_path: Path) -> str:
    """The scrape page after one paper was filed and one refused."""
    harness = ServiceHarness(archive.service, Settings(data_dir=tmp_path))
    archive.Base.metadata.create_all(harness.runtime.database.engine)
    harness.post("/papers", {"name": "x"})
    harness.request("POST", "/papers", {})
    text: str = harness.get("/metrics").get_data(as_text=True)
    harness.close()
    return text


def test_facts_are_counted_when_committed_and_requests_by_route(scraped: str) -> None:
    facts = re.search(r'kapocs_facts_total\{service="archive",type="archive.PaperCreated"\} (\d+)', scraped)
    assert facts
    assert int(facts[1]) >= 1
    refused = r'kapocs_http_requests_total\{method="POST",route="/papers",service="archive",status="422"\} \d+'
    assert re.search(refused, scraped)


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool (Debian: prometheus) is missing")
def test_prometheus_accepts_the_names(scraped: str) -> None:
    own = "\n".join(line for line in scraped.splitlines() if "kapocs_" in line) + "\n"
    done = subprocess.run(["promtool", "check", "metrics"], input=own, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")

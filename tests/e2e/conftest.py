"""The product as a person starts it, and a browser that notes everything that goes wrong."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.e2e.desk import ADMIN_PASSWORD, Desk
from tests.support.servers import until

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=20_000)  # checks run on busy machines
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need Chromium; where checks run there has to be one."""
    for item in items:
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)
            if CHROMIUM is None and not os.environ.get("CI"):
                item.add_marker(
                    pytest.mark.skip(reason="There is no Chromium on this machine (apt-get install chromium).")
                )


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    return {"executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Kapocs in the embedded profile with its demo data, on a free port; its address."""
    folder = tmp_path_factory.mktemp("product")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ,
        "PORT": str(port),
        "KAPOCS_DATA_DIR": str(folder / "var"),
        "KAPOCS_ADMIN_PASSWORD": ADMIN_PASSWORD,
    }
    log = (folder / "log.txt").open("wb")
    command = [str(Path(sys.executable).with_name("kapocs")), "run"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        until(f"the product at {address}", lambda: _answers(process, address, folder / "log.txt"), 240)
        yield address
    finally:
        process.terminate()
        process.wait(90)
        log.close()


def _answers(process: subprocess.Popen[bytes], address: str, log: Path) -> bool:
    assert process.poll() is None, f"The product ended:\n{log.read_text(errors='replace')[-3000:]}"
    try:
        return requests.get(f"{address}/readyz", timeout=10).ok
    except requests.RequestException:
        return False


@pytest.fixture
def desk(browser: Browser, product: str) -> Iterator[Desk]:
    """A browser window of its own; closing it fails if the console or the network complained."""
    yield from _desk(browser, product, viewport={"width": 1440, "height": 900})


@pytest.fixture
def phone(browser: Browser, product: str) -> Iterator[Desk]:
    """The same as narrow as a phone."""
    yield from _desk(browser, product, viewport={"width": 390, "height": 844}, has_touch=True)


def _desk(browser: Browser, product: str, **options: Any) -> Iterator[Desk]:
    context = browser.new_context(base_url=product, locale="en-GB", reduced_motion="reduce", **options)
    page: Page = context.new_page()
    page.set_default_timeout(20_000)
    made = Desk(page, product)
    yield made
    context.close()
    assert made.complaints == []

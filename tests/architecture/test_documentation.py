"""What the documentation names is there: files it links to, make targets, kapocs commands."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "chassis", "services", "gateway", "deploy", "tests")
PAGES = [ROOT / "README.md", *sorted(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken_links(page: Path, text: str) -> list[str]:
    """The relative links of a page that lead nowhere."""
    links = (link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link) and not link.startswith("/"))
    return [link for link in links if not (page.parent / link).exists()]


def unknown_targets(text: str) -> set[str]:
    """The `make` targets a page names and the Makefile lacks."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    return set(re.findall(r"(?:^|`|&& )make ([a-z-]+)", text, re.M)) - targets


def commands() -> set[str]:
    """The commands `kapocs --help` lists."""
    done = subprocess.run([ROOT / ".venv/bin/kapocs", "--help"], capture_output=True, text=True, check=True)
    return set(re.findall(r"^ {4}([a-z]+)", done.stdout, re.M))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_make_targets_of_a_page_exist(page: Path) -> None:
    text = page.read_text()
    assert broken_links(page, text) == []
    assert unknown_targets(text) == set()


def test_the_commands_the_pages_name_exist() -> None:
    known = commands()
    assert {"web", "worker", "db"} <= known
    for page in PAGES:
        named = set(re.findall(r"(?:^|`)kapocs ([a-z]+)", page.read_text(), re.M))
        assert named <= known, page


def test_a_broken_page_would_be_found() -> None:
    page = ROOT / "README.md"
    assert broken_links(page, "[a](docs/nowhere.md) [b](Makefile) [c](https://example.org)") == ["docs/nowhere.md"]
    assert unknown_targets("`make run` then `make coffee`") == {"coffee"}

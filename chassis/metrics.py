"""HTTP metrics, and the scrape page of a process; the bus has its own in `bus_metrics`."""

import os
from collections.abc import Iterable

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter(
    "kapocs_http_requests_total", "HTTP requests answered.", ["service", "method", "route", "status"]
)  # fmt: skip
DURATION = Histogram(
    "kapocs_http_request_duration_seconds",
    "Time from a request's arrival to its answer.",
    ["service", "method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


FACTS = Counter("kapocs_facts_total", "Business facts committed, by type of event.", ["service", "type"])


def count_facts(types: Iterable[str]) -> None:
    """Count what a committed transaction made true: invoices issued, tickets opened, payments received …"""
    for event_type in types:
        FACTS.labels(event_type.partition(".")[0], event_type).inc()


def observe(service: str, method: str, route: str, status: int, seconds: float) -> None:
    """Count one request."""
    REQUESTS.labels(service, method, route, str(status)).inc()
    DURATION.labels(service, method, route).observe(seconds)


def scrape() -> tuple[bytes, str]:
    """All metrics of this process, or of all gunicorn processes of this service when they share a folder."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        return generate_latest(registry), CONTENT_TYPE_LATEST
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
